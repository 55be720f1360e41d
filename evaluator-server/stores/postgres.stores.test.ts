import { describe, expect, test, vi } from 'vitest';
import { keyRecord } from '../keys/key.ts';
import { createTestDatabase, putInPostgres, putKeysInPostgres, snapshotOf } from '../testing/stores.ts';
import { EAGER, NEVER_MS, postgresAddress, servedVersion, useStores } from '../testing/use-stores.ts';
import type { StoreSources } from './store-sources.ts';

const stores = useStores();
const ONLY_POSTGRES = { redis: null, timings: EAGER } as const;

const serves = (sources: StoreSources, version: number): Promise<void> =>
  vi.waitFor(() => expect(servedVersion(sources)).toBe(version), 10_000);
const events = (): unknown[] => stores.log.map(({ event }) => event);

describe('Postgres', () => {
  test('is enough on its own: snapshots, keys and their ends', async () => {
    const { database, organization } = stores;
    const one = keyRecord('ff_client_one', {
      environment: 'production',
      origins: ['https://shop.example'],
      expiresAt: 4e12,
    });
    const two = keyRecord('ff_server_two', { environment: 'production' });
    await putInPostgres(database, snapshotOf(organization, 1));
    await putKeysInPostgres(database, organization, 1, [one, two]);
    const sources = stores.sources(ONLY_POSTGRES);
    await sources.snapshots.start();
    expect(servedVersion(sources)).toBe(1);
    expect([sources.keys.find(one.hash), sources.keys.find(two.hash)]).toEqual([one, two]);
    await putInPostgres(database, snapshotOf(organization, 2));
    await putKeysInPostgres(database, organization, 2, [two]);
    await serves(sources, 2);
    await vi.waitFor(() => expect(sources.keys.find(one.hash)).toBeNull(), 10_000);
    expect(sources.keys.find(two.hash)).toEqual(two);
  });

  test('is asked often while Redis is away, and seldom while Redis has everything', async () => {
    const { database, organization, cache, redisGate } = stores;
    await putInPostgres(database, snapshotOf(organization, 1));
    await cache.put(snapshotOf(organization, 1));
    const timings = { ...EAGER, redisMs: NEVER_MS, databaseCheckMs: NEVER_MS };
    const sources = stores.sources({ timings });
    await sources.snapshots.start();
    await putInPostgres(database, snapshotOf(organization, 2));
    await cache.put(snapshotOf(organization, 3));
    await serves(sources, 3);
    expect(stores.log.filter(({ store }) => store === 'postgres')).toEqual([]);
    await redisGate.shut();
    await putInPostgres(database, snapshotOf(organization, 4));
    await serves(sources, 4);
  });

  test('that was lost without a word is given up after seconds, and asked again on a new line', async () => {
    const { database, organization, databaseGate } = stores;
    await putInPostgres(database, snapshotOf(organization, 1));
    const sources = stores.sources(ONLY_POSTGRES);
    await sources.snapshots.start();
    databaseGate.swallow();
    await vi.waitFor(() => expect(events()).toContain('database_unreachable'), 8_000);
    await putInPostgres(database, snapshotOf(organization, 2));
    await databaseGate.open();
    await serves(sources, 2);
  });

  test('is asked again for what was refused, though the clock was set back meanwhile', async () => {
    const { database, organization } = stores;
    const one = keyRecord('ff_client_one', { environment: 'production', origins: ['https://shop.example'] });
    let skewMs = 0;
    await putInPostgres(database, snapshotOf(organization, 1));
    await putKeysInPostgres(database, organization, 1, [{ ...one, origins: ['no origin'] }]);
    const sources = stores.sources({ ...ONLY_POSTGRES, clock: () => Date.now() + skewMs });
    await sources.snapshots.start();
    await vi.waitFor(() => expect(sources.refused('production')).toBe(1), 10_000);
    skewMs = -3_600_000;
    await putKeysInPostgres(database, organization, 1, [one]);
    await vi.waitFor(() => expect(sources.keys.find(one.hash)).toEqual(one), 5_000);
  });

  test('is a check on a Redis that answers and is behind', async () => {
    const { database, organization, cache } = stores;
    await putInPostgres(database, snapshotOf(organization, 1));
    await cache.put(snapshotOf(organization, 1));
    const sources = stores.sources({ timings: { ...EAGER, redisMs: NEVER_MS } });
    await sources.snapshots.start();
    await putInPostgres(database, snapshotOf(organization, 2));
    await serves(sources, 2);
  });

  test('that is away at the start is no obstacle, and read when it comes', async () => {
    const { database, organization, databaseGate } = stores;
    await databaseGate.shut();
    const sources = stores.sources(ONLY_POSTGRES);
    await sources.snapshots.start();
    expect([servedVersion(sources), sources.keys.isLoaded?.()]).toEqual([undefined, false]);
    await putInPostgres(database, snapshotOf(organization, 1));
    await databaseGate.open();
    await serves(sources, 1);
    await databaseGate.shut();
    await vi.waitFor(() => expect(stores.log.at(-1)).toMatchObject({ event: 'database_unreachable' }), 10_000);
    await putInPostgres(database, snapshotOf(organization, 2));
    expect(servedVersion(sources)).toBe(1);
    await databaseGate.open();
    await serves(sources, 2);
  });

  test('that holds a damaged snapshot is passed over, and Redis believed', async () => {
    const { database, organization, cache } = stores;
    await putInPostgres(database, snapshotOf(organization, 1));
    const sources = stores.sources({ timings: EAGER });
    await sources.snapshots.start();
    await serves(sources, 1);
    await putInPostgres(database, snapshotOf(organization, 2), { body: '{"version":2}' });
    await vi.waitFor(() => expect(sources.refused('production')).toBe(1), 10_000);
    expect(servedVersion(sources)).toBe(1);
    await cache.put(snapshotOf(organization, 2));
    await serves(sources, 2);
  });

  test('that was restored to an older version takes nothing away, which is logged once', async () => {
    const { database, organization } = stores;
    await putInPostgres(database, snapshotOf(organization, 1));
    await putInPostgres(database, snapshotOf(organization, 2));
    const sources = stores.sources(ONLY_POSTGRES);
    await sources.snapshots.start();
    expect(servedVersion(sources)).toBe(2);
    await database.query('update flagforge.environments set version = 1 where organization = $1', [organization]);
    await vi.waitFor(() => expect(events()).toContain('database_behind'), 10_000);
    await putInPostgres(database, snapshotOf(organization, 3));
    await serves(sources, 3);
    expect(events().filter((event) => event === 'database_behind')).toHaveLength(1);
  });

  test('says what a version is when Redis had something else', async () => {
    const { database, organization, cache } = stores;
    const truth = snapshotOf(organization, 2);
    await putInPostgres(database, truth);
    await cache.put(snapshotOf(organization, 2, { overlays: [{ kind: 'kill', flag: 'banner' }] }));
    const sources = stores.sources({ timings: EAGER });
    await sources.snapshots.start();
    await vi.waitFor(
      () => expect(sources.snapshots.current('production')?.snapshot).toMatchObject({ hash: truth.hash }),
      10_000,
    );
    await vi.waitFor(() => expect(events()).toContain('stores_differ'), 10_000);
  });

  test('may have keys of an environment before its first publish, which is nothing to wait for', async () => {
    const { database, organization } = stores;
    const one = keyRecord('ff_server_one', { environment: 'production' });
    await putInPostgres(database, snapshotOf(organization, 1));
    await putKeysInPostgres(database, organization, 1, [one]);
    await database.query('update flagforge.environments set version = 0 where organization = $1', [organization]);
    const sources = stores.sources(ONLY_POSTGRES);
    await sources.snapshots.start();
    expect([sources.keys.find(one.hash), [...sources.keys.environments()]]).toEqual([one, []]);
    await database.query('update flagforge.environments set version = 1 where organization = $1', [organization]);
    await serves(sources, 1);
    expect([...sources.keys.environments()]).toEqual(['production']);
  });

  test('shows a login nothing of other organisations', async () => {
    const { database, organization } = stores;
    await putInPostgres(database, snapshotOf(organization, 1));
    const stranger = await database.createLogin('evaluator', 'other');
    const sources = stores.sources({ ...ONLY_POSTGRES, postgres: postgresAddress(database.urlOf(stranger)) });
    await sources.snapshots.start();
    expect(servedVersion(sources)).toBeUndefined();
    expect(stores.log).toMatchObject([{ event: 'database_connected' }, { event: 'nothing_published', organization }]);
  });

  test('may be read by a superuser, who takes the role of evaluators and sees what they see', async () => {
    const { database, organization } = stores;
    await putInPostgres(database, snapshotOf(organization, 1));
    await database.query(`insert into flagforge.organization_logins values ('postgres', $1)`, [organization]);
    const sources = stores.sources({ ...ONLY_POSTGRES, postgres: postgresAddress(database.url) });
    await sources.snapshots.start();
    expect(servedVersion(sources)).toBe(1);
  });

  test('refuses a login without the role, which says so without its password', async () => {
    const { database, organization } = stores;
    const url = new URL(database.urlOf(await database.createLogin(null, organization)));
    url.password = 'hunter2';
    const sources = stores.sources({ ...ONLY_POSTGRES, postgres: postgresAddress(url.href) });
    await sources.snapshots.start();
    expect(stores.log).toMatchObject([{ event: 'database_unreachable', problem: expect.stringContaining('42501') }]);
    expect(JSON.stringify(stores.log)).not.toContain('hunter2');
  });
});

