import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Cell, parseCell } from './cell.ts';
import { bucketName, spanStart } from './grains.ts';
import type { FlagUsage, UsageOrigin } from './usage-store.ts';
import { type UsageWindow, windowEnd } from './window.ts';

/** How many buckets are asked for at a time; others have their turn in between, since 32 days take about 2 ms. */
const BATCH = 32;

/** What a bucket holds, by the names of its cells; nothing for one that does not exist. */
export type ReadBucket = (name: string) => Iterable<readonly [field: string, n: number]>;

type Series = Record<UsageOrigin, Map<string, number[]>>;

interface Wanted {
  readonly name: string;
  readonly start: number;
  readonly series: Series;
}

/**
 * The counts of a window, flag by flag. What a bucket holds beside counts is left out.
 * @param fetch reads some buckets at once. Its errors are this function's.
 */
export async function readSeries(
  flagKeys: readonly string[],
  window: UsageWindow,
  fetch: (names: readonly string[]) => Promise<ReadBucket>,
): Promise<ReadonlyMap<string, FlagUsage>> {
  const found = new Map<string, Series>();
  for (const flagKey of flagKeys) found.set(flagKey, { server: new Map(), reported: new Map(), client: new Map() });
  const wanted = [...found].flatMap(([flagKey, series]) => bucketsOf(flagKey, series, window));
  for (let first = 0; first < wanted.length; first += BATCH) {
    const batch = wanted.slice(first, first + BATCH);
    const read = await fetch(batch.map(({ name }) => name));
    for (const { name, start, series } of batch) {
      for (const [field, n] of read(name)) {
        const cell = parseCell(field);
        if (cell !== null && n > 0) place(series, window, start, cell, n);
      }
    }
    await nextTurn();
  }
  return found;
}

function bucketsOf(flagKey: string, series: Series, window: UsageWindow): readonly Wanted[] {
  const { grain, from } = window;
  const end = windowEnd(window);
  const wanted: Wanted[] = [];
  for (let start = spanStart(grain, from); start < end; start += grain.spanMs) {
    wanted.push({ name: bucketName(grain, start, flagKey), start, series });
  }
  return wanted;
}

function place(series: Series, { grain, from, steps }: UsageWindow, start: number, cell: Cell, n: number): void {
  const index = (start - from) / grain.stepMs + cell.step;
  if (index < 0 || index >= steps || cell.step >= grain.spanMs / grain.stepMs) return;
  const variants = series[cell.origin];
  const numbers = variants.get(cell.variant) ?? new Array<number>(steps).fill(0);
  variants.set(cell.variant, numbers);
  numbers[index] = n;
}
