/** Longest wait for a server that has been away for long, in ms. */
const LONGEST_MS = 60_000;
/** Longest wait in the first minute, in ms: everybody is back within 5 s of an outage that was short. */
const SHORT_MS = 4_000;
/** What each failure adds to the bound later on, in ms: in the first minute there are some thirty, and few clients have forty. */
const STEP_MS = 100;

/**
 * How long to wait before the next attempt, in ms: full jitter, from 0 to a bound that grows by `baseMs` to 4 s and
 * later slowly to a minute; so the attempts of many clients are spread evenly at any time.
 * @param failures how many attempts failed in a row, from 1.
 * @param random in [0, 1).
 */
export function backoffMs(failures: number, baseMs: number, random: number): number {
  const bound = Math.max(Math.min(SHORT_MS, baseMs * failures), failures * STEP_MS);
  return random * Math.min(LONGEST_MS, bound);
}
