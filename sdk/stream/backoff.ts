/** Longest wait for a server that has been away for long, in ms. */
const LONGEST_MS = 60_000;
/** Longest wait in the first minute, in ms: everybody is back within 5 s of an outage that was short. */
const SHORT_MS = 4_000;
/** Later a client waits up to this share of the time that it has been without an answer. */
const SHARE = 15;

/**
 * How long to wait before the next attempt, in ms: full jitter, from 0 to a bound that doubles from `baseMs` to 4 s and
 * then grows with the outage, to a minute; so the attempts of many clients are spread evenly at any time.
 * @param failures how many attempts failed in a row, from 1.
 * @param awayMs how long ago the first of them began.
 * @param random in [0, 1).
 */
export function backoffMs(failures: number, awayMs: number, baseMs: number, random: number): number {
  return random * Math.min(LONGEST_MS, Math.max(Math.min(SHORT_MS, baseMs * 2 ** (failures - 1)), awayMs / SHARE));
}
