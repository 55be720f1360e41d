/** The condition language: text to checked expression to compiled condition, and back. Pure. */
export type { ComparisonNode, Expression, ListNode, LiteralNode, OperandNode, Span, TestNode } from './ast.ts';
export { attributeNames, type ConditionScope, type KnownAttribute, resolveAttribute } from './attribute-scope.ts';
export { checkCondition } from './check.ts';
export { type CompiledCondition, compileCondition } from './compile-condition.ts';
export { lowerCondition } from './lower-condition.ts';
export { type ParsedCondition, parseCondition } from './parser.ts';
export { parsePath, printPath } from './path.ts';
export { phraseCondition } from './phrase.ts';
export { printCondition } from './print.ts';
export type { ConditionProblem } from './problem.ts';
export { kindsAfter, literalOf as literalKindOf, operatorsOf } from './type-table.ts';
