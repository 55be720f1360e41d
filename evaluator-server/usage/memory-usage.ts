import { type Log, silentLog } from '../log.ts';
import { createBuckets } from './buckets.ts';
import { createReportIds } from './report-ids.ts';
import { type ReadBucket, readSeries } from './series.ts';
import type { UsageStore } from './usage-store.ts';

export interface MemoryUsageOptions {
  /** How many counts are kept; each takes 70 to 400 bytes. Beyond it the oldest are dropped, which is logged. */
  readonly cells: number;
  readonly clock: () => number;
  readonly log?: Log;
}

/** Counts of this process alone, gone when it ends: for `flagforge dev`, for files, and where there is no Redis. */
export function createMemoryUsage({ cells, clock, log = silentLog }: MemoryUsageOptions): UsageStore {
  const buckets = createBuckets(cells, clock, (evaluations) =>
    log({ level: 'warn', event: 'usage_dropped', evaluations }),
  );
  const ids = createReportIds();
  const sources = new Set<() => void>();
  const gather = (): void => {
    for (const collect of sources) collect();
  };

  return {
    add: (environment, count) => buckets.add(environment, 'server', clock(), count),
    report({ environment, origin, id, at, counts }) {
      if (id !== null && !ids.add(`${environment} ${id}`, clock())) return true;
      for (const count of counts) buckets.add(environment, origin, at, count);
      return true;
    },
    gather(collect) {
      sources.add(collect);
      return () => sources.delete(collect);
    },
    async read(environment, flagKeys, window) {
      gather();
      const read: ReadBucket = (name) => buckets.get(environment, name)?.counts ?? [];
      return readSeries(flagKeys, window, async () => read);
    },
    async flush() {
      gather();
    },
    async close() {
      sources.clear();
    },
  };
}
