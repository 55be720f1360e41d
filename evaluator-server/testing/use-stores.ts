import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseRedisAddress } from '@flagforge/sdk/snapshot';
import { afterAll, afterEach, beforeAll, beforeEach, onTestFailed } from 'vitest';
import type { LogEntry } from '../log.ts';
import { type PostgresAddress, parsePostgresAddress } from '../stores/postgres-address.ts';
import type { RedisSettings } from '../stores/redis-client.ts';
import { createStoreSources, type StoreOptions, type StoreSources } from '../stores/store-sources.ts';
import { createGate, type Gate } from './gate.ts';
import { createTestDatabase, newOrganization, openTestRedis, startRedis, type TestRedis } from './stores.ts';

/** A wait that no test lives to see the end of: what is found then was not found by asking again. */
export const NEVER_MS = 3_600_000;
export const SOON_MS = 30;

/** Asks often, whatever the state of things. */
export const EAGER = {
  redisMs: SOON_MS,
  redisUnwellMs: SOON_MS,
  databaseMs: SOON_MS,
  databaseCheckMs: SOON_MS,
} as const;

/** The stores of one test file; organisation, login, gates and state folder are each test's own. */
export interface StoresFixture {
  redis: Awaited<ReturnType<typeof startRedis>>;
  cache: TestRedis;
  database: Awaited<ReturnType<typeof createTestDatabase>>;
  organization: string;
  /** In front of Redis, and of Postgres as an evaluator's login. */
  redisGate: Gate;
  databaseGate: Gate;
  stateFolder: string;
  log: LogEntry[];
  /** Sources with both stores, through their gates, and no copies on disk; not started. Closed after the test. */
  sources(options?: Partial<StoreOptions>): StoreSources;
}

export function redisSettings(url: string): RedisSettings {
  const address = parseRedisAddress(url);
  if ('problem' in address) throw new Error(address.problem);
  return { address, certificates: { ca: null, cert: null, key: null } };
}

export function postgresAddress(url: string): PostgresAddress {
  const address = parsePostgresAddress(url, {});
  if ('problem' in address) throw new Error(address.problem);
  return address;
}

/** Starts a Redis and makes a database before the tests of a file, and takes both away after them. */
export function useStores(): StoresFixture {
  const fixture = {} as StoresFixture;
  const opened: StoreSources[] = [];

  beforeAll(async () => {
    [fixture.redis, fixture.database] = await Promise.all([startRedis(), createTestDatabase()]);
    fixture.cache = openTestRedis(fixture.redis.url);
  });
  afterAll(async () => {
    fixture.cache.client.disconnect();
    await Promise.all([fixture.redis.stop(), fixture.database.drop()]);
  });
  beforeEach(async () => {
    fixture.organization = newOrganization();
    const login = await fixture.database.createLogin('evaluator', fixture.organization);
    fixture.redisGate = await createGate(fixture.redis.url);
    fixture.databaseGate = await createGate(fixture.database.urlOf(login));
    fixture.stateFolder = mkdtempSync(join(tmpdir(), 'flagforge-state-'));
    const log: LogEntry[] = [];
    fixture.log = log;
    onTestFailed(() => console.error(log.map((entry) => JSON.stringify(entry)).join('\n')));
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map(({ snapshots }) => snapshots.close()));
    await Promise.all([fixture.redisGate.shut(), fixture.databaseGate.shut()]);
    rmSync(fixture.stateFolder, { recursive: true });
  });

  fixture.sources = (options = {}) => {
    const sources = createStoreSources({
      project: { organization: fixture.organization, project: 'web-store' },
      environments: null,
      redis: redisSettings(fixture.redisGate.url),
      postgres: postgresAddress(fixture.databaseGate.url),
      stateFolder: null,
      publicKeys: [],
      log: (entry) => fixture.log.push(entry),
      ...options,
    });
    opened.push(sources);
    return sources;
  };
  return fixture;
}

/** The version of production that is served. */
export function servedVersion({ snapshots }: StoreSources): number | undefined {
  return snapshots.current('production')?.version;
}
