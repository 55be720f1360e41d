import { type StoreLayout, usageKey } from '@flagforge/sdk/snapshot';
import type { Bucket } from './buckets.ts';
import { cellField } from './cell.ts';
import { bucketName, GRAINS, type Grain, spanExpiry, spanStart } from './grains.ts';
import { REPORT_ID_MS } from './report-ids.ts';
import type { UsageReport } from './usage-store.ts';

/** What one call of the script adds; it is sent as it is until an answer comes. @see FLUSH_SCRIPT */
export interface Batch {
  readonly seq: number;
  readonly keys: readonly string[];
  readonly text: string;
  /** Evaluations in it, for the log. */
  readonly evaluations: number;
}

/** A report with an id. */
export interface NamedReport extends UsageReport {
  readonly id: string;
}

/** @param evaluator the random id of this process. */
export function createBatch(
  layout: StoreLayout,
  evaluator: string,
  seq: number,
  buckets: readonly Bucket[],
  reports: readonly NamedReport[],
  now: number,
): Batch {
  const indexes = new Map<string, number>();
  const ttls: number[] = [];
  const counts: string[][] = [];
  let evaluations = 0;

  /** The number of a bucket in the batch, from 1; 0 for one that nobody could read any more. */
  const indexOf = (grain: Grain, start: number, name: string): number => {
    const known = indexes.get(name);
    if (known !== undefined) return known;
    const ttl = Math.ceil((spanExpiry(grain, start) - now) / 1_000);
    if (ttl <= 0) return 0;
    indexes.set(name, ttls.push(ttl));
    counts.push([]);
    return ttls.length;
  };

  for (const { grain, start, name, counts: held } of buckets) {
    const cells = counts[indexOf(grain, start, name) - 1];
    for (const [field, n] of held) {
      if (grain === GRAINS.at(-1)) evaluations += n;
      cells?.push(field, String(n));
    }
  }
  const named = reports.map(({ id, origin, at, counts: reported }) => {
    const cells: (string | number)[] = [];
    for (const { flagKey, variant, n } of reported) {
      evaluations += n;
      for (const grain of GRAINS) {
        const start = spanStart(grain, at);
        const index = indexOf(grain, start, bucketName(grain, start, flagKey));
        if (index > 0) cells.push(index, cellField(grain, at, origin, variant), String(n));
      }
    }
    return [id, cells];
  });

  const slot = Math.floor(now / REPORT_ID_MS);
  const key = (name: string): string => usageKey(layout, name);
  return {
    seq,
    keys: [
      key(`flushes:${evaluator}`),
      key(`reports:${slot}`),
      key(`reports:${slot - 1}`),
      ...[...indexes.keys()].map(key),
    ],
    text: JSON.stringify({ ttls, counts, reports: named }),
    evaluations,
  };
}
