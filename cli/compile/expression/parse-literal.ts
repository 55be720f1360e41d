import type { ListNode, LiteralNode, Span } from './ast.ts';
import { type Cursor, isJoint, isSign, isWord, join, lastSpan, peek, take, textOf, wordInOtherCase } from './cursor.ts';
import { meansNothing } from './foreign-words.ts';
import { MAX_LIST_ITEMS } from './limits.ts';
import type { Token } from './tokens.ts';

type TypedKind = 'semver' | 'date' | 'cidr';

function typedKind(word: string | undefined): TypedKind | undefined {
  return word === 'semver' || word === 'date' || word === 'cidr' ? word : undefined;
}

/** Whether the token is `null`, or another language's word for it where no quotes can be missing. */
export function isNothing(token: Token): boolean {
  if (token.kind === 'word') return token.word === 'null';
  return token.kind === 'path' && token.isWord && meansNothing(token.path[0] ?? '');
}

/** Whether a literal begins at the cursor. `date` and the like do only with their string. */
export function startsLiteral(cursor: Cursor): boolean {
  const token = peek(cursor);
  if (token.kind === 'string' || token.kind === 'number') return true;
  if (token.kind !== 'word') return false;
  if (token.word === 'true' || token.word === 'false') return true;
  return (
    typedKind(token.word) !== undefined && (peek(cursor, 1).kind === 'string' || peek(cursor, 1).kind === 'number')
  );
}

/**
 * Takes one literal. Null when there is none or it is broken: then the problem is reported, and what stood there
 * is taken if it was meant as the literal. `expected` names what may stand here, for the message.
 */
export function parseLiteral(cursor: Cursor, expected: string): LiteralNode | null {
  const token = peek(cursor);
  const span = token.span;
  if (token.kind === 'string') {
    take(cursor);
    return token.broken ? null : { kind: 'string', value: token.value, span };
  }
  if (token.kind === 'number') {
    take(cursor);
    return token.broken ? null : { kind: 'number', value: token.value, span };
  }
  if (isWord(token, 'true') || isWord(token, 'false')) {
    take(cursor);
    return { kind: 'boolean', value: isWord(token, 'true'), span };
  }
  const typed = typedKind(token.kind === 'word' ? token.word : wordInOtherCase(token));
  const next = peek(cursor, 1);
  if (typed !== undefined && (token.kind === 'word' || next.kind === 'string')) return parseTyped(cursor, typed);
  return rejectValue(cursor, expected);
}

function parseTyped(cursor: Cursor, kind: TypedKind): LiteralNode | null {
  const word = take(cursor);
  if (word.kind === 'path') {
    cursor.problems.add(
      'FF1258',
      word.span,
      { text: textOf(cursor, word), write: kind },
      { span: word.span, text: kind },
    );
  }
  const token = peek(cursor);
  if (token.kind === 'string') {
    take(cursor);
    return token.broken ? null : { kind, value: token.value, span: join(word.span, token.span) };
  }
  const args = { expected: `a string after ${kind}`, found: describe(cursor, token) };
  if (token.kind === 'number' && !token.broken) {
    take(cursor);
    const write = JSON.stringify(textOf(cursor, token));
    cursor.problems.add(
      'FF1240',
      token.span,
      { ...args, write: `${kind} ${write}` },
      { span: token.span, text: write },
    );
  } else if (token.kind === 'number') take(cursor);
  else cursor.problems.add('FF1240', token.kind === 'end' ? word.span : token.span, args);
  return null;
}

