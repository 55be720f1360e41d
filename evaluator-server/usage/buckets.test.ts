import { describe, expect, test } from 'vitest';
import { type Buckets, createBuckets } from './buckets.ts';

const HOUR_MS = 3_600_000;
const START = Date.UTC(2026, 10, 23, 10);

/** Buckets with a clock, and how many evaluations they gave up. */
function create(limit: number) {
  const state = { now: START, lost: 0 };
  const buckets = createBuckets(
    limit,
    () => state.now,
    (evaluations) => {
      state.lost += evaluations;
    },
  );
  return { state, buckets };
}

function add(buckets: Buckets, at: number, flagKey: string, n = 1): void {
  buckets.add('production', 'server', at, { flagKey, variant: 'on', n });
}

/** How many evaluations there are by hour and by minute. */
function sums(buckets: Buckets): Record<string, number> {
  const totals: Record<string, number> = { minutes: 0, hours: 0 };
  for (const environment of buckets.environments()) {
    for (const { grain, counts } of buckets.take(environment, Number.MAX_SAFE_INTEGER)) {
      for (const n of counts.values()) totals[grain.name] = (totals[grain.name] ?? 0) + n;
    }
  }
  return totals;
}

describe('counts in memory', () => {
  test('are one number for each minute and one for each hour', () => {
    const { buckets } = create(100);
    add(buckets, START, 'a', 2);
    add(buckets, START + 59_999, 'a', 3);
    expect(buckets.size()).toBe(2);
    add(buckets, START + 60_000, 'a', 4);
    expect(buckets.size()).toBe(3);
    expect(buckets.get('production', 'minutes:2026-11-23T10:a')?.counts).toEqual(
      new Map([
        ['00 s on', 5],
        ['01 s on', 4],
      ]),
    );
    expect(buckets.get('staging', 'minutes:2026-11-23T10:a')).toBeNull();
    expect(sums(buckets)).toEqual({ minutes: 9, hours: 9 });
    expect(buckets.size()).toBe(0);
    expect(buckets.environments()).toEqual([]);
  });

  test('beyond the limit give up minutes first, so that no evaluation is lost while the hours have room', () => {
    const { state, buckets } = create(1_000);
    for (let minute = 0; minute < 600; minute += 1) {
      state.now = START + minute * 60_000;
      for (let flag = 0; flag < 20; flag += 1) add(buckets, state.now, `f${flag}`);
      expect(buckets.size()).toBeLessThanOrEqual(1_000);
    }
    expect(state.lost).toBe(0);
    expect(sums(buckets).hours).toBe(12_000);
  });

  test('beyond the limit give up the oldest hours then, and say how much was lost', () => {
    const { state, buckets } = create(100);
    for (let hour = 0; hour < 48; hour += 1) {
      state.now = START + hour * HOUR_MS;
      for (let flag = 0; flag < 10; flag += 1) add(buckets, state.now, `f${flag}`, 5);
      expect(buckets.size()).toBeLessThanOrEqual(100);
    }
    expect(state.lost).toBeGreaterThan(0);
    expect((sums(buckets).hours ?? 0) + state.lost).toBe(48 * 10 * 5);
  });

  test('are forgotten when nobody can read them any more', () => {
    const { state, buckets } = create(1_000);
    add(buckets, START, 'a');
    state.now = START + 3 * HOUR_MS;
    add(buckets, state.now, 'b');
    expect(buckets.get('production', 'minutes:2026-11-23T10:a')).toBeNull();
    expect(buckets.get('production', 'hours:2026-11-23:a')).not.toBeNull();
    state.now = START + 92 * 24 * HOUR_MS;
    add(buckets, state.now, 'b');
    expect(buckets.size()).toBe(2);
  });

  test('stay whole numbers however large', () => {
    const { buckets } = create(100);
    for (let i = 0; i < 3; i += 1) add(buckets, START, 'a', Number.MAX_SAFE_INTEGER);
    expect(buckets.get('production', 'hours:2026-11-23:a')?.counts.get('10 s on')).toBe(Number.MAX_SAFE_INTEGER);
  });

  test('are taken in parts, oldest first, at least one bucket at a time', () => {
    const { buckets } = create(1_000);
    for (const flag of ['a', 'b', 'c']) add(buckets, START + HOUR_MS, flag);
    add(buckets, START, 'old');
    const names = () => buckets.take('production', 1).map(({ name }) => name);
    expect(names()[0]).toMatch(/^hours:/);
    const rest = Array.from({ length: 8 }, names).flat();
    expect(rest.filter((name) => name.startsWith('minutes:'))[0]).toBe('minutes:2026-11-23T10:old');
    expect(rest).toHaveLength(7);
    expect(names()).toEqual([]);
  });
});
