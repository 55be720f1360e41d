import { type Expression, printPath } from 'flagforge/compile/expression';
import { formOf } from './operator-words.ts';

/**
 * What readers of a negation forget: `country is not US` is also true for who has no country. null: nothing to add.
 * @param expression one clause, or the `not` before one. @see contract 3, two-valued logic
 */
export function hintOf(expression: Expression): string | null {
  if (expression.kind === 'not') {
    const { of } = expression;
    const isPlain =
      of.kind === 'comparison' && of.operand.kind !== 'now' && of.test.op !== 'is' && !formOf(of.test).negated;
    return isPlain ? missing(of) : null;
  }
  if (expression.kind !== 'comparison' || expression.test.op === 'is') return null;
  return formOf(expression.test).negated ? missing(expression) : null;
}

const missing = ({ operand }: Expression & { kind: 'comparison' }): string | null =>
  operand.kind === 'now' ? null : `also true when ${printPath(operand.path)} is missing`;
