import { parseCidr } from '@flagforge/sdk/engine';
import type { Args } from '../../diagnostics/diagnostic.ts';
import type { ComparisonNode, ListNode } from './ast.ts';
import type { KnownAttribute } from './attribute-scope.ts';
import { type CheckContext, literalsOf, printRepaired } from './check-context.ts';
import { printPath } from './path.ts';
import { printTest } from './print.ts';
import { allowsOperator, operatorsOf } from './type-table.ts';
import { maskedCidr } from './typed-literal.ts';

/** Whether the operator, and `lower()`, go with the attribute's type; FF1243 with what to write instead. */
export function checkOperator(context: CheckContext, node: ComparisonNode, attribute: KnownAttribute): boolean {
  const { operand, test } = node;
  if (attribute.type === null || operand.kind === 'now') return true;
  const base = { path: printPath(operand.path), type: attribute.type };
  if (operand.kind === 'lower' && attribute.type !== 'string' && attribute.type !== 'string[]') {
    context.problems.add('FF1243', operand.span, { ...base, operator: 'lower()', fault: 'lower' });
    return false;
  }
  if (allowsOperator(attribute.type, test.op)) return true;
  const operator = test.op === '==' && test.negated ? '!=' : test.op;
  const args: Args = { ...base, operator, allowed: operatorsOf(attribute.type).map(named) };
  const repaired = repair(node, attribute);
  if (repaired === null) context.problems.add('FF1243', node.operatorSpan, args);
  else {
    const fix = repaired.isSure
      ? { span: [node.operatorSpan[0], node.span[1]] as const, text: printTest(repaired.test) }
      : undefined;
    context.problems.add('FF1243', node.operatorSpan, { ...args, write: printRepaired(node, repaired.test) }, fix);
  }
  return false;
}

function named(operator: string): string {
  return operator === 'is' ? 'is present' : operator;
}

/** The test that the author meant, where there is one. `isSure`: it can have meant nothing else. */
function repair(
  node: ComparisonNode,
  attribute: KnownAttribute,
): { readonly test: ComparisonNode['test']; readonly isSure: boolean } | null {
  const { test } = node;
  const literals = literalsOf(test);
  const first = literals[0];
  if (first === undefined || !('negated' in test)) return null;
  const { negated } = test;
  if (attribute.type?.endsWith('[]') === true) {
    if (test.op === '==') return { test: { op: 'contains', negated, value: first }, isSure: false };
    if (test.op === 'in') return { test: { op: 'contains any', negated, list: test.list }, isSure: false };
    return null;
  }
  if (attribute.type === 'ip' && test.op === '==' && first.kind === 'string' && parseCidr(first.value) !== null) {
    const value = maskedCidr(first.value) ?? first.value;
    const list: ListNode = { items: [{ kind: 'cidr', value, span: first.span }], bare: true, span: first.span };
    return { test: { op: 'in', negated, list }, isSure: true };
  }
  if (test.op === 'contains any' && attribute.type !== 'ip')
    return { test: { op: 'in', negated, list: test.list }, isSure: false };
  return null;
}