/** What stands where a literal must: names without quotes, null, other languages' booleans. */
function rejectValue(cursor: Cursor, expected: string): LiteralNode | null {
  const token = peek(cursor);
  const span = token.span;
  const other = wordInOtherCase(token);
  if (other === 'true' || other === 'false') {
    take(cursor);
    cursor.problems.add('FF1258', span, { text: textOf(cursor, token), write: other }, { span, text: other });
    return { kind: 'boolean', value: other === 'true', span };
  }
  if (isNothing(token)) {
    take(cursor);
    cursor.problems.add('FF1261', span, { text: textOf(cursor, token) });
    return null;
  }
  if ((isWord(token, 'lower') && isSign(peek(cursor, 1), '(')) || isWord(token, 'now')) {
    const isNow = isWord(take(cursor), 'now');
    cursor.problems.add(isNow ? 'FF1268' : 'FF1267', span, { fault: 'right' });
    return null;
  }
  if (token.kind === 'path' && !isJoint(token)) {
    take(cursor);
    if (token.broken) return null;
    const write = JSON.stringify(token.path.join('.'));
    // A name with a dash in it can only have been a string; another one may have been meant as an attribute.
    const fix = token.isOdd ? { span, text: write } : undefined;
    cursor.problems.add('FF1270', span, { text: textOf(cursor, token), write }, fix);
    return null;
  }
  const at: Span = token.kind === 'end' ? lastSpan(cursor) : span;
  cursor.problems.add('FF1240', at, { expected, found: describe(cursor, token) });
  return null;
}

/** How a token is called in "found ...". */
export function describe(cursor: Cursor, token: Token): string {
  if (token.kind === 'end') return 'the end';
  const text = textOf(cursor, token);
  return token.kind === 'string' ? `the string ${text}` : token.kind === 'number' ? `the number ${text}` : `"${text}"`;
}

/**
 * Takes a list from its opening bracket on (`(` with a problem, as in SQL). Null when an item is broken or the
 * items are not of one kind; everything in it has been reported then.
 */
export function parseList(cursor: Cursor): ListNode | null {
  const open = take(cursor);
  const isRound = isSign(open, '(');
  const items: LiteralNode[] = [];
  let isSound = true;
  let count = 0;
  for (;;) {
    const token = peek(cursor);
    if (isSign(token, ']') || (isRound && isSign(token, ')'))) break;
    if (token.kind === 'end' || isSign(token, ')') || isJoint(token)) {
      cursor.problems.add('FF1273', open.span, { text: textOf(cursor, open), fault: 'open' });
      return null;
    }
    if (isSign(token, ',') || isSign(token, '[') || isSign(token, '(')) {
      cursor.problems.add('FF1240', token.span, { expected: 'a value of the list', found: describe(cursor, token) });
      take(cursor);
      isSound = false;
      continue;
    }
    const before = cursor.at;
    const item = parseLiteral(cursor, 'a value of the list');
    if (cursor.at === before) take(cursor);
    count += 1;
    if (count === MAX_LIST_ITEMS + 1)
      cursor.problems.add('FF1255', token.span, { limit: 'list', count, max: MAX_LIST_ITEMS });
    if (item === null) isSound = false;
    else if (items.length > 0 && items[0]?.kind !== item.kind) {
      cursor.problems.add('FF1257', item.span, { first: items[0]?.kind ?? '', kind: item.kind });
      isSound = false;
    } else items.push(item);
    isSound = parseSeparator(cursor, isRound) && isSound;
  }
  const span = join(open.span, take(cursor).span);
  if (isRound) {
    const write = `[${cursor.text.slice(span[0] + 1, span[1] - 1)}]`;
    cursor.problems.add(
      'FF1240',
      span,
      { expected: 'a list in brackets', found: 'parentheses', write },
      { span, text: write },
    );
  }
  if (count === 0 && isSound) cursor.problems.add('FF1256', span, {});
  return count > 0 && isSound ? { items, bare: false, span } : null;
}

function parseSeparator(cursor: Cursor, isRound: boolean): boolean {
  const token = peek(cursor);
  if (isSign(token, ',')) {
    take(cursor);
    return true;
  }
  if (isSign(token, ']') || isSign(token, ')') || token.kind === 'end' || isJoint(token)) return true;
  const close = isRound ? ')' : ']';
  cursor.problems.add('FF1240', token.span, { expected: `"," or "${close}"`, found: describe(cursor, token) });
  return false;
}
