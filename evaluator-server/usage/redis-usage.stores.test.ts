import { storeLayout, usageKey } from '@flagforge/sdk/snapshot';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LogEntry } from '../log.ts';
import { createGate, type Gate } from '../testing/gate.ts';
import { newOrganization, startRedis } from '../testing/stores.ts';
import { NEVER_MS, redisSettings } from '../testing/use-stores.ts';
import { createBatch } from './batch.ts';
import { createRedisCounters } from './redis-counters.ts';
import { createRedisUsage, type RedisUsageOptions } from './redis-usage.ts';
import type { UsageReader, UsageReport, UsageStore } from './usage-store.ts';
import { parseWindow } from './window.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_S = 86_400;
/** Twenty seconds into 10:30. */
const NOW = Date.UTC(2026, 10, 23, 10, 30, 20);

let server: Awaited<ReturnType<typeof startRedis>>;
let admin: Redis;
let gate: Gate;
let organization = '';
let now = NOW;
let log: LogEntry[] = [];
const opened: UsageStore[] = [];

beforeAll(async () => {
  server = await startRedis();
  admin = new Redis(server.url);
});
afterAll(async () => {
  admin.disconnect();
  await server.stop();
});
beforeEach(async () => {
  organization = newOrganization();
  gate = await createGate(server.url);
  now = NOW;
  log = [];
});
afterEach(async () => {
  await gate.open();
  await Promise.all(opened.splice(0).map((store) => store.close()));
  await gate.shut();
});

const layout = () => storeLayout({ organization, project: 'web-store', environment: 'production' });
const keyOf = (name: string) => usageKey(layout(), name);

/** An evaluator's counts; nothing is written unless it is asked to. */
function evaluator(options: Partial<RedisUsageOptions> = {}): UsageStore {
  const store = createRedisUsage({
    project: { organization, project: 'web-store' },
    redis: redisSettings(gate.url),
    everyMs: NEVER_MS,
    cells: 1_000,
    clock: () => now,
    log: (entry) => log.push(entry),
    ...options,
  });
  opened.push(store);
  return store;
}

function add(store: UsageStore, flagKey: string, variant: string, n: number): void {
  store.add('production', { flagKey, variant, n });
}

function reportOf(id: string | null, n: number, change: Partial<UsageReport> = {}): UsageReport {
  const counts = [{ flagKey: 'banner', variant: 'on', n }];
  return { environment: 'production', origin: 'reported', id, at: now, counts, ...change };
}

/** What is known of a flag, each variant's numbers added up. */
async function totals(store: UsageReader, flagKey: string, text = '1h') {
  const window = parseWindow(text, now);
  if (window === null) throw new Error('no window');
  const usage = (await store.read('production', [flagKey], window)).get(flagKey);
  if (usage === undefined) throw new Error('no entry');
  const sums = (variants: ReadonlyMap<string, readonly number[]>) =>
    Object.fromEntries([...variants].map(([variant, numbers]) => [variant, numbers.reduce((a, b) => a + b, 0)]));
  return { server: sums(usage.server), reported: sums(usage.reported) };
}

