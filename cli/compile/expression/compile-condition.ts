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
  return { condition: null, expression, problems: sortProblems(withoutEchoes(problems, found)) };
}

/**
 * A name that is no plain name, or a word of the language, and is not declared in backticks either, is one mistake:
 * the unknown attribute where a declared one is near, else the spelling, without a mend that would not help.
 */
function withoutEchoes(
  problems: readonly ConditionProblem[],
  found: readonly ConditionProblem[],
): readonly ConditionProblem[] {
  const spelling = problems.filter(({ code }) => code === 'FF1254' || code === 'FF1263');
  const unknown = found.filter(({ code }) => code === 'FF1242');
  const pairs = unknown.flatMap((name) => {
    const slip = spelling.find(({ span }) => span[0] < name.span[1] && name.span[0] < span[1]);
    return slip === undefined ? [] : [{ name, slip }];
  });
  if (pairs.length === 0) return [...problems, ...found];
  const dropped = new Set(pairs.map(({ name, slip }) => (name.args['suggestion'] === undefined ? name : slip)));
  const useless = new Set(pairs.map(({ slip }) => slip));
  return [...problems, ...found]
    .filter((problem) => !dropped.has(problem))
    .map((problem) => {
      if (!useless.has(problem)) return problem;
      const { fix: _, ...rest } = problem;
      return rest;
    });
}
