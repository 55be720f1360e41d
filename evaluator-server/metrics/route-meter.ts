/** Upper ends of the histogram's buckets, in ms (inclusive); beyond the last one is +Inf. Dense where answers are. */
export const BUCKETS_MS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 50, 100, 250, 1_000] as const;

/** What was measured of one route since the start. */
export interface RouteMeter {
  /** The word that metrics know the route by. */
  readonly name: string;
  /** Adds one answer. @param ms from the head of the request to that of the answer. */
  observe(status: number, ms: number): void;
  /** Answers by status: only statuses that this server sends. */
  readonly statuses: ReadonlyMap<number, number>;
  /** Answers by bucket, each in one; the last is +Inf. */
  readonly buckets: readonly number[];
  /** Of all answers together, in ms. */
  totalMs(): number;
}

/**
 * Counts in arrays of its own, some 20 ns an answer: a histogram that looks its labels up each time costs as much as the
 * evaluation.
 */
export function createRouteMeter(name: string): RouteMeter {
  const statuses = new Map<number, number>();
  const buckets: number[] = new Array<number>(BUCKETS_MS.length + 1).fill(0);
  let total = 0;
  let succeeded = 0;
  return {
    name,
    observe(status, ms) {
      if (status === 200) succeeded += 1;
      else statuses.set(status, (statuses.get(status) ?? 0) + 1);
      total += ms;
      let at = 0;
      while (at < BUCKETS_MS.length && ms > (BUCKETS_MS[at] ?? 0)) at += 1;
      buckets[at] = (buckets[at] ?? 0) + 1;
    },
    get statuses() {
      return succeeded === 0 ? statuses : new Map([[200, succeeded], ...statuses]);
    },
    buckets,
    totalMs: () => total,
  };
}