describe('counts in Redis', () => {
  test('of two evaluators add up, and what SDKs report stays apart', async () => {
    const [one, two] = [evaluator(), evaluator()];
    add(one, 'banner', 'on', 3);
    add(two, 'banner', 'on', 4);
    add(two, 'banner', '', 1);
    one.report(reportOf(null, 100));
    two.report(reportOf('r1', 20));
    await Promise.all([one.flush(), two.flush()]);
    expect(await totals(one, 'banner')).toEqual({ server: { on: 7, '': 1 }, reported: { on: 120 } });
    expect(await totals(evaluator(), 'banner', '24h')).toEqual({ server: { on: 7, '': 1 }, reported: { on: 120 } });
    expect(await totals(one, 'other')).toEqual({ server: {}, reported: {} });
  });

  test('lie by minute and by hour, and each ends by itself', async () => {
    const store = evaluator();
    add(store, 'banner', 'on', 3);
    now += MINUTE_MS;
    add(store, 'banner', 'off', 2);
    store.report(reportOf('r1', 5));
    store.report(reportOf('r2', 9, { origin: 'client' }));
    store.report(reportOf(null, 1, { origin: 'client' }));
    await store.flush();
    const [minutes, hours] = [keyOf('minutes:2026-11-23T10:banner'), keyOf('hours:2026-11-23:banner')];
    expect(await admin.hgetall(minutes)).toEqual({ '30 s on': '3', '31 s off': '2', '31 r on': '5', '31 c on': '10' });
    expect(await admin.hgetall(hours)).toEqual({ '10 s on': '3', '10 s off': '2', '10 r on': '5', '10 c on': '10' });
    const ttl = async (key: string) => (await admin.pttl(key)) / 1_000;
    // The last minute of the hour is over in 28:40 and can be read for two hours then; the last hour of the day alike.
    const minuteS = 28 * 60 + 40 + 2 * 3_600;
    const hourS = 13 * 3_600 + 28 * 60 + 40 + 90 * DAY_S;
    for (const [key, least, most] of [
      [minutes, minuteS - 30, minuteS],
      [hours, hourS - 30, hourS],
    ] as const) {
      const seconds = await ttl(key);
      expect(seconds).toBeGreaterThan(least);
      expect(seconds).toBeLessThanOrEqual(most);
    }
    const keys = await admin.keys(`${layout().usage}*`);
    expect(keys).toHaveLength(4);
    for (const key of keys) expect(await ttl(key)).toBeGreaterThan(0);
  });

  test('of many flags are written in one call', async () => {
    const calls = async () => Number(/cmdstat_eval:calls=(\d+)/.exec(await admin.info('commandstats'))?.[1] ?? 0);
    const store = evaluator();
    for (let flag = 0; flag < 100; flag += 1) add(store, `flag-${flag}`, 'on', 1);
    for (let report = 0; report < 100; report += 1) store.report(reportOf(`r${report}`, 1));
    const before = await calls();
    await store.flush();
    expect(await calls()).toBe(before + 1);
    await store.flush();
    expect(await calls()).toBe(before + 1);
  });

  test('are written in several calls where there are very many, and none is left out', async () => {
    const store = evaluator({ cells: 100_000 });
    for (let flag = 0; flag < 6_000; flag += 1) add(store, `flag-${flag}`, 'on', 1);
    await store.flush();
    expect(await admin.keys(`${layout().usage}minutes:*`)).toHaveLength(6_000);
    expect(await totals(store, 'flag-5999')).toEqual({ server: { on: 1 }, reported: {} });
  });

  test('have each step of the window in its place', async () => {
    const store = evaluator();
    add(store, 'banner', 'on', 1);
    now += 89 * MINUTE_MS;
    add(store, 'banner', 'on', 2);
    const read = async (text: string) => {
      const window = parseWindow(text, now);
      if (window === null) throw new Error('no window');
      return (await store.read('production', ['banner'], window)).get('banner')?.server.get('on');
    };
    expect(await read('90m')).toEqual([1, ...new Array(88).fill(0), 2]);
    expect(await read('89m')).toEqual([...new Array(88).fill(0), 2]);
    expect(await read('2h')).toEqual([...new Array(30).fill(0), 1, ...new Array(88).fill(0), 2]);
    expect(await read('3h')).toEqual([0, 1, 2]);
    now += 30 * 24 * HOUR_MS;
    expect((await read('31d'))?.indexOf(1)).toBe(31 * 24 - 1 - 30 * 24 - 1);
    expect(await read('1h')).toBeUndefined();
  });
});

