import type { ComparisonNode, Expression, ListNode, LiteralNode, OperandNode, Span, TestNode } from './ast.ts';
import { type Cursor, isSign, isWord, join, lastSpan, peek, skipToJoint, take } from './cursor.ts';
import { isNothing, parseList, parseLiteral, startsLiteral } from './parse-literal.ts';
import { parseOperand, readOperator } from './parse-operand.ts';
import { printCondition } from './print.ts';

const FLIPPED: Readonly<Record<string, '==' | '!=' | '<' | '<=' | '>' | '>='>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

/**
 * Takes a comparison whose value stands on the left (`5 < age`, `"x" in roles`) and reports it with the form that
 * this language has. Returns that form, so that its types are checked in the same run.
 */
export function parseReversed(cursor: Cursor): Expression | null {
  const start = peek(cursor).span;
  const hasNull = isNothing(peek(cursor));
  const value = hasNull ? null : isSign(peek(cursor), '[') ? parseList(cursor) : parseLiteral(cursor, 'an attribute');
  if (hasNull) take(cursor);
  else if (value === null) return giveUp(cursor);
  const operatorStart = peek(cursor);
  let op = readOperator(cursor);
  const negated = op === 'not';
  if (negated) op = readOperator(cursor);
  if (op === null || !startsOperand(cursor)) {
    const span = join(start, lastSpan(cursor));
    cursor.problems.add('FF1260', span, { text: cursor.text.slice(start[0], span[1]) });
    return giveUp(cursor);
  }
  const operatorSpan = join(operatorStart.span, lastSpan(cursor));
  const operand = parseOperand(cursor);
  if (operand === null) return giveUp(cursor);
  const test = reverse(op, negated, value, operand);
  const span = join(start, operand.span);
  if (test === null) {
    cursor.problems.add('FF1260', span, { text: cursor.text.slice(span[0], span[1]) });
    return giveUp(cursor);
  }
  const node: ComparisonNode = { kind: 'comparison', operand, test, operatorSpan, span };
  return parseChain(cursor, node) ?? report(cursor, 'FF1260', node);
}

function giveUp(cursor: Cursor): null {
  skipToJoint(cursor);
  return null;
}

function startsOperand(cursor: Cursor): boolean {
  const token = peek(cursor);
  return token.kind === 'path' || isWord(token, 'now') || (isWord(token, 'lower') && isSign(peek(cursor, 1), '('));
}

function reverse(
  op: string,
  negated: boolean,
  value: LiteralNode | ListNode | null,
  operand: OperandNode,
): TestNode | null {
  if (value === null) {
    return op === '==' || op === '!=' ? { op: 'is', presence: op === '==' ? 'absent' : 'present' } : null;
  }
  if (operand.kind === 'now' && (op === 'in' || op === 'contains')) return null;
  if ('items' in value) {
    return op === 'contains' || op === 'in'
      ? { op: op === 'contains' ? 'in' : 'contains any', negated, list: value }
      : null;
  }
  if (op === 'in') return { op: 'contains', negated, value };
  const flipped = negated ? undefined : FLIPPED[op];
  if (flipped === undefined) return null;
  if (flipped === '==' || flipped === '!=') return { op: '==', negated: flipped === '!=', value };
  return { op: flipped, value };
}

function report(cursor: Cursor, code: string, node: Expression): Expression {
  // After `not` two comparisons would fall apart.
  const isNegated = isAfterNot(cursor, node.span[0]);
  const write = node.kind === 'and' && isNegated ? `(${printCondition(node)})` : printCondition(node);
  const text = cursor.text.slice(node.span[0], node.span[1]);
  cursor.problems.add(code, node.span, { text, write }, { span: node.span, text: write });
  return node;
}

function isAfterNot(cursor: Cursor, offset: number): boolean {
  const index = cursor.tokens.findIndex((token) => token.span[0] === offset);
  const before = cursor.tokens[index - 1];
  return before !== undefined && isWord(before, 'not');
}

/** `1 < age < 5`: the second half of a chain, when one follows. */
function parseChain(cursor: Cursor, left: ComparisonNode): Expression | null {
  const sign = peek(cursor);
  if (sign.kind !== 'sign' || !/^[<>]/.test(sign.sign)) return null;
  take(cursor);
  if (!startsLiteral(cursor)) {
    cursor.problems.add('FF1269', sign.span, { text: sign.sign });
    return giveUp(cursor);
  }
  const value = parseLiteral(cursor, 'a value');
  if (value === null) return null;
  const op = sign.sign as '<' | '<=' | '>' | '>=';
  const span: Span = join(left.span, value.span);
  const right: ComparisonNode = { ...left, test: { op, value }, operatorSpan: sign.span, span };
  return report(cursor, 'FF1269', { kind: 'and', of: [left, right], span });
}