describe('the schema', () => {
  const withSchema = async (change: string, run: (url: string) => Promise<void>): Promise<void> => {
    const own = await createTestDatabase();
    try {
      await own.query(change);
      const login = await own.createLogin('evaluator', stores.organization);
      await run(own.urlOf(login));
    } finally {
      await own.drop();
    }
  };
  const BREAKING = `insert into flagforge.migrations (number, name, hash, is_breaking) values (999, '000999-new-world', 'x', true)`;

  test('with a breaking migration that this server does not know is refused at the start', async () => {
    await withSchema(BREAKING, async (databaseUrl) => {
      const sources = stores.sources({ ...ONLY_POSTGRES, postgres: postgresAddress(databaseUrl) });
      await sources.snapshots.start();
      expect(await sources.schemaTooNew).toBe('000999-new-world');
      expect(stores.log).toMatchObject([{ event: 'schema_too_new', migration: '000999-new-world' }]);
      await sources.snapshots.close();
    });
  });

  test('with a migration that breaks nothing is read', async () => {
    await withSchema(BREAKING.replace('true', 'false'), async (databaseUrl) => {
      const sources = stores.sources({ ...ONLY_POSTGRES, postgres: postgresAddress(databaseUrl) });
      await sources.snapshots.start();
      expect(events()).toEqual(['database_connected', 'nothing_published']);
      await sources.snapshots.close();
    });
  });

  test('that is not there yet is waited for, and Redis is served meanwhile', async () => {
    const { cache, organization } = stores;
    await cache.put(snapshotOf(organization, 1));
    await withSchema('drop view flagforge.current_versions cascade', async (databaseUrl) => {
      const sources = stores.sources({ postgres: postgresAddress(databaseUrl), timings: EAGER });
      await sources.snapshots.start();
      expect(servedVersion(sources)).toBe(1);
      await vi.waitFor(() => expect(events()).toContain('schema_missing'), 10_000);
      await sources.snapshots.close();
    });
  });
});
