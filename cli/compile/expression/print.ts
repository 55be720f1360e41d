import type { Expression, ListNode, LiteralNode, OperandNode, TestNode } from './ast.ts';
import { printPath } from './path.ts';

/**
 * A condition as text, on one line, with no more parentheses than its meaning needs.
 * `parseCondition(printCondition(x))` gives x back, spans aside.
 */
export function printCondition(expression: Expression): string {
  switch (expression.kind) {
    case 'or':
      return expression.of.map((part) => wrap(part, part.kind === 'or')).join(' or ');
    case 'and':
      return expression.of.map((part) => wrap(part, part.kind === 'or' || part.kind === 'and')).join(' and ');
    case 'not':
      return `not ${wrap(expression.of, expression.of.kind === 'or' || expression.of.kind === 'and')}`;
    case 'segment':
      return `segment ${JSON.stringify(expression.name)}`;
    case 'comparison':
      return `${printOperand(expression.operand)} ${printTest(expression.test)}`;
  }
}

function wrap(expression: Expression, needsParentheses: boolean): string {
  const text = printCondition(expression);
  return needsParentheses ? `(${text})` : text;
}

export function printOperand(operand: OperandNode): string {
  if (operand.kind === 'now') return 'now';
  return operand.kind === 'lower' ? `lower(${printPath(operand.path)})` : printPath(operand.path);
}

/** What follows the operand: `not in ["a", "b"]`. */
export function printTest(test: TestNode): string {
  switch (test.op) {
    case 'is':
      return `is ${test.presence}`;
    case '==':
      return `${test.negated ? '!=' : '=='} ${printLiteral(test.value)}`;
    case '<':
    case '<=':
    case '>':
    case '>=':
      return `${test.op} ${printLiteral(test.value)}`;
    case 'in':
    case 'contains any':
    case 'contains all':
      return `${test.negated ? 'not ' : ''}${test.op} ${printList(test.list)}`;
    default:
      return `${test.negated ? 'not ' : ''}${test.op} ${printLiteral(test.value)}`;
  }
}

function printList(list: ListNode): string {
  const items = list.items.map(printLiteral).join(', ');
  return list.bare ? items : `[${items}]`;
}

export function printLiteral(literal: LiteralNode): string {
  switch (literal.kind) {
    case 'string':
      return JSON.stringify(literal.value);
    case 'number':
      return printNumber(literal.value);
    case 'boolean':
      return String(literal.value);
    default:
      return `${literal.kind} ${JSON.stringify(literal.value)}`;
  }
}

/** Whole numbers beyond +-(2^53-1) are numbers of the language only with a fraction or an exponent. */
function printNumber(value: number): string {
  const text = String(value);
  return Number.isSafeInteger(value) || /[.e]/.test(text) ? text : `${text}.0`;
}
