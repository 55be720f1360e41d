import type { Expression, Span } from './ast.ts';
import {
  type Cursor,
  isJoint,
  isSign,
  isWord,
  join,
  lastSpan,
  peek,
  skipToJoint,
  take,
  textOf,
  wordInOtherCase,
} from './cursor.ts';
import { countCharacters, MAX_CONDITION_CHARACTERS, MAX_DEPTH } from './limits.ts';
import { parseComparison, reportMissingJoint } from './parse-comparison.ts';
import { type ConditionProblem, createProblemList, sortProblems } from './problem.ts';
import { tokenize } from './tokens.ts';

export interface ParsedCondition {
  /** The condition; with problems, what could be understood of it, or null. Only without problems it is what the author wrote. */
  readonly expression: Expression | null;
  /** In the order of the text. */
  readonly problems: readonly ConditionProblem[];
}

/**
 * Parses a condition. Every problem of grammar is found in one run; nothing throws, whatever the text.
 * Types and values of literals are not looked at: that is `checkCondition`.
 * @see contract 3
 */
export function parseCondition(text: string): ParsedCondition {
  const problems = createProblemList();
  const count = text.length > MAX_CONDITION_CHARACTERS ? countCharacters(text) : 0;
  if (count > MAX_CONDITION_CHARACTERS) {
    problems.add('FF1255', [0, text.length], { limit: 'characters', count, max: MAX_CONDITION_CHARACTERS });
    return { expression: null, problems: problems.problems };
  }
  const tokens = tokenize(text, problems);
  const cursor: Cursor = { text, tokens, problems, at: 0, depth: 0, comparisons: 0 };
  if (peek(cursor).kind === 'end' && problems.problems.length === 0) {
    problems.add('FF1251', [0, text.length], { what: 'condition' });
  }
  const parts: Expression[] = [];
  while (peek(cursor).kind !== 'end') {
    const part = parseJoined(cursor, 'or');
    if (part !== null) parts.push(part);
    if (peek(cursor).kind === 'end') break;
    // Only a `)` that closes nothing stops the outermost level.
    problems.add('FF1273', take(cursor).span, { text: ')', fault: 'stray' });
    if (isJoint(peek(cursor))) take(cursor);
  }
  return { expression: combine('and', parts), problems: sortProblems(problems.problems) };
}

function combine(kind: 'and' | 'or', parts: readonly Expression[]): Expression | null {
  const first = parts[0];
  const last = parts[parts.length - 1];
  if (first === undefined || last === undefined) return null;
  return parts.length === 1 ? first : { kind, of: parts, span: join(first.span, last.span) };
}

/** `or = and, { "or", and }` and `and = unary, { "and", unary }`. A part with problems is left out. */
function parseJoined(cursor: Cursor, kind: 'and' | 'or'): Expression | null {
  const parts: Expression[] = [];
  for (;;) {
    const part = kind === 'or' ? parseJoined(cursor, 'and') : parseUnary(cursor);
    if (part !== null) parts.push(part);
    if (kind === 'and' && reportMissingJoint(cursor)) continue;
    if (!takeJoint(cursor, kind)) return combine(kind, parts);
  }
}

/** Takes the word `kind`, in another case with a problem. */
function takeJoint(cursor: Cursor, kind: 'and' | 'or'): boolean {
  const token = peek(cursor);
  if (wordInOtherCase(token) === kind) {
    cursor.problems.add(
      'FF1258',
      token.span,
      { text: textOf(cursor, token), write: kind },
      { span: token.span, text: kind },
    );
  } else if (!isWord(token, kind)) return false;
  take(cursor);
  return true;
}

/** `unary = "not", unary | primary`. Nesting is counted before it is entered, so the stack is bounded too. */
function parseUnary(cursor: Cursor): Expression | null {
  const token = peek(cursor);
  if (isWord(token, 'not') || isForeignNot(cursor)) {
    if (token.kind === 'path') {
      cursor.problems.add(
        'FF1258',
        token.span,
        { text: textOf(cursor, token), write: 'not' },
        { span: token.span, text: 'not' },
      );
    }
    if (isTooDeep(cursor, token.span)) return null;
    take(cursor);
    cursor.depth += 1;
    const of = parseUnary(cursor);
    cursor.depth -= 1;
    return of === null ? null : { kind: 'not', of, span: join(token.span, lastSpan(cursor)) };
  }
  if (isSign(token, '(')) return parseParentheses(cursor, token.span);
  return parseComparison(cursor);
}

/** `NOT` where an attribute could stand: it is one only when an operator follows. */
function isForeignNot(cursor: Cursor): boolean {
  if (wordInOtherCase(peek(cursor)) !== 'not') return false;
  const next = peek(cursor, 1);
  return (
    next.kind === 'path' || isSign(next, '(') || ['segment', 'lower', 'not', 'now'].some((word) => isWord(next, word))
  );
}

function isTooDeep(cursor: Cursor, span: Span): boolean {
  if (cursor.depth < MAX_DEPTH) return false;
  cursor.problems.add('FF1255', span, { limit: 'depth', count: cursor.depth + 1, max: MAX_DEPTH });
  skipToJoint(cursor);
  return true;
}

function parseParentheses(cursor: Cursor, open: Span): Expression | null {
  if (isTooDeep(cursor, open)) return null;
  take(cursor);
  if (isSign(peek(cursor), ')')) {
    cursor.problems.add('FF1273', join(open, take(cursor).span), { text: '()', fault: 'empty' });
    return null;
  }
  cursor.depth += 1;
  const inner = parseJoined(cursor, 'or');
  cursor.depth -= 1;
  if (isSign(peek(cursor), ')')) take(cursor);
  else cursor.problems.add('FF1273', open, { text: '(', fault: 'open' });
  return inner;
}
