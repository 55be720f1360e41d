import type { ComparisonNode, LiteralNode, TestNode } from './ast.ts';
import type { ConditionScope } from './attribute-scope.ts';
import { printCondition } from './print.ts';
import type { ProblemList } from './problem.ts';

/** The text that an expression was parsed from, what it may name, and where problems go. */
export interface CheckContext {
  readonly text: string;
  readonly scope: ConditionScope;
  readonly problems: ProblemList;
}

/** The literals of a test, none for `is present`. */
export function literalsOf(test: TestNode): readonly LiteralNode[] {
  if (test.op === 'is') return [];
  return 'list' in test ? test.list.items : [test.value];
}

/** What the author wrote at a span. */
export function sourceOf(context: CheckContext, span: readonly [number, number]): string {
  return context.text.slice(span[0], span[1]);
}

/** A repaired comparison as text, for hints. */
export function printRepaired(node: ComparisonNode, test: TestNode): string {
  return printCondition({ ...node, test });
}
