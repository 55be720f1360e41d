import { createHash, randomBytes } from 'node:crypto';
import type { Snapshot } from '@flagforge/sdk/engine';
import { canonicalJson, environmentsKey, storeLayout } from '@flagforge/sdk/snapshot';
import { Redis } from 'ioredis';
import type { KeyRecord } from '../keys/key.ts';
import { shopSnapshot } from './shop-snapshot.ts';

/** A Postgres or Redis of a test's own. */
interface Service {
  readonly url: string;
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Lets it hang: connections are taken, nothing is answered, until `resume`. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

/** A Postgres of a test's own with the schema of the CLI. */
interface OwnPostgres extends Service, Pick<TestDatabase, 'query' | 'urlOf'> {
  /** Ends every process of it by SIGKILL. */
  crash(): Promise<void>;
  /** A new login of an evaluator. */
  createEvaluator(organization: string): Promise<string>;
}

/** A database of a test's own, with the schema of the CLI. */
interface TestDatabase {
  readonly url: string;
  urlOf(login: string): string;
  query<Row extends object>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  createLogin(role: 'evaluator' | 'publisher' | null, ...organizations: string[]): Promise<string>;
  drop(): Promise<void>;
}

/**
 * The CLI depends on this package, so the compiler may not look from here into the CLI's sources; a test run may. What
 * is used of them is written down above.
 */
function fromCli<Module>(file: string): Promise<Module> {
  return import(new URL(`../../cli/testing/${file}`, import.meta.url).href) as Promise<Module>;
}

export const startRedis = async (words: readonly string[] = []): Promise<Service> =>
  (await fromCli<{ startRedis(words: readonly string[]): Promise<Service> }>('redis-server.ts')).startRedis(words);

export const startMigratedPostgres = async (): Promise<OwnPostgres> =>
  (await fromCli<{ startMigratedPostgres(): Promise<OwnPostgres> }>('migrated-postgres.ts')).startMigratedPostgres();

export const createTestDatabase = async (): Promise<TestDatabase> =>
  (await fromCli<{ createTestDatabase(): Promise<TestDatabase> }>('postgres.ts')).createTestDatabase();

/** A snapshot of the shop in an organisation of its own, so that tests can share servers. */
export function snapshotOf(organization: string, version: number, change: Partial<Snapshot> = {}): Snapshot {
  const commit = createHash('sha1').update(`commit ${version}`).digest('hex');
  return shopSnapshot({ organization, version, commit, ...change });
}

export function newOrganization(): string {
  return `org-${randomBytes(5).toString('hex')}`;
}

/** What publishers do in Redis, and what happens to Redis. */
export interface TestRedis {
  readonly client: Redis;
  /** Sets a snapshot as it is, and rings. `body` replaces its text. */
  put(snapshot: Snapshot, options?: { readonly body?: string; readonly isSilent?: boolean }): Promise<void>;
  putKeys(organization: string, version: number, records: readonly KeyRecord[], hash?: string): Promise<void>;
  reports(organization: string): Promise<Record<string, unknown>[]>;
}

const PROJECT = 'web-store';

export function openTestRedis(url: string): TestRedis {
  const client = new Redis(url);
  // A test may stop the server under it.
  client.on('error', () => {});
  return {
    client,
    async put(snapshot, { body = canonicalJson(snapshot), isSilent = false } = {}) {
      const layout = storeLayout(snapshot);
      const { organization, environment, version, hash } = snapshot;
      await client.sadd(environmentsKey(organization, PROJECT), environment);
      await client.hset(layout.snapshot, { version, hash, body });
      if (!isSilent) await client.publish(layout.bell, `snapshot ${version} ${hash}`);
    },
    async putKeys(organization, version, records, hash) {
      const layout = storeLayout({ organization, project: PROJECT, environment: 'production' });
      const body = canonicalJson({ keys: records });
      const own = hash ?? createHash('sha256').update(body).digest('hex');
      await client.hset(layout.keys, { version, hash: own, body });
      await client.publish(layout.bell, `keys ${version} ${own}`);
    },
    async reports(organization) {
      const found = await client.hgetall(
        storeLayout({ organization, project: PROJECT, environment: 'production' }).evaluators,
      );
      return Object.values(found).map((text) => JSON.parse(text) as Record<string, unknown>);
    },
  };
}

/** Writes a version to Postgres as it is, straight into the tables. `body` replaces its text. */
export async function putInPostgres(
  database: Pick<TestDatabase, 'query'>,
  snapshot: Snapshot,
  { body = canonicalJson(snapshot), head = null as readonly [seq: number, hash: string] | null } = {},
): Promise<void> {
  const { organization, environment, version, commit, hash, contentHash } = snapshot;
  const place = [organization, PROJECT, environment];
  await database.query(
    `insert into flagforge.projects (organization, project, origin, directory) values ($1, $2, 'git', 'flags')
     on conflict do nothing`,
    [organization, PROJECT],
  );
  await database.query(
    'insert into flagforge.environments (organization, project, environment) values ($1, $2, $3) on conflict do nothing',
    place,
  );
  await database.query(
    `insert into flagforge.snapshots
       (organization, project, environment, version, action, commit, tip, directory, content_hash, hash, body, compiler, actor)
     values ($1, $2, $3, $4, 'publish', $5, $5, 'flags', $6, $7, $8, 'test', 'database:test') on conflict do nothing`,
    [...place, version, commit, contentHash, hash, body],
  );
  await database.query(
    `update flagforge.environments set version = $4, commit = $5, tip = $5, content_hash = $6, hash = $7,
       audit_seq = coalesce($8::bigint, audit_seq), audit_hash = coalesce($9, audit_hash)
     where organization = $1 and project = $2 and environment = $3`,
    [...place, version, commit, contentHash, hash, head?.[0] ?? null, head?.[1] ?? null],
  );
}

/** Replaces the keys of production in Postgres; its snapshot must be there. */
export async function putKeysInPostgres(
  database: Pick<TestDatabase, 'query'>,
  organization: string,
  version: number,
  records: readonly KeyRecord[],
): Promise<void> {
  const place = [organization, PROJECT, 'production'];
  await database.query('delete from flagforge.api_keys where organization = $1', [organization]);
  for (const [index, { hash, kind, origins, expiresAt }] of records.entries()) {
    await database.query(
      `insert into flagforge.api_keys (organization, project, environment, id, kind, hash, origins, expires_at, created_by)
       values ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8::float8 / 1000), 'database:test')`,
      [...place, `key${index}`, kind, hash, origins ?? null, expiresAt ?? null],
    );
  }
  await database.query(
    'update flagforge.environments set keys_version = $4 where organization = $1 and project = $2 and environment = $3',
    [...place, version],
  );
}
