import { canonicalJson, storeLayout } from '@flagforge/sdk/snapshot';
import { describe, expect, test, vi } from 'vitest';
import { hashKey, keyRecord } from '../keys/key.ts';
import { openTestRedis, putInPostgres, snapshotOf, startRedis } from '../testing/stores.ts';
import { EAGER, NEVER_MS, redisSettings, SOON_MS, servedVersion, useStores } from '../testing/use-stores.ts';
import type { StoreSources } from './store-sources.ts';

const stores = useStores();
const ONLY_REDIS = { postgres: null } as const;
const NO_POLLS = { redisMs: NEVER_MS, databaseMs: NEVER_MS, databaseCheckMs: NEVER_MS } as const;

const serves = (sources: StoreSources, version: number): Promise<void> =>
  vi.waitFor(() => expect(servedVersion(sources)).toBe(version), 10_000);
const events = (): unknown[] => stores.log.map(({ event }) => event);

describe('Redis', () => {
  test('is read at the start, and again when its bell rings, without a poll', async () => {
    const { cache, organization } = stores;
    await cache.put(snapshotOf(organization, 1));
    const sources = stores.sources({ ...ONLY_REDIS, timings: NO_POLLS });
    const seen: number[] = [];
    sources.snapshots.subscribe(({ version }) => seen.push(version));
    await sources.snapshots.start();
    expect(seen).toEqual([1]);
    await cache.put(snapshotOf(organization, 2));
    await serves(sources, 2);
    await cache.put(snapshotOf(organization, 3));
    await serves(sources, 3);
    expect(seen).toEqual([1, 2, 3]);
  });

  test('is asked again and again, so that a lost bell costs only time', async () => {
    const { cache, organization } = stores;
    await cache.put(snapshotOf(organization, 1));
    const sources = stores.sources({ ...ONLY_REDIS, timings: EAGER });
    await sources.snapshots.start();
    await cache.put(snapshotOf(organization, 2), { isSilent: true });
    await serves(sources, 2);
  });

  test('is not asked for every bell, when somebody rings without end, and the last bell is heard', async () => {
    const { cache, organization } = stores;
    const { bell } = storeLayout({ organization, project: 'web-store', environment: 'production' });
    const asked = async (): Promise<number> =>
      Number(/^cmdstat_smembers:calls=(\d+)/m.exec(await cache.client.info('commandstats'))?.[1] ?? 0);
    await cache.put(snapshotOf(organization, 1));
    const sources = stores.sources({ ...ONLY_REDIS, timings: NO_POLLS });
    await sources.snapshots.start();
    const [before, begunAt] = [await asked(), performance.now()];
    for (let ring = 0; ring < 1_000; ring += 1) await cache.client.publish(bell, 'snapshot 99 nothing');
    await cache.put(snapshotOf(organization, 2));
    await serves(sources, 2);
    const elapsedMs = performance.now() - begunAt;
    expect((await asked()) - before).toBeLessThan(5 + elapsedMs / 15);
  });

  test('is asked after every new connection, for what rang meanwhile', async () => {
    const { cache, organization, redisGate } = stores;
    await cache.put(snapshotOf(organization, 1));
    const sources = stores.sources({ ...ONLY_REDIS, timings: { ...NO_POLLS, redisUnwellMs: NEVER_MS } });
    await sources.snapshots.start();
    await redisGate.shut();
    await cache.put(snapshotOf(organization, 2));
    expect(servedVersion(sources)).toBe(1);
    await redisGate.open();
    await serves(sources, 2);
    await cache.put(snapshotOf(organization, 3));
    await serves(sources, 3);
  });

  test('that comes back empty takes nothing away, and is filled by the next publish', async () => {
    const { cache, organization, redis } = stores;
    await cache.put(snapshotOf(organization, 5));
    await cache.putKeys(organization, 2, [keyRecord('ff_server_one', { environment: 'production' })]);
    const sources = stores.sources({ ...ONLY_REDIS, timings: EAGER });
    await sources.snapshots.start();
    await redis.restart();
    await vi.waitFor(() => expect(events().filter((event) => event === 'redis_connected')).toHaveLength(2), 5_000);
    expect(servedVersion(sources)).toBe(5);
    await cache.put(snapshotOf(organization, 6));
    await serves(sources, 6);
    expect(sources.keys.find(hashKey('ff_server_one'))).not.toBeNull();
  });

  test('that falls back to an older version changes nothing, which is logged once', async () => {
    const { cache, organization } = stores;
    await cache.put(snapshotOf(organization, 5));
    const sources = stores.sources({ ...ONLY_REDIS, timings: EAGER });
    await sources.snapshots.start();
    await cache.put(snapshotOf(organization, 4));
    await vi.waitFor(() => expect(events()).toContain('redis_behind'), 10_000);
    await cache.put(snapshotOf(organization, 6));
    await serves(sources, 6);
    expect(events().filter((event) => event === 'redis_behind')).toHaveLength(1);
  });

  test('that holds a damaged snapshot is passed over: the good one stays, and the next good one is taken', async () => {
    const { cache, organization } = stores;
    await cache.put(snapshotOf(organization, 1));
    const sources = stores.sources({ ...ONLY_REDIS, timings: EAGER });
    await sources.snapshots.start();
    await cache.put(snapshotOf(organization, 2), { body: canonicalJson(snapshotOf(organization, 2)).slice(0, -1) });
    await vi.waitFor(() => expect(sources.refused('production')).toBe(1), 10_000);
    expect(servedVersion(sources)).toBe(1);
    // The publisher mends it: version and hash are the same, the body is whole.
    await cache.put(snapshotOf(organization, 2));
    await serves(sources, 2);
    expect(events().filter((event) => event === 'snapshot_refused')).toHaveLength(1);
  });

  test.each([
    ['a version that is no number', { version: 'five' }],
    ['no version', {}],
    ['no body', { version: 2 }],
  ])('that has %s of a snapshot is passed over', async (_, fields) => {
    const { cache, organization } = stores;
    await cache.put(snapshotOf(organization, 1));
    const sources = stores.sources({ ...ONLY_REDIS, timings: EAGER });
    await sources.snapshots.start();
    const { snapshot } = storeLayout({ organization, project: 'web-store', environment: 'production' });
    await cache.client.del(snapshot);
    await cache.client.hset(snapshot, { hash: 'x', ...fields });
    await vi.waitFor(() => expect(sources.refused('production')).toBe(1), 10_000);
    await cache.put(snapshotOf(organization, 3));
    await serves(sources, 3);
  });

  test('that holds something else under these names is away, not a crash', async () => {
    const { cache, organization } = stores;
    await cache.put(snapshotOf(organization, 1));
    const sources = stores.sources({ ...ONLY_REDIS, timings: EAGER });
    await sources.snapshots.start();
    const { snapshot } = storeLayout({ organization, project: 'web-store', environment: 'production' });
    await cache.client.set(snapshot, 'mine');
    await vi.waitFor(() => expect(JSON.stringify(stores.log)).toContain('WRONGTYPE'), 10_000);
    await cache.client.del(snapshot);
    await cache.put(snapshotOf(organization, 2));
    await serves(sources, 2);
  });

  test('that is ahead of Postgres is believed, and Postgres is reported as behind, once', async () => {
    const { cache, organization, database } = stores;
    await putInPostgres(database, snapshotOf(organization, 3));
    await cache.put(snapshotOf(organization, 9));
    const sources = stores.sources({ timings: EAGER });
    await sources.snapshots.start();
    await serves(sources, 9);
    await vi.waitFor(() => expect(events()).toContain('database_behind'), 10_000);
    await putInPostgres(database, snapshotOf(organization, 10));
    await serves(sources, 10);
    expect(stores.log.filter(({ event }) => event === 'database_behind')).toMatchObject([{ version: 3, served: 9 }]);
  });

  test('is left for Postgres while it is damaged', async () => {
    const { cache, organization, database } = stores;
    await putInPostgres(database, snapshotOf(organization, 2));
    await cache.put(snapshotOf(organization, 2), { body: '{}' });
    const sources = stores.sources({ timings: { ...NO_POLLS, redisUnwellMs: NEVER_MS } });
    await sources.snapshots.start();
    await serves(sources, 2);
    await putInPostgres(database, snapshotOf(organization, 3));
    // The bell is the only hint: what it is about is refused, so Postgres is asked at once.
    await cache.put(snapshotOf(organization, 3), { body: '{}' });
    await serves(sources, 3);
    expect(sources.refused('production')).toBe(2);
  });

  test('that has something else of the version that is served is reported, once', async () => {
    const { cache, organization } = stores;
    const served = snapshotOf(organization, 2);
    await cache.put(served);
    const sources = stores.sources({ ...ONLY_REDIS, timings: EAGER });
    await sources.snapshots.start();
    await cache.put(snapshotOf(organization, 2, { overlays: [{ kind: 'kill', flag: 'banner' }] }));
    await vi.waitFor(() => expect(events()).toContain('stores_differ'), 10_000);
    expect(sources.snapshots.current('production')?.snapshot).toMatchObject({ hash: served.hash });
    await cache.put(snapshotOf(organization, 3));
    await serves(sources, 3);
    expect(events().filter((event) => event === 'stores_differ')).toHaveLength(1);
  });

  test('that swallows everything is left for Postgres, and taken up again', async () => {
    const { cache, organization, database, redisGate } = stores;
    await putInPostgres(database, snapshotOf(organization, 1));
    await cache.put(snapshotOf(organization, 1));
    const sources = stores.sources({ timings: EAGER });
    await sources.snapshots.start();
    redisGate.swallow();
    await putInPostgres(database, snapshotOf(organization, 2));
    await serves(sources, 2);
    await vi.waitFor(() => expect(events()).toContain('redis_unreachable'), 8_000);
    await redisGate.shut();
    await redisGate.open();
    await cache.put(snapshotOf(organization, 3));
    await serves(sources, 3);
  });

  test('that is away at the start is read when it comes, the new environments in it too', async () => {
    const { cache, organization, redisGate } = stores;
    await redisGate.shut();
    const sources = stores.sources({ ...ONLY_REDIS, timings: EAGER });
    await sources.snapshots.start();
    expect([servedVersion(sources), sources.keys.isLoaded?.()]).toEqual([undefined, false]);
    await cache.put(snapshotOf(organization, 1));
    await redisGate.open();
    await serves(sources, 1);
    expect(sources.keys.isLoaded?.()).toBe(true);
    await cache.put(snapshotOf(organization, 4, { environment: 'staging' }));
    await vi.waitFor(() => expect(sources.snapshots.current('staging')?.version).toBe(4), 10_000);
  });

  test('gives only the environments that are asked for', async () => {
    const { cache, organization } = stores;
    await cache.put(snapshotOf(organization, 1));
    await cache.put(snapshotOf(organization, 1, { environment: 'staging' }));
    const sources = stores.sources({ ...ONLY_REDIS, environments: ['staging', 'unpublished'], timings: EAGER });
    await sources.snapshots.start();
    expect(sources.snapshots.current('staging')?.version).toBe(1);
    expect(servedVersion(sources)).toBeUndefined();
  });
});