describe('a report', () => {
  test('that is sent again, to whichever evaluator, counts once', async () => {
    const [one, two] = [evaluator(), evaluator()];
    for (const store of [one, one, two]) expect(store.report(reportOf('same', 5))).toBe(true);
    await one.flush();
    expect(one.report(reportOf('same', 5))).toBe(true);
    await Promise.all([one.flush(), two.flush()]);
    expect(await totals(two, 'banner')).toEqual({ server: {}, reported: { on: 5 } });
  });

  test('that is sent again in the next ten minutes counts once', async () => {
    const store = evaluator();
    now = Date.UTC(2026, 10, 23, 10, 39, 59);
    store.report(reportOf('same', 5));
    await store.flush();
    now += 2_000;
    store.report(reportOf('same', 5));
    await store.flush();
    expect(await totals(store, 'banner')).toEqual({ server: {}, reported: { on: 5 } });
  });

  test('of another id or environment is another one', async () => {
    const store = evaluator();
    store.report(reportOf('a', 1));
    store.report(reportOf('b', 1));
    store.report(reportOf('a', 1, { environment: 'staging' }));
    expect(await totals(store, 'banner')).toEqual({ server: {}, reported: { on: 2 } });
  });

  test('has no room when too many wait', async () => {
    await gate.shut();
    const store = evaluator({ cells: 100 });
    const taken = Array.from({ length: 50 }, (_, index) => store.report(reportOf(`r${index}`, 1)));
    expect(taken.filter(Boolean)).toHaveLength(33);
    // What waits already is not refused when it comes again.
    expect(store.report(reportOf('r0', 1))).toBe(true);
    await gate.open();
    await store.flush();
    expect(store.report(reportOf('r49', 1))).toBe(true);
    expect(await totals(store, 'banner')).toEqual({ server: {}, reported: { on: 34 } });
  });
});

describe('while Redis is away', () => {
  test('counts wait in memory, and none is lost', async () => {
    const store = evaluator();
    add(store, 'banner', 'on', 1);
    await store.flush();
    await gate.shut();
    for (let round = 0; round < 3; round += 1) {
      add(store, 'banner', 'on', 10);
      store.report(reportOf(`r${round}`, 100));
      await store.flush();
      now += MINUTE_MS;
    }
    expect(log.length).toBeLessThan(3);
    expect(log.at(-1)).toMatchObject({ event: 'usage_not_written', problem: expect.stringContaining('ECONNREFUSED') });
    await expect(totals(store, 'banner')).rejects.toThrow();
    await gate.open();
    expect(await totals(store, 'banner')).toEqual({ server: { on: 31 }, reported: { on: 300 } });
    expect(await admin.hgetall(keyOf('minutes:2026-11-23T10:banner'))).toMatchObject({
      '30 s on': '11',
      '32 s on': '10',
    });
  });

  test('it may hang: the flush gives up, and the next one begins anew', async () => {
    const store = evaluator();
    add(store, 'banner', 'on', 1);
    await store.flush();
    gate.swallow();
    add(store, 'banner', 'on', 1);
    await store.flush();
    await gate.shut();
    await gate.open();
    expect(await totals(store, 'banner')).toEqual({ server: { on: 2 }, reported: {} });
  });

  test('what was sent and never answered is sent again, and counts once', async () => {
    const counters = createRedisCounters(redisSettings(gate.url));
    const counts = new Map([['30 s on', 7]]);
    const { MINUTES } = await import('./grains.ts');
    const start = Date.UTC(2026, 10, 23, 10);
    const bucket = { grain: MINUTES, start, name: 'minutes:2026-11-23T10:banner', counts };
    const batch = createBatch(layout(), 'me', 1, [bucket], [{ ...reportOf('r1', 5), id: 'r1' }], now);
    for (let times = 0; times < 3; times += 1) expect(await counters.add(batch)).toEqual({ failed: 0, problem: '' });
    expect(await admin.hgetall(keyOf('minutes:2026-11-23T10:banner'))).toEqual({ '30 s on': '7', '30 r on': '5' });
    await counters.add(createBatch(layout(), 'me', 2, [bucket], [], now));
    await counters.add(createBatch(layout(), 'other', 1, [bucket], [], now));
    expect(await admin.hget(keyOf('minutes:2026-11-23T10:banner'), '30 s on')).toBe('21');
    counters.close();
  });

  test('an end writes what there is, or says what is lost', async () => {
    const store = evaluator();
    add(store, 'banner', 'on', 4);
    await store.close();
    expect(await totals(evaluator(), 'banner')).toEqual({ server: { on: 4 }, reported: {} });
    await gate.shut();
    const other = evaluator();
    add(other, 'banner', 'on', 5);
    other.report(reportOf('r1', 2));
    await other.close();
    expect(log.at(-1)).toEqual({ level: 'warn', event: 'usage_lost', evaluations: 7 });
  });
});

