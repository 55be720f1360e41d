/**
 * `good`: as it should be. `weak`: it works, and could be better. `bad`: a promise does not hold. `unknown`: it could not
 * be looked at, which is never good.
 */
export type Verdict = 'good' | 'weak' | 'bad' | 'unknown';

/** What doctor looks at, in the order in which it is shown. */
export const AREAS = ['people', 'repository', 'stores', 'clocks', 'configuration'] as const;
export type Area = (typeof AREAS)[number];

/** One thing that was looked at. */
export interface Check {
  readonly area: Area;
  /** Permanent, for programs: `stale-approvals`. */
  readonly code: string;
  readonly verdict: Verdict;
  /** What was found, in a sentence without full stop. */
  readonly finding: string;
  /** The exact setting to change, or the command to type; null: nothing to do. */
  readonly remedy: string | null;
}

/** A check that is as it should be. */
export const good = (area: Area, code: string, finding: string): Check => ({
  ...{ area, code, finding },
  verdict: 'good',
  remedy: null,
});

/** A check that is not. */
export const amiss = (
  area: Area,
  code: string,
  verdict: Exclude<Verdict, 'good'>,
  finding: string,
  remedy: string | null,
): Check => ({ area, code, verdict, finding, remedy });