describe('keys in Redis', () => {
  test('hold until the bell says that they are revoked', async () => {
    const { cache, organization } = stores;
    const [one, two] = ['one', 'two'].map((name) => keyRecord(`ff_server_${name}`, { environment: 'production' }));
    if (one === undefined || two === undefined) throw new Error('no keys');
    await cache.put(snapshotOf(organization, 1));
    await cache.putKeys(organization, 1, [one, two]);
    const sources = stores.sources({ ...ONLY_REDIS, timings: NO_POLLS });
    await sources.keys.start();
    expect([sources.keys.find(one.hash), sources.keys.find(two.hash)]).toEqual([one, two]);
    await cache.putKeys(organization, 2, [two]);
    await vi.waitFor(() => expect(sources.keys.find(one.hash)).toBeNull(), 10_000);
    expect(sources.keys.find(two.hash)).toEqual(two);
    // A list of before, put back by whoever may write there, brings nothing back.
    await cache.putKeys(organization, 1, [one, two]);
    await cache.put(snapshotOf(organization, 2));
    await serves(sources, 2);
    expect(sources.keys.find(one.hash)).toBeNull();
  });

  test('that are damaged are refused as a whole, and those before go on', async () => {
    const { cache, organization } = stores;
    const one = keyRecord('ff_client_one', { environment: 'production', origins: ['https://shop.example'] });
    await cache.put(snapshotOf(organization, 1));
    await cache.putKeys(organization, 1, [one]);
    const sources = stores.sources({ ...ONLY_REDIS, timings: EAGER });
    await sources.keys.start();
    await cache.putKeys(organization, 2, [], hashKey('something else'));
    await vi.waitFor(() => expect(events()).toContain('keys_refused'), 10_000);
    expect(sources.keys.find(one.hash)).toEqual(one);
    expect(sources.keys.allowsOrigin('https://shop.example')).toBe(true);
  });
});

