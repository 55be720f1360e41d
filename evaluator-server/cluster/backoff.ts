/** A worker that ends sooner than this after its start was broken already, ms. */
const HEALTHY_MS = 60_000;
/** How long a place stays empty after workers ended at once, and at most; it doubles each time, ms. */
const FIRST_MS = 100;
const MOST_MS = 10_000;
/** And at most while nobody serves: then the wait is an outage, and a start each second costs little. */
const MOST_ALONE_MS = 1_000;

/**
 * How long the place of a worker that ended stays empty, ms: not at all the first time, so that a crash costs little, then
 * longer and longer, so that workers that cannot run do not keep the machine busy.
 * @param before how long it stayed empty before this worker; null: there was none before.
 * @param servedMs how long the worker ran.
 */
export function backoff(before: number | null, servedMs: number, isAnyServing: boolean): number {
  if (before === null || servedMs > HEALTHY_MS) return 0;
  return Math.min(isAnyServing ? MOST_MS : MOST_ALONE_MS, Math.max(FIRST_MS, before * 2));
}
