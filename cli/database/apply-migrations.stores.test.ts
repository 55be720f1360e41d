import { hash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/postgres.ts';
import { type PostgresServer, startPostgres } from '../testing/postgres-server.ts';
import { applyMigrations } from './apply-migrations.ts';
import type { Database, TransactionOptions } from './database.ts';
import { loadMigrations, type Migration } from './migrations.ts';
import { openPostgres } from './postgres-database.ts';
import { grantLogin } from './roles.ts';
import { checkSchema } from './schema-state.ts';

const LOGIN: TransactionOptions = { as: 'login', organization: null };
const REAL = loadMigrations();

let server: TestDatabase;
let database: Database;
const opened: Database[] = [];

beforeAll(async () => {
  server = await createTestDatabase({ isEmpty: true });
  database = await openPostgres(server.url);
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((other) => other.close()));
  await server.query('drop schema if exists flagforge cascade; drop schema if exists audit cascade');
});
afterAll(async () => {
  await database.close();
  await server.drop();
});

const open = async (url: string): Promise<Database> => {
  const other = await openPostgres(url);
  opened.push(other);
  return other;
};
const migration = (number: number, sql: string): Migration => ({
  ...{ number, name: `${String(number).padStart(6, '0')}-test`, sql },
  ...{ hash: hash('sha256', sql, 'hex'), isBreaking: sql.startsWith('-- breaking') },
});
const applied = async (): Promise<string[]> =>
  (await server.query<{ name: string }>('select name from flagforge.migrations order by number')).map(
    ({ name }) => name,
  );
const NAMES = REAL.map(({ name }) => name);
const FURTHER = migration(900, 'create table flagforge.further (a integer)');

describe('migrations', () => {
  test('are applied once, in order, by their numbers', async () => {
    expect((await applyMigrations(database)).map(({ name }) => name)).toEqual(NAMES);
    expect(await applied()).toEqual(NAMES);
    expect(await applyMigrations(database)).toEqual([]);
    await checkSchema(database);
  });

  test('remember the hash of each file', async () => {
    await applyMigrations(database);
    const rows = await server.query('select name, hash, is_breaking from flagforge.migrations order by number');
    expect(rows).toEqual(
      REAL.map(({ name, hash: sha256, isBreaking }) => ({ name, hash: sha256, is_breaking: isBreaking })),
    );
  });

  test('by several programs at once are applied by one of them each', async () => {
    const others = await Promise.all(Array.from({ length: 5 }, () => open(server.url)));
    const done = await Promise.all(others.map((other) => applyMigrations(other, [...REAL, FURTHER])));
    expect(
      done
        .flat()
        .map(({ number }) => number)
        .sort((a, b) => a - b),
    ).toEqual([...REAL, FURTHER].map(({ number }) => number));
    expect(await applied()).toEqual([...NAMES, FURTHER.name]);
  });

  test('that fail leave nothing behind, and keep what was applied before them', async () => {
    const broken = migration(901, 'create table flagforge.half (a integer); select 1/0');
    await expect(applyMigrations(database, [...REAL, FURTHER, broken])).rejects.toMatchObject({
      ...{ exitCode: 3, code: 'FF3118', message: expect.stringContaining('000901-test: division by zero') as string },
    });
    expect(await applied()).toEqual([...NAMES, FURTHER.name]);
    expect(await server.query(`select to_regclass('flagforge.half')::text as half`)).toEqual([{ half: null }]);
  });

  test('do not touch a schema of that name that somebody else made', async () => {
    await server.query('create schema flagforge');
    await expect(applyMigrations(database)).rejects.toMatchObject({
      ...{
        exitCode: 3,
        code: 'FF3118',
        message: expect.stringContaining('schema "flagforge" already exists') as string,
      },
    });
    await server.query('drop schema flagforge');
  });

  test('that were edited after they were applied are an error', async () => {
    await applyMigrations(database);
    const edited = REAL.map((one) => (one.number === 2 ? { ...one, hash: hash('sha256', `${one.sql} `, 'hex') } : one));
    await expect(applyMigrations(database, [...edited, FURTHER])).rejects.toMatchObject({
      exitCode: 3,
      code: 'FF3112',
    });
    expect(await applied()).toEqual(NAMES);
  });
});