describe('what others wrote into the keys', () => {
  test('does not keep the rest from being counted', async () => {
    const store = evaluator();
    await admin.set(keyOf('minutes:2026-11-23T10:banner'), 'not a hash');
    await admin.hset(keyOf('hours:2026-11-23:banner'), '10 s on', 'garbage');
    add(store, 'banner', 'on', 3);
    add(store, 'other', 'on', 2);
    await store.flush();
    expect(log).toMatchObject([
      { event: 'usage_not_counted', counts: 1, problem: expect.stringContaining('WRONGTYPE') },
    ]);
    expect(await totals(store, 'banner')).toEqual({ server: {}, reported: {} });
    expect(await totals(store, 'banner', '3h')).toEqual({ server: { on: 3 }, reported: {} });
    expect(await totals(store, 'other')).toEqual({ server: { on: 2 }, reported: {} });
  });

  test('is left out where it is no count', async () => {
    await admin.hset(keyOf('minutes:2026-11-23T10:banner'), {
      '30 s on': '5',
      '30 s off': '-5',
      '30 s half': '0.5',
      '30 s text': 'x',
      '30 s huge': '99999999999999999999999',
      '99 s on': '1',
      '3 s on': '1',
      '30 x on': '1',
      '': '1',
      '30 s big': '9223372036854775807',
      '30 s __proto__': '2',
    });
    const found = await totals(evaluator(), 'banner');
    expect(found.server).toMatchObject({ on: 5, big: Number.MAX_SAFE_INTEGER });
    expect(Object.keys(found.server).sort()).toEqual(['__proto__', 'big', 'on']);
    expect({}).not.toHaveProperty('on');
  });

  test('cannot overflow: such a count stays where it is', async () => {
    const store = evaluator();
    await admin.hset(keyOf('hours:2026-11-23:banner'), '10 s on', '9223372036854775800');
    add(store, 'banner', 'on', 100);
    await store.flush();
    expect(await admin.hget(keyOf('hours:2026-11-23:banner'), '10 s on')).toBe('9223372036854775800');
    expect(await totals(store, 'banner')).toEqual({ server: { on: 100 }, reported: {} });
  });
});

test('a user without the right to count is logged once, and everything is written when it gets the right', async () => {
  const rights = ['reset', 'on', '>secret', '%R~ff:*', '+ping', '+hgetall', '+eval'];
  await admin.call('ACL', 'SETUSER', 'reader', ...rights);
  const url = new URL(gate.url);
  url.username = 'reader';
  url.password = 'secret';
  const store = evaluator({ redis: redisSettings(url.href) });
  add(store, 'banner', 'on', 3);
  await store.flush();
  await store.flush();
  expect(log).toMatchObject([{ event: 'usage_not_written', problem: expect.stringMatching(/NOPERM|can't access/i) }]);
  await admin.call('ACL', 'SETUSER', 'reader', '~ff:{*}:usage:*', '+hget', '+hset', '+hincrby', '+hlen', '+expire');
  expect(await totals(store, 'banner')).toEqual({ server: { on: 3 }, reported: {} });
});

test('counts are written by themselves every interval', async () => {
  const store = evaluator({ everyMs: 50 });
  add(store, 'banner', 'on', 3);
  await vi.waitFor(
    async () => expect(await admin.hgetall(keyOf('hours:2026-11-23:banner'))).toEqual({ '10 s on': '3' }),
    10_000,
  );
});
