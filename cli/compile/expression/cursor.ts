import type { Span } from './ast.ts';
import type { ProblemList } from './problem.ts';
import type { Sign, Token } from './tokens.ts';

/** Where the parser stands in the tokens, and what it has used up of the limits. */
export interface Cursor {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly problems: ProblemList;
  at: number;
  /** Parentheses and `not` that are open. */
  depth: number;
  comparisons: number;
}

/** The token `ahead` of the cursor; the end beyond the end. */
export function peek(cursor: Cursor, ahead = 0): Token {
  const token = cursor.tokens[cursor.at + ahead] ?? cursor.tokens[cursor.tokens.length - 1];
  return token ?? { kind: 'end', span: [cursor.text.length, cursor.text.length] };
}

/** Takes the token at the cursor; the end is never passed. */
export function take(cursor: Cursor): Token {
  const token = peek(cursor);
  if (token.kind !== 'end') cursor.at += 1;
  return token;
}

export function isWord(token: Token, word: string): boolean {
  return token.kind === 'word' && token.word === word;
}

export function isSign(token: Token, sign: Sign): boolean {
  return token.kind === 'sign' && token.sign === sign;
}

/**
 * The word of the language that a token is in another case (`AND`, `Contains`), or undefined.
 * Only meaningful where no attribute can stand.
 */
export function wordInOtherCase(token: Token): string | undefined {
  if (token.kind !== 'path' || !token.isWord) return undefined;
  return (token.path[0] ?? '').toLowerCase();
}

/** The text of the token as written, for messages. */
export function textOf(cursor: Cursor, token: Token): string {
  return cursor.text.slice(token.span[0], token.span[1]);
}

/** From the beginning of one thing to the end of another. */
export function join(from: Span, to: Span): Span {
  return [from[0], Math.max(from[1], to[1])];
}

/** The end of the last token taken. */
export function lastSpan(cursor: Cursor): Span {
  const token = cursor.tokens[cursor.at - 1];
  return token?.span ?? [0, 0];
}

/**
 * Recovery: passes over tokens up to the next `and`, `or` (in any case), `)` of an open parenthesis, or the end.
 * Brackets and parentheses that open on the way are passed over whole.
 */
export function skipToJoint(cursor: Cursor): void {
  let open = 0;
  for (;;) {
    const token = peek(cursor);
    if (token.kind === 'end') return;
    if (open === 0 && (isJoint(token) || isSign(token, ')'))) return;
    if (isSign(token, '(') || isSign(token, '[')) open += 1;
    if ((isSign(token, ')') || isSign(token, ']')) && open > 0) open -= 1;
    take(cursor);
  }
}

export function isJoint(token: Token): boolean {
  const word = token.kind === 'word' ? token.word : wordInOtherCase(token);
  return word === 'and' || word === 'or';
}
