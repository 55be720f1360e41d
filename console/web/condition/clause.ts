import type { ComparisonNode, Expression } from 'flagforge/compile/expression';

/** A comparison, or a segment, or its opposite. */
export type Clause = ComparisonNode | (Expression & { kind: 'segment' | 'not' });

/** The clause that an expression is; the opposite of a segment is one. */
export function clauseIn(expression: Expression): Clause | null {
  if (expression.kind === 'comparison' || expression.kind === 'segment') return expression;
  return expression.kind === 'not' && expression.of.kind === 'segment' ? expression : null;
}
