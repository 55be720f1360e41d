import { isDeepStrictEqual } from 'node:util';
import { type Outcome, PASSED } from './run-trials.ts';

/** What came of questions: names of those that went to the origin, and those that were answered wrongly. */
export interface Verdict {
  readonly answered: number;
  readonly passed: readonly string[];
  readonly wrong: readonly object[];
}

/** Compares with the engine's answers, as JSON values: njs orders members in its own way. */
export function judge(outcomes: readonly Outcome[]): Verdict {
  const passed = outcomes.filter(({ answer }) => answer === PASSED).map(({ trial }) => trial.name);
  const wrong = outcomes
    .filter(
      ({ trial, answer }) =>
        answer !== PASSED && !isDeepStrictEqual(answer, JSON.parse(JSON.stringify(trial.expected))),
    )
    .map(({ trial: { name, expected }, answer }) => ({ name, expected, answer }));
  return { answered: outcomes.length - passed.length, passed, wrong };
}
