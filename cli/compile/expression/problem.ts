import type { Args } from '../../diagnostics/diagnostic.ts';
import type { Span } from './ast.ts';

/** Something wrong in a condition: data only, the text comes from `cli/diagnostics/codes/condition.ts`. */
export interface ConditionProblem {
  /** FF1240-FF1299. */
  readonly code: string;
  readonly span: Span;
  readonly args: Args;
  /** A safe mend: replaces the text of its span. Only where the author's meaning is plain. */
  readonly fix?: { readonly span: Span; readonly text: string };
}

/** Collects problems; a second problem with the same code at the same place says nothing new and is dropped. */
export interface ProblemList {
  readonly problems: ConditionProblem[];
  readonly add: (code: string, span: Span, args: Args, fix?: { readonly span: Span; readonly text: string }) => void;
}

export function createProblemList(): ProblemList {
  const problems: ConditionProblem[] = [];
  return {
    problems,
    add(code, span, args, fix) {
      const known = problems.some(
        (other) => other.code === code && other.span[0] === span[0] && other.span[1] === span[1],
      );
      if (!known) problems.push(fix === undefined ? { code, span, args } : { code, span, args, fix });
    },
  };
}

/** In the order of the text, as reporters show them; the order of discovery among equals. */
export function sortProblems(problems: readonly ConditionProblem[]): readonly ConditionProblem[] {
  return [...problems].sort((left, right) => left.span[0] - right.span[0] || left.span[1] - right.span[1]);
}