describe('a schema', () => {
  test('that is missing is told with the next step', async () => {
    await expect(checkSchema(database)).rejects.toMatchObject({
      ...{ exitCode: 3, code: 'FF3110', hints: [expect.stringContaining('flagforge migrate') as string] },
    });
  });

  test('that is older than this program is told, naming where it ends', async () => {
    await applyMigrations(database);
    await expect(checkSchema(database, [...REAL, FURTHER])).rejects.toMatchObject({
      ...{ exitCode: 3, code: 'FF3110', message: expect.stringContaining(NAMES.at(-1) ?? '') as string },
    });
  });

  test('that is newer is used, unless the newer migration breaks older programs', async () => {
    await applyMigrations(database, [...REAL, FURTHER]);
    await checkSchema(database);
    expect(await applyMigrations(database)).toEqual([]);
    await applyMigrations(database, [...REAL, FURTHER, migration(901, '-- breaking\nselect 1')]);
    await expect(checkSchema(database)).rejects.toMatchObject({ exitCode: 3, code: 'FF3111' });
    await expect(applyMigrations(database)).rejects.toMatchObject({ exitCode: 3, code: 'FF3111' });
  });

  test('can be asked for by every role, also by a login that inherits nothing, and by nobody else', async () => {
    await applyMigrations(database);
    for (const role of ['publisher', 'auditor', 'evaluator'] as const) {
      const login = await server.createLogin(role, 'acme');
      await checkSchema(await open(server.urlOf(login)));
      await server.query(`alter role ${login} noinherit`);
      await checkSchema(await open(server.urlOf(login)));
    }
    const stranger = await open(server.urlOf(await server.createLogin(null)));
    await expect(checkSchema(stranger)).rejects.toMatchObject({ exitCode: 3, code: 'FF3108' });
  });
});

describe('a login that is no superuser', () => {
  let own: PostgresServer;
  let admin: Database;

  beforeAll(async () => {
    own = await startPostgres();
    const root = await openPostgres(own.url);
    await root.transaction(LOGIN, (tx) =>
      tx.query(`create role ada login createrole; create role kim login; create role ci login;
                grant create on database postgres to ada`),
    );
    await root.close();
    admin = await openPostgres(own.url.replace('postgres@', 'ada@'));
  });
  afterAll(async () => {
    await admin.close();
    await own.stop();
  });

  test('and may create neither roles nor schemas is told, and nothing is left', async () => {
    const kim = await open(own.url.replace('postgres@', 'kim@'));
    await expect(applyMigrations(kim)).rejects.toMatchObject({ exitCode: 3, code: 'FF3119' });
    const rows = await kim.transaction(LOGIN, (tx) => tx.query(`select from pg_roles where rolname ~ '^flagforge'`));
    expect(rows).toEqual([]);
  });

  test('but may create roles and schemas migrates and grants, and has no rights of the owners afterwards', async () => {
    expect((await applyMigrations(admin)).map(({ name }) => name)).toEqual(NAMES);
    await admin.transaction(LOGIN, async (tx) => {
      await grantLogin(tx, null, 'publisher', 'acme');
      await grantLogin(tx, 'ci', 'publisher', 'acme');
      await grantLogin(tx, 'ci', 'publisher', 'acme');
    });
    for (const role of ['flagforge_owner', 'flagforge_audit_owner']) {
      const [row] = await admin.transaction(LOGIN, (tx) =>
        tx.query(`select pg_has_role(session_user, $1, 'member') as member`, [role]),
      );
      expect(row).toEqual({ member: false });
    }
    await admin.transaction({ as: 'publisher', organization: 'acme' }, async () => {});
    const ci = await open(own.url.replace('postgres@', 'ci@'));
    await ci.transaction({ as: 'publisher', organization: 'acme' }, async () => {});
    await expect(ci.transaction({ as: 'auditor', organization: 'acme' }, async () => {})).rejects.toMatchObject({
      code: 'FF3108',
    });
  });

  test('cannot grant what it may not', async () => {
    const ci = await open(own.url.replace('postgres@', 'ci@'));
    await expect(ci.transaction(LOGIN, (tx) => grantLogin(tx, 'kim', 'publisher', 'acme'))).rejects.toMatchObject({
      ...{ exitCode: 3, code: 'FF3119' },
    });
  });
});
