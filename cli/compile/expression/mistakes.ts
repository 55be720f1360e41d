import type { LiteralNode, OperandNode, Span, TestNode } from './ast.ts';
import { type Cursor, isSign, isWord, join, lastSpan, peek, take, textOf } from './cursor.ts';
import { meansNothing, meantPresence } from './foreign-words.ts';
import { describe, isNothing, parseLiteral, startsLiteral } from './parse-literal.ts';
import { printLiteral, printOperand } from './print.ts';

/** `x == null`: what is meant is that x is absent. */
export function rejectNothing(cursor: Cursor, operand: OperandNode, negated: boolean): TestNode {
  const token = take(cursor);
  const presence = negated ? 'present' : 'absent';
  const span = join(operand.span, token.span);
  const write = `${cursor.text.slice(operand.span[0], operand.span[1])} is ${presence}`;
  cursor.problems.add('FF1261', span, { text: textOf(cursor, token), write }, { span, text: write });
  return { op: 'is', presence };
}

/** What follows `is` when it is not `present` or `absent`: `is not present`, `is null`, `is true`. `negated`: `not is`. */
export function rejectPresence(
  cursor: Cursor,
  operand: OperandNode,
  negated: boolean,
  operator: Span,
): TestNode | null {
  let isNot = negated;
  if (isWord(peek(cursor), 'not') || textOf(cursor, peek(cursor)).toLowerCase() === 'not') {
    take(cursor);
    isNot = !isNot;
  }
  const token = peek(cursor);
  const path = cursor.text.slice(operand.span[0], operand.span[1]);
  const word = token.kind === 'word' ? token.word : token.kind === 'path' && token.isWord ? (token.path[0] ?? '') : '';
  const meant = meantPresence(word);
  if (meant !== undefined) {
    take(cursor);
    const presence = isNot === (meant === 'present') ? 'absent' : 'present';
    const span = join(operator, token.span);
    const code = isNothing(token) || meansNothing(word) ? 'FF1261' : 'FF1262';
    const text = cursor.text.slice(span[0], span[1]);
    cursor.problems.add(code, span, { text, write: `${path} is ${presence}` }, { span, text: `is ${presence}` });
    return { op: 'is', presence };
  }
  const sign = isNot ? '!=' : '==';
  if (startsLiteral(cursor)) {
    const span = join(operator, lastSpan(cursor));
    const value = parseLiteral(cursor, 'present or absent');
    if (value === null) return null;
    const text = cursor.text.slice(span[0], span[1]);
    cursor.problems.add('FF1258', span, { text, write: sign }, { span, text: sign });
    return { op: '==', negated: isNot, value };
  }
  const at = token.kind === 'end' ? lastSpan(cursor) : token.span;
  cursor.problems.add('FF1240', at, { expected: 'present or absent after is', found: describe(cursor, token) });
  return null;
}

/** `age between 1 and 5`, with both ends: other languages do not agree on whether they belong, so it is no fix. */
export function rejectBetween(cursor: Cursor, operand: OperandNode, negated: boolean, operator: Span): null {
  const isBracketed = isSign(peek(cursor), '[') || isSign(peek(cursor), '(');
  if (isBracketed) take(cursor);
  const low = startsLiteral(cursor) ? parseLiteral(cursor, 'a value') : null;
  const hasJoint = isWord(peek(cursor), 'and') || isSign(peek(cursor), ',');
  if (low !== null && hasJoint) take(cursor);
  const high = low !== null && hasJoint && startsLiteral(cursor) ? parseLiteral(cursor, 'a value') : null;
  if (isBracketed && (isSign(peek(cursor), ']') || isSign(peek(cursor), ')'))) take(cursor);
  const path = printOperand(operand);
  const write =
    low === null || high === null
      ? `${path} >= 1 and ${path} <= 5`
      : range(path, printLiteral(low), printLiteral(high), negated);
  cursor.problems.add('FF1264', join(operator, lastSpan(cursor)), { word: 'between', write });
  return null;
}

function range(path: string, low: string, high: string, negated: boolean): string {
  const within = `${path} >= ${low} and ${path} <= ${high}`;
  return negated ? `not (${within})` : within;
}

/** `email like "%@acme.com"`: the text operator that its percent signs stand for. */
export function rejectLike(cursor: Cursor, operand: OperandNode, negated: boolean, operator: Span): null {
  const value = startsLiteral(cursor) ? parseLiteral(cursor, 'a string') : null;
  const write = `${printOperand(operand)} ${likeTest(value, negated)}`;
  cursor.problems.add('FF1264', join(operator, lastSpan(cursor)), { word: 'like', write });
  return null;
}

function likeTest(value: LiteralNode | null, negated: boolean): string {
  const not = negated ? 'not ' : '';
  const pattern = value !== null && value.kind === 'string' ? value.value : '%text%';
  const inner = pattern.replace(/^%|%$/g, '');
  const text = JSON.stringify(inner);
  if (/[%_]/.test(inner)) return `${not}matches ${JSON.stringify(likePattern(pattern))}`;
  const opensWide = pattern.startsWith('%');
  const endsWide = pattern.endsWith('%');
  if (opensWide && endsWide) return `${not}contains ${text}`;
  if (opensWide) return `${not}ends_with ${text}`;
  if (endsWide) return `${not}starts_with ${text}`;
  return `${negated ? '!=' : '=='} ${text}`;
}

function likePattern(like: string): string {
  const body = like
    .replace(/[\\.[\](){}|*+?^$]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.');
  return `^${body}$`;
}
