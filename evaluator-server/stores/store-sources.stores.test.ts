import { parseRedisAddress } from '@flagforge/sdk/snapshot';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { hashKey, keyRecord } from '../keys/key.ts';
import type { LogEntry } from '../log.ts';
import {
  createTestDatabase,
  newOrganization,
  openTestRedis,
  putInPostgres,
  putKeysInPostgres,
  snapshotOf,
  startRedis,
} from '../testing/stores.ts';
import { createStoreSources, type StoreOptions, type StoreSources } from './store-sources.ts';

let redis: Awaited<ReturnType<typeof startRedis>>;
let cache: ReturnType<typeof openTestRedis>;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let login: string;
let organization: string;
let log: LogEntry[];
const open: StoreSources[] = [];

beforeAll(async () => {
  [redis, database] = await Promise.all([startRedis(), createTestDatabase()]);
  cache = openTestRedis(redis.url);
});
afterAll(async () => {
  cache.client.disconnect();
  await Promise.all([redis.stop(), database.drop()]);
});
beforeEach(async () => {
  organization = newOrganization();
  login = await database.createLogin('evaluator', organization);
  log = [];
});
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ snapshots }) => snapshots.close()));
});

/** Longer than any test: what is seen then was not found by asking again. */
const NEVER_MS = 3_600_000;
const SOON_MS = 30;

function serve(options: Partial<StoreOptions> = {}): StoreSources {
  const address = parseRedisAddress(redis.url);
  if ('problem' in address) throw new Error(address.problem);
  const sources = createStoreSources({
    project: { organization, project: 'web-store' },
    environments: null,
    redis: { address, certificates: { ca: null, cert: null, key: null } },
    databaseUrl: database.urlOf(login),
    stateFolder: null,
    publicKeys: [],
    log: (entry) => log.push(entry),
    ...options,
  });
  open.push(sources);
  return sources;
}
const version = ({ snapshots }: StoreSources): number | undefined => snapshots.current('production')?.version;

test('serves what Redis holds, and what a bell announces without asking again', async () => {
  await cache.put(snapshotOf(organization, 1));
  const sources = serve({ databaseUrl: null, timings: { redisMs: NEVER_MS } });
  await sources.snapshots.start();
  expect(version(sources)).toBe(1);
  await cache.put(snapshotOf(organization, 2));
  await vi.waitFor(() => expect(version(sources)).toBe(2));
});

test('serves what Postgres says where there is no Redis', async () => {
  await putInPostgres(database, snapshotOf(organization, 1));
  await putKeysInPostgres(database, organization, 1, [keyRecord('ff_server_one', { environment: 'production' })]);
  const sources = serve({ redis: null, timings: { databaseMs: SOON_MS } });
  await sources.snapshots.start();
  expect(version(sources)).toBe(1);
  expect(sources.keys.find(hashKey('ff_server_one'))).not.toBeNull();
});
