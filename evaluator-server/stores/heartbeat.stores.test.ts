import { hostname } from 'node:os';
import { environmentsKey, storeLayout } from '@flagforge/sdk/snapshot';
import { describe, expect, test, vi } from 'vitest';
import { putInPostgres, snapshotOf } from '../testing/stores.ts';
import { EAGER, NEVER_MS, redisSettings, servedVersion, useStores } from '../testing/use-stores.ts';

const stores = useStores();
const HOUR_MS = 3_600_000;
const reports = () => stores.cache.reports(stores.organization);
const [H1, H2] = ['1', '2'].map((digit) => digit.repeat(64)) as [string, string];

describe('the report of an evaluator', () => {
  test('says what it serves, and is taken back when it ends', async () => {
    const { cache, organization, database } = stores;
    const snapshot = snapshotOf(organization, 4);
    await putInPostgres(database, snapshot, { head: [17, H1] });
    await cache.put(snapshot);
    const sources = stores.sources({ clock: () => 5_000, timings: { ...EAGER, heartbeatMs: 50 } });
    await sources.snapshots.start();
    await vi.waitFor(async () => expect((await reports())[0]?.auditHead).not.toBeNull(), 10_000);
    expect(await reports()).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{16}$/),
        host: hostname(),
        version: 4,
        hash: snapshot.hash,
        commit: snapshot.commit,
        at: 5_000,
        auditHead: { seq: '17', hash: H1 },
        refused: 0,
      },
    ]);
    await sources.snapshots.close();
    expect(await reports()).toEqual([]);
  });

  test('goes out as soon as something newer is served, and counts what was refused', async () => {
    const { cache, organization } = stores;
    await cache.put(snapshotOf(organization, 1));
    const timings = { heartbeatMs: NEVER_MS, redisMs: NEVER_MS };
    const sources = stores.sources({ postgres: null, timings });
    await sources.snapshots.start();
    await vi.waitFor(
      async () => expect(await reports()).toMatchObject([{ version: 1, refused: 0, auditHead: null }]),
      10_000,
    );
    await cache.put(snapshotOf(organization, 2), { body: '{}' });
    await cache.put(snapshotOf(organization, 3));
    await vi.waitFor(
      async () => expect(await reports()).toMatchObject([{ version: 3, refused: expect.any(Number) }]),
      10_000,
    );
  });

  test('comes again to a Redis that was emptied', async () => {
    const { cache, organization } = stores;
    await cache.put(snapshotOf(organization, 1));
    const sources = stores.sources({ postgres: null, timings: { ...EAGER, heartbeatMs: 50 } });
    await sources.snapshots.start();
    await vi.waitFor(async () => expect(await reports()).toHaveLength(1), 10_000);
    await cache.client.flushall();
    await vi.waitFor(async () => expect(await reports()).toMatchObject([{ version: 1 }]), 10_000);
  });

  test('removes those of evaluators that are gone for a day, and leaves others', async () => {
    const { cache, organization } = stores;
    const now = 100 * HOUR_MS;
    const { evaluators } = storeLayout({ organization, project: 'web-store', environment: 'production' });
    await cache.client.hset(evaluators, { dead: JSON.stringify({ at: now - 24 * HOUR_MS }), odd: '{' });
    await cache.client.hset(evaluators, { quiet: JSON.stringify({ at: now - 23 * HOUR_MS }) });
    await cache.put(snapshotOf(organization, 1));
    const sources = stores.sources({ postgres: null, clock: () => now });
    await sources.snapshots.start();
    await vi.waitFor(async () => expect(Object.keys(await cache.client.hgetall(evaluators))).toHaveLength(3), 10_000);
    expect(Object.keys(await cache.client.hgetall(evaluators))).toEqual(expect.arrayContaining(['quiet', 'odd']));
  });
});

describe('the head of the audit chain', () => {
  const changes = () => stores.log.filter(({ event }) => event === 'audit_head_changed');

  test.each<[string, readonly [number, string], string]>([
    ['that became shorter', [16, H2], 'shorter'],
    ['whose entry is another one', [17, H2], 'other'],
  ])('%s is logged loudly, also after a restart, and the remembered one is kept', async (_, next, change) => {
    const { organization, database, stateFolder } = stores;
    await putInPostgres(database, snapshotOf(organization, 1), { head: [17, H1] });
    const first = stores.sources({ redis: null, stateFolder });
    await first.snapshots.start();
    await first.snapshots.close();
    await putInPostgres(database, snapshotOf(organization, 2), { head: next });
    const second = stores.sources({ redis: null, stateFolder, timings: EAGER });
    await second.snapshots.start();
    const about = { level: 'error', change, seq: String(next[0]), rememberedSeq: '17', rememberedHash: H1 };
    await vi.waitFor(() => expect(changes()).toMatchObject([about]), 10_000);
    expect(servedVersion(second)).toBe(2);
  });
});

describe('a Redis user with no more rights than it takes', () => {
  const RULES = [
    ...['reset', 'on', '>secret', '%R~ff:*', '~ff:{*}:evaluators', '&ff:*'],
    ...['+hmget', '+smembers', '+subscribe', '+ping', '+hset', '+hdel', '+hgetall'],
  ];
  const serveAs = (user: string) => {
    const url = new URL(stores.redis.url);
    url.username = user;
    url.password = 'secret';
    return stores.sources({ postgres: null, redis: redisSettings(url.href), timings: EAGER });
  };

  test('reads, reports and takes the report back, and can change nothing', async () => {
    const { cache, organization } = stores;
    await cache.client.acl('SETUSER', 'evaluator', ...RULES);
    await cache.put(snapshotOf(organization, 1));
    const sources = serveAs('evaluator');
    await sources.snapshots.start();
    await cache.put(snapshotOf(organization, 2));
    await vi.waitFor(async () => expect(await reports()).toMatchObject([{ version: 2 }]), 10_000);
    await sources.snapshots.close();
    expect(await reports()).toEqual([]);
    expect(stores.log.filter(({ level }) => level !== 'info')).toEqual([]);
    const layout = storeLayout({ organization, project: 'web-store', environment: 'production' });
    const dryRun = (...words: string[]) => cache.client.call('ACL', 'DRYRUN', 'evaluator', ...words);
    expect(String(await dryRun('HSET', layout.snapshot, 'version', '9'))).toContain('no permissions');
    expect(String(await dryRun('SADD', environmentsKey(organization, 'web-store'), 'x'))).toContain('no permissions');
    expect(String(await dryRun('PUBLISH', layout.bell, 'x'))).toContain('no permissions');
  });

  test('that may only read serves all the same, which is logged once', async () => {
    const { cache, organization } = stores;
    await cache.client.acl('SETUSER', 'reader', ...RULES.filter((rule) => !/hset|hdel/.test(rule)));
    await cache.put(snapshotOf(organization, 1));
    const sources = serveAs('reader');
    await sources.snapshots.start();
    expect(servedVersion(sources)).toBe(1);
    await vi.waitFor(() => expect(stores.log.map(({ event }) => event)).toContain('heartbeat_refused'), 10_000);
    expect(JSON.stringify(stores.log)).not.toContain('secret');
  });
});
