import type { Condition } from '@flagforge/sdk/engine';
import type { Expression } from './ast.ts';
import type { ConditionScope } from './attribute-scope.ts';
import { checkCondition } from './check.ts';
import { lowerCondition } from './lower-condition.ts';
import { parseCondition } from './parser.ts';
import { type ConditionProblem, sortProblems } from './problem.ts';

export interface CompiledCondition {
  /** Null when there are problems. */
  readonly condition: Condition | null;
  /** As written; with problems, what could be understood of it, or null. */
  readonly expression: Expression | null;
  /** All of them, of grammar, names, types and values, in the order of the text. */
  readonly problems: readonly ConditionProblem[];
}

/**
 * Parses, checks and compiles one condition. Never throws; the same text and scope give the same bytes.
 * @see contract 3
 */
export function compileCondition(text: string, scope: ConditionScope): CompiledCondition {
  const { expression, problems } = parseCondition(text);
  if (expression === null) return { condition: null, expression, problems };
  const found = checkCondition(text, expression, scope);
  if (problems.length === 0 && found.length === 0) {
    return { condition: lowerCondition(expression), expression, problems };
  }
  const news = found.filter((problem) => !isEcho(problem, problems));
  return { condition: null, expression, problems: sortProblems([...problems, ...news]) };
}

/** A name that is no plain name, or a word of the language, is not looked up: as it stands it cannot be declared. */
function isEcho(found: ConditionProblem, problems: readonly ConditionProblem[]): boolean {
  if (found.code !== 'FF1242') return false;
  return problems.some(
    ({ code, span }) => (code === 'FF1254' || code === 'FF1263') && span[0] < found.span[1] && found.span[0] < span[1],
  );
}
