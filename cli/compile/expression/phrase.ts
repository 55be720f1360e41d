import type { Condition, Literal } from '@flagforge/sdk/engine';
import type { Expression, LiteralNode, OperandNode, Span, TestNode } from './ast.ts';
import { printCondition } from './print.ts';
import { printInstant } from './typed-literal.ts';

const NOWHERE: Span = [0, 0];

/**
 * A compiled condition as text of the condition language, for `explain` and for diffs.
 * Compiling that text gives the same condition again. Throws TypeError for a `not` that holds nothing, which no compiler writes.
 */
export function phraseCondition(condition: Condition): string {
  return printCondition(raise(condition, false));
}

/** The expression that a condition was compiled from, or an equal one. `negated`: of its opposite, if it has a test for that. */
function raise(condition: Condition, negated: boolean): Expression {
  if ('of' in condition) {
    if (condition.op !== 'not')
      return { kind: condition.op, of: condition.of.map((part) => raise(part, false)), span: NOWHERE };
    const inner = condition.of[0];
    if (inner === undefined) throw new TypeError('"not" without its condition');
    return hasOpposite(inner) ? raise(inner, true) : { kind: 'not', of: raise(inner, false), span: NOWHERE };
  }
  if (condition.op === 'segment') {
    return { kind: 'segment', name: condition.name, nameSpan: NOWHERE, span: NOWHERE };
  }
  return {
    kind: 'comparison',
    operand: operandOf(condition),
    test: testOf(condition, negated),
    operatorSpan: NOWHERE,
    span: NOWHERE,
  };
}

type Test = Exclude<Condition, { readonly of: readonly Condition[] } | { readonly op: 'segment' }>;

/** Whether `not` before it is written with an operator of its own (`!=`, `not in`, `is absent`). */
function hasOpposite(condition: Condition): boolean {
  return !['and', 'or', 'not', 'segment', 'now', '<', '<=', '>', '>='].includes(condition.op);
}

function operandOf(condition: Test): OperandNode {
  if (condition.op === 'now') return { kind: 'now', span: NOWHERE };
  const kind = 'lower' in condition && condition.lower === true ? 'lower' : 'path';
  return { kind, path: condition.path, span: NOWHERE };
}

function testOf(condition: Test, negated: boolean): TestNode {
  switch (condition.op) {
    case 'present':
      return { op: 'is', presence: negated ? 'absent' : 'present' };
    case 'now':
      return { op: condition.order, value: literalOf({ date: condition.at }) };
    case '<':
    case '<=':
    case '>':
    case '>=':
      return { op: condition.op, value: literalOf(condition.value) };
    case 'in':
      return { op: 'in', negated, list: listOf(condition.values) };
    case 'contains_any':
    case 'contains_all': {
      const op = condition.op === 'contains_any' ? 'contains any' : 'contains all';
      return { op, negated, list: { ...listOf(condition.values), bare: false } };
    }
    case 'matches':
      return { op: 'matches', negated, value: literalOf(condition.pattern) };
    default:
      return { op: condition.op, negated, value: literalOf(condition.value) };
  }
}

function listOf(values: readonly Literal[]) {
  const items = values.map(literalOf);
  return { items, bare: items.length === 1 && items[0]?.kind === 'cidr', span: NOWHERE };
}

function literalOf(value: Literal): LiteralNode {
  if (typeof value === 'string') return { kind: 'string', value, span: NOWHERE };
  if (typeof value === 'number') return { kind: 'number', value, span: NOWHERE };
  if (typeof value === 'boolean') return { kind: 'boolean', value, span: NOWHERE };
  if ('semver' in value) return { kind: 'semver', value: value.semver, span: NOWHERE };
  if ('cidr' in value) return { kind: 'cidr', value: value.cidr, span: NOWHERE };
  return { kind: 'date', value: printInstant(value.date), span: NOWHERE };
}
