import { cellField } from './cell.ts';
import { bucketName, GRAINS, type Grain, MINUTES, spanExpiry, spanStart } from './grains.ts';
import type { UsageCount, UsageOrigin } from './usage-store.ts';

/** The counts of one flag over one span, by the names of their cells. */
export interface Bucket {
  readonly grain: Grain;
  /** UTC epoch ms at which the span begins. */
  readonly start: number;
  /** @see bucketName */
  readonly name: string;
  readonly counts: Map<string, number>;
}

/** Counts in memory, never more cells than a limit. */
export interface Buckets {
  add(environment: string, origin: UsageOrigin, at: number, count: UsageCount): void;
  get(environment: string, name: string): Bucket | null;
  /** The environments of which there are counts. */
  environments(): readonly string[];
  /** Removes buckets, oldest spans first, of at most this many cells in all, but one at least; none: there are none. */
  take(environment: string, most: number): readonly Bucket[];
  /** How many cells there are. */
  size(): number;
}

/** How much is dropped at once when the limit is reached: sorting for each new cell would cost far more. */
const DROPPED_SHARE = 0.1;
/** How often buckets that nobody can read any more are looked for. */
const SWEEP_MS = 60_000;

/**
 * @param limit of cells, > 2. Beyond it the oldest minutes go first, since the hours have the same counts, then the oldest
 * hours.
 * @param onDrop is told how many evaluations are lost for good with hours that are dropped.
 */
export function createBuckets(limit: number, clock: () => number, onDrop: (evaluations: number) => void): Buckets {
  const held = new Map<string, Map<string, Bucket>>();
  let size = 0;
  let sweptAt = Number.NEGATIVE_INFINITY;

  const remove = (environment: string, bucket: Bucket): void => {
    const own = held.get(environment);
    if (own?.delete(bucket.name) !== true) return;
    size -= bucket.counts.size;
    if (own.size === 0) held.delete(environment);
  };

  const everything = (): [environment: string, bucket: Bucket][] =>
    [...held].flatMap(([environment, own]) =>
      [...own.values()].map((bucket): [string, Bucket] => [environment, bucket]),
    );

  const makeRoom = (): void => {
    let lost = 0;
    for (const [environment, bucket] of everything().sort(([, a], [, b]) => order(a, b))) {
      if (size <= limit * (1 - DROPPED_SHARE)) break;
      remove(environment, bucket);
      if (bucket.grain !== MINUTES) for (const n of bucket.counts.values()) lost += n;
    }
    if (lost > 0) onDrop(lost);
  };

  const sweep = (): void => {
    const now = clock();
    if (Math.abs(now - sweptAt) < SWEEP_MS) return;
    sweptAt = now;
    for (const [environment, bucket] of everything()) {
      if (spanExpiry(bucket.grain, bucket.start) <= now) remove(environment, bucket);
    }
  };

  const bucketOf = (environment: string, grain: Grain, at: number, flagKey: string): Bucket => {
    const start = spanStart(grain, at);
    const name = bucketName(grain, start, flagKey);
    const own = held.get(environment) ?? new Map<string, Bucket>();
    const bucket = own.get(name) ?? { grain, start, name, counts: new Map<string, number>() };
    held.set(environment, own.set(name, bucket));
    return bucket;
  };

  return {
    add(environment, origin, at, { flagKey, variant, n }) {
      sweep();
      if (size + GRAINS.length > limit) makeRoom();
      for (const grain of GRAINS) {
        const { counts } = bucketOf(environment, grain, at, flagKey);
        const field = cellField(grain, at, origin, variant);
        const before = counts.get(field);
        if (before === undefined) size += 1;
        counts.set(field, Math.min((before ?? 0) + n, Number.MAX_SAFE_INTEGER));
      }
    },
    get: (environment, name) => held.get(environment)?.get(name) ?? null,
    environments: () => [...held.keys()],
    take(environment, most) {
      const taken: Bucket[] = [];
      let cells = 0;
      for (const bucket of [...(held.get(environment)?.values() ?? [])].sort((a, b) => a.start - b.start)) {
        cells += bucket.counts.size;
        if (taken.length > 0 && cells > most) break;
        remove(environment, bucket);
        taken.push(bucket);
      }
      return taken;
    },
    size: () => size,
  };
}

/** What is dropped first is less. */
function order(a: Bucket, b: Bucket): number {
  if (a.grain !== b.grain) return a.grain === MINUTES ? -1 : 1;
  return a.start - b.start;
}