test('a Redis Cluster is read, rings and takes reports in the same way', async () => {
  const node = await startRedis(['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1']);
  const cache = openTestRedis(node.url);
  try {
    await cache.client.cluster('ADDSLOTSRANGE', 0, 16_383);
    await vi.waitFor(async () => expect(await cache.client.cluster('INFO')).toContain('cluster_state:ok'), 10_000);
    const { organization } = stores;
    await cache.put(snapshotOf(organization, 1));
    await cache.put(snapshotOf(organization, 1, { environment: 'staging' }));
    const { address, certificates } = redisSettings(node.url);
    const sources = stores.sources({
      ...ONLY_REDIS,
      redis: { address: { ...address, isCluster: true }, certificates },
      timings: NO_POLLS,
    });
    await sources.snapshots.start();
    await serves(sources, 1);
    expect(sources.snapshots.current('staging')?.version).toBe(1);
    await cache.put(snapshotOf(organization, 2));
    await serves(sources, 2);
    await vi.waitFor(async () => expect(await cache.reports(organization)).toMatchObject([{ version: 2 }]), 10_000);
    await node.restart();
    await vi.waitFor(() => expect(events()).toContain('redis_unreachable'), 10_000);
    await sources.snapshots.close();
  } finally {
    cache.client.disconnect();
    await node.stop();
  }
});

test('closing ends every connection, at once, whatever state they are in', async () => {
  const { redisGate, cache, organization } = stores;
  await cache.put(snapshotOf(organization, 1));
  const sources = stores.sources({ timings: { redisMs: SOON_MS } });
  await sources.snapshots.start();
  redisGate.swallow();
  const seen: number[] = [];
  sources.snapshots.subscribe(({ version }) => seen.push(version));
  await sources.snapshots.close();
  await sources.keys.close();
  expect(seen).toEqual([1]);
  // What is left is the test's own.
  await vi.waitFor(
    async () =>
      expect(
        String(await cache.client.client('LIST'))
          .trim()
          .split('\n'),
      ).toHaveLength(1),
    10_000,
  );
});
