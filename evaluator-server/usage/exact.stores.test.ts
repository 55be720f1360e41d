import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMemoryKeys } from '../keys/memory.ts';
import { createEvaluationServer } from '../server.ts';
import { createMemorySource } from '../snapshots/memory.ts';
import { createGate, type Gate } from '../testing/gate.ts';
import { SERVER_KEY, TEST_KEYS } from '../testing/serve.ts';
import { shopSnapshot } from '../testing/shop-snapshot.ts';
import { newOrganization, startRedis } from '../testing/stores.ts';
import { NEVER_MS, redisSettings } from '../testing/use-stores.ts';
import { createRedisUsage } from './redis-usage.ts';
import type { UsageReader, UsageStore } from './usage-store.ts';
import { parseWindow } from './window.ts';

let redis: Awaited<ReturnType<typeof startRedis>>;
let gate: Gate;
beforeAll(async () => {
  redis = await startRedis();
  gate = await createGate(redis.url);
});
afterAll(async () => {
  await gate.shut();
  await redis.stop();
});

const FLAGS = ['banner', 'local', 'rollout'];
const VARIANTS = ['on', 'off', ''];

function createStore(organization: string, clock: () => number): UsageStore {
  const project = { organization, project: 'web-store' };
  return createRedisUsage({ project, redis: redisSettings(gate.url), everyMs: NEVER_MS, cells: 10_000, clock });
}

/** Everything of the last 24 hours, by `flag variant`, reported counts with an `r` before them. */
async function readAll(store: UsageReader, now: number): Promise<Record<string, number>> {
  const window = parseWindow('24h', now);
  if (window === null) throw new Error('no window');
  const sums: Record<string, number> = {};
  for (const [flag, { server, reported }] of await store.read('production', FLAGS, window)) {
    for (const [prefix, variants] of [
      ['', server],
      ['r ', reported],
    ] as const) {
      for (const [variant, numbers] of variants) {
        sums[`${prefix}${flag} ${variant}`] = numbers.reduce((sum, n) => sum + n, 0);
      }
    }
  }
  return sums;
}

const evaluatorNumber = fc.nat({ max: 1 });
const counted = fc.record({
  flagKey: fc.constantFrom(...FLAGS),
  variant: fc.constantFrom(...VARIANTS),
  n: fc.integer({ min: 1, max: 1_000_000 }),
});
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('add' as const), at: evaluatorNumber, count: counted }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('report' as const),
      at: evaluatorNumber,
      // Few of them, so that the same report often comes twice.
      id: fc.option(fc.nat({ max: 5 })),
      count: counted,
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('flush' as const), at: evaluatorNumber }) },
  { weight: 2, arbitrary: fc.constant({ do: 'minute' as const }) },
  { weight: 2, arbitrary: fc.constantFrom({ do: 'shut' as const }, { do: 'open' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'wait' as const }) },
);

describe('counts are exact', () => {
  test('whatever two evaluators do while Redis comes and goes', async () => {
    const run = async (steps: readonly (typeof step extends fc.Arbitrary<infer Step> ? Step : never)[]) => {
      await gate.open();
      let now = Date.UTC(2026, 10, 23, 10, 55);
      const organization = newOrganization();
      const stores = [createStore(organization, () => now), createStore(organization, () => now)];
      const expected = new Map<string, number>();
      const seen = new Set<string>();
      const flushes: Promise<void>[] = [];
      const expectMore = (name: string, n: number) => expected.set(name, (expected.get(name) ?? 0) + n);
      for (const one of steps) {
        const store = 'at' in one ? stores[one.at] : stores[0];
        if (store === undefined) throw new Error('no such evaluator');
        if (one.do === 'add') {
          store.add('production', one.count);
          expectMore(`${one.count.flagKey} ${one.count.variant}`, one.count.n);
        } else if (one.do === 'report') {
          // One id is always one and the same report.
          const { flagKey, variant } = one.count;
          const n = one.id === null ? one.count.n : one.id + 1;
          const id = one.id === null ? null : `${one.id}-${flagKey}-${variant}`;
          store.report({
            environment: 'production',
            origin: 'reported',
            id,
            at: now,
            counts: [{ flagKey, variant, n }],
          });
          if (id === null || !seen.has(id)) expectMore(`r ${flagKey} ${variant}`, n);
          if (id !== null) seen.add(id);
        } else if (one.do === 'flush') flushes.push(store.flush());
        else if (one.do === 'minute') now += 60_000;
        else if (one.do === 'shut') await gate.shut();
        else if (one.do === 'open') await gate.open();
        else await Promise.all(flushes.splice(0));
      }
      await Promise.all(flushes);
      await gate.open();
      await Promise.all(stores.map((store) => store.flush()));
      const [first] = stores;
      if (first === undefined) throw new Error('no evaluator');
      expect(await readAll(first, now)).toEqual(Object.fromEntries(expected));
      await Promise.all(stores.map((store) => store.close()));
    };
    // Ids are known for ten minutes at least: no more minutes than that.
    const steps = fc
      .array(step, { minLength: 5, maxLength: 60 })
      .filter((some) => some.filter((one) => one.do === 'minute').length < 10);
    await fc.assert(fc.asyncProperty(steps, run), { numRuns: 150 });
  }, 60_000);

  test('over HTTP, with two servers, many requests at once, snapshots replaced and Redis cut in between', async () => {
    await gate.open();
    const organization = newOrganization();
    const now = Date.UTC(2026, 10, 23, 10, 55);
    const clock = () => now;
    const servers = await Promise.all(
      [0, 1].map(async () => {
        const usage = createStore(organization, clock);
        const source = createMemorySource([shopSnapshot()]);
        const server = createEvaluationServer({ source, keys: createMemoryKeys(TEST_KEYS), port: 0, clock, usage });
        const { port } = await server.listen();
        return { usage, source, server, url: `http://127.0.0.1:${port}` };
      }),
    );
    const expected: Record<string, number> = {};
    const ask = async (number: number): Promise<void> => {
      const target = servers[number % 2];
      if (target === undefined) throw new Error('no server');
      const flagKey = FLAGS[number % 3] ?? '';
      const context = number % 5 === 0 ? {} : { userId: `u${number}` };
      const headers = { 'x-api-key': SERVER_KEY };
      const isAll = number % 7 === 0;
      const body = JSON.stringify(isAll ? { context } : { flagKey, context });
      const answer = await fetch(`${target.url}/v1/evaluate${isAll ? '/all' : ''}`, { method: 'POST', body, headers });
      const { variant = '' } = (await answer.json()) as { variant?: string };
      expect(answer.status).toBe(200);
      if (!isAll) expected[`${flagKey} ${variant}`] = (expected[`${flagKey} ${variant}`] ?? 0) + 1;
    };
    for (let round = 0; round < 8; round += 1) {
      const asking = Array.from({ length: 60 }, (_, index) => ask(round * 60 + index));
      const flushing = servers.map(({ usage }) => usage.flush());
      for (const { source } of servers) source.publish(shopSnapshot({ version: round + 2 }));
      if (round % 3 === 1) await gate.shut();
      await Promise.all([...asking, ...flushing]);
      await gate.open();
    }
    for (const { server, usage } of servers) {
      await server.close();
      await usage.close();
    }
    const reader = createStore(organization, clock);
    expect(await readAll(reader, now)).toEqual(expected);
    await reader.close();
    expect(Object.values(expected).reduce((sum, n) => sum + n, 0)).toBe(411);
  });
});
