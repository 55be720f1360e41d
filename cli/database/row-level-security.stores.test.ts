/** What each login may see and do, through real logins, with no help from the program. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/postgres.ts';
import type { Database } from './database.ts';
import { openPostgres } from './postgres-database.ts';

const PLACE = "'shop', 'production'";
/** A row of each table, for an organisation; in an order that foreign keys allow. */
const ROWS: Readonly<Record<string, (organization: string) => string>> = {
  projects: (o) => `(organization, project, origin, directory) values ('${o}', 'shop', 'git', 'flags')`,
  environments: (o) =>
    `(organization, project, environment, version, hash, commit) values ('${o}', ${PLACE}, 1, 'h', 'c')`,
  snapshots: (o) =>
    `(organization, project, environment, version, action, commit, tip, directory, content_hash, hash, body, compiler, actor)
     values ('${o}', ${PLACE}, 1, 'publish', 'c', 'c', 'flags', 'ch', 'h', '{}', 'test', 'database:test')`,
  feature_flags: (o) =>
    `(organization, project, environment, flag, type, enabled, killed, client, variants, off_variant, targets, requires,
      schedule, version)
     values ('${o}', ${PLACE}, 'a', 'boolean', true, false, false, '[]', 'off', '[]', '[]', '[]', 1)`,
  targeting_rules: (o) =>
    `(organization, project, environment, flag, priority, conditions, serve) values ('${o}', ${PLACE}, 'a', 1, '{}', 'on')`,
  change_requests: (o) =>
    `(organization, project, number, title, state, author) values ('${o}', 'shop', 1, 't', 'open', 'a')`,
  reviews: (o) =>
    `(organization, project, number, commit, verdict, reviewer, permission)
     values ('${o}', 'shop', 1, 'c', 'approved', 'clerk:user_a', 'write')`,
  api_keys: (o) =>
    `(organization, project, environment, id, kind, hash, created_by)
     values ('${o}', ${PLACE}, 'k1', 'server', encode(sha256('${o}'), 'hex'), 'a')`,
  outbox: (o) =>
    `(organization, project, environment, target, document, version) values ('${o}', ${PLACE}, 'redis', 'snapshot', 1)`,
};
const TABLES = Object.keys(ROWS);
const VIEWS = ['current_versions', 'current_snapshots', 'current_keys'];
/** Sets a column that the publisher may set at all. */
const UPDATES: Readonly<Record<string, string>> = {
  projects: "directory = 'x'",
  environments: "hash = 'x'",
  change_requests: "title = 'x'",
  api_keys: "name = 'x'",
  outbox: "last_error = 'x'",
};

let server: TestDatabase;
const databases: Database[] = [];
let publisher: Database;
let auditor: Database;
let evaluator: Database;
let both: Database;
let stranger: Database;
let superuser: Database;

beforeAll(async () => {
  server = await createTestDatabase();
  for (const organization of ['acme', 'globex'])
    for (const [table, row] of Object.entries(ROWS))
      await server.query(`insert into flagforge.${table} ${row(organization)}`);
  const open = async (url: string): Promise<Database> => {
    const database = await openPostgres(url);
    databases.push(database);
    return database;
  };
  publisher = await open(server.urlOf(await server.createLogin('publisher', 'acme')));
  auditor = await open(server.urlOf(await server.createLogin('auditor', 'acme')));
  evaluator = await open(server.urlOf(await server.createLogin('evaluator', 'acme')));
  both = await open(server.urlOf(await server.createLogin('publisher', 'acme', 'globex')));
  stranger = await open(server.urlOf(await server.createLogin('publisher')));
  superuser = await open(server.url);
});
afterAll(async () => {
  await Promise.all(databases.map((database) => database.close()));
  await server.drop();
});

/** Some SQL of somebody who has the login and not this program. The last statement's rows; everything is rolled back. */
async function as<Row extends object>(database: Database, sql: string): Promise<readonly Row[]> {
  let rows: readonly Row[] = [];
  const undo = new Error('undo');
  await database
    .transaction({ as: 'login', organization: null }, async (tx) => {
      rows = await tx.query<Row>(sql);
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  return rows;
}

const organizationsIn = async (database: Database, table: string, before = ''): Promise<string[]> => {
  const sql = `${before}; select distinct organization from flagforge.${table} order by organization`;
  return (await as<{ organization: string }>(database, sql)).map(({ organization }) => organization);
};
const REFUSED = { sqlState: '42501' };

test('row-level security is on and forced for every table there is', async () => {
  const tables = await server.query<{ name: string; forced: boolean; organization: boolean }>(
    `select c.oid::regclass::text as name, c.relrowsecurity and c.relforcerowsecurity as forced,
            exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organization') as organization
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('flagforge', 'audit') and c.relkind in ('r', 'p')`,
  );
  expect(tables.length).toBeGreaterThan(TABLES.length);
  expect(tables.filter(({ forced }) => !forced)).toEqual([]);
  expect(tables.filter(({ organization }) => !organization).map(({ name }) => name)).toEqual(['flagforge.migrations']);
  expect(TABLES.every((table) => tables.some(({ name }) => name === `flagforge.${table}`))).toBe(true);
});

describe.each(TABLES)('of flagforge.%s', (table) => {
  test('a login sees the rows of its organisations', async () => {
    expect(await organizationsIn(publisher, table)).toEqual(['acme']);
    expect(await organizationsIn(auditor, table)).toEqual(['acme']);
    expect(await organizationsIn(both, table)).toEqual(['acme', 'globex']);
    expect(await organizationsIn(stranger, table)).toEqual([]);
  });

  test('the setting narrows them and adds none', async () => {
    const setting = (organization: string): string => `set local flagforge.organization = '${organization}'`;
    expect(await organizationsIn(both, table, setting('globex'))).toEqual(['globex']);
    expect(await organizationsIn(publisher, table, setting('globex'))).toEqual([]);
    expect(await organizationsIn(stranger, table, setting('acme'))).toEqual([]);
  });

  test('the owner and a superuser that acts as the publisher are held to the mapping too', async () => {
    expect(await organizationsIn(superuser, table, 'set local role flagforge_publisher')).toEqual([]);
    expect(await organizationsIn(superuser, table, 'set local role flagforge_owner')).toEqual([]);
  });

  test('a row of another organisation is not taken', async () => {
    const insert = `insert into flagforge.${table} ${ROWS[table]?.('initech') ?? ''}`;
    await expect(as(publisher, insert)).rejects.toMatchObject(REFUSED);
    await expect(as(stranger, insert)).rejects.toMatchObject(REFUSED);
  });

  test('a row is not moved to another organisation, and one of another is not changed', async () => {
    const update = UPDATES[table];
    await expect(as(publisher, `update flagforge.${table} set organization = 'globex'`)).rejects.toMatchObject(REFUSED);
    if (update === undefined) return;
    const changed = await as<{ organization: string }>(
      publisher,
      `update flagforge.${table} set ${update} returning organization`,
    );
    expect(changed.map(({ organization }) => organization)).toEqual(['acme']);
  });

  test('an auditor and an evaluator write nothing, and an evaluator reads nothing', async () => {
    const insert = `insert into flagforge.${table} ${ROWS[table]?.('acme') ?? ''}`;
    for (const reader of [auditor, evaluator])
      for (const sql of [insert, `delete from flagforge.${table}`, `truncate flagforge.${table}`])
        await expect(as(reader, sql)).rejects.toMatchObject(REFUSED);
    await expect(as(evaluator, `select from flagforge.${table}`)).rejects.toMatchObject(REFUSED);
  });

  test('nobody but the derived tables loses rows to a publisher', async () => {
    await expect(as(publisher, `truncate flagforge.${table} cascade`)).rejects.toMatchObject(REFUSED);
    const isDerived = table === 'feature_flags' || table === 'targeting_rules';
    if (isDerived) await as(publisher, `delete from flagforge.${table}`);
    else await expect(as(publisher, `delete from flagforge.${table}`)).rejects.toMatchObject(REFUSED);
  });
});

describe('an evaluator', () => {
  test.each(VIEWS)('sees its organisation in %s', async (view) => {
    expect(await organizationsIn(evaluator, view)).toEqual(['acme']);
    expect(await organizationsIn(evaluator, view, "set local flagforge.organization = 'globex'")).toEqual([]);
    expect(await organizationsIn(superuser, view, 'set local role flagforge_evaluator')).toEqual([]);
  });

  test('gets what is served: the version and its text, and the keys that hold', async () => {
    expect(await as(evaluator, 'select * from flagforge.current_snapshots')).toEqual([
      {
        ...{ organization: 'acme', project: 'shop', environment: 'production', version: 1, hash: 'h', commit: 'c' },
        ...{ body: '{}', audit_seq: null, audit_hash: null },
      },
    ]);
    await server.query(`insert into flagforge.api_keys
        (organization, project, environment, id, kind, hash, created_by, expires_at, revoked_at)
      values ('acme', ${PLACE}, 'gone', 'server', encode(sha256('1'), 'hex'), 'a', null, now()),
             ('acme', ${PLACE}, 'over', 'server', encode(sha256('2'), 'hex'), 'a', now() - interval '2 days', null),
             ('acme', ${PLACE}, 'soon', 'client', encode(sha256('3'), 'hex'), 'a', now() + interval '1 hour', null)`);
    expect(await as(evaluator, 'select id from flagforge.current_keys order by id')).toEqual([
      { id: 'k1' },
      { id: 'soon' },
    ]);
  });

  test('learns nothing of others by a function that talks', async () => {
    const talking = `create function pg_temp.talk(text) returns boolean language plpgsql cost 0.0000001
      as 'begin raise exception ''seen %'', $1; end'`;
    const sql = `${talking}; select from flagforge.current_snapshots where pg_temp.talk(organization) and organization = 'globex'`;
    await expect(as(evaluator, sql)).resolves.toEqual([]);
  });

  test('has no way to the audit log, the mapping, or to anything that writes', async () => {
    for (const sql of [
      'select from audit.entries',
      'select from audit.heads',
      'select from flagforge.organization_logins',
      "insert into flagforge.organization_logins values (session_user, 'globex')",
      'insert into flagforge.current_versions (organization) select null',
      'update flagforge.current_versions set version = 0',
      'update flagforge.current_snapshots set version = 0',
      'create table flagforge.mine ()',
      'set local role flagforge_publisher',
      'set local role flagforge_owner',
    ])
      await expect(as(evaluator, sql), sql).rejects.toThrow(/permission denied|cannot (?:insert into|update) view/);
  });
});

describe('a publisher', () => {
  test.each([
    "insert into flagforge.organization_logins values (session_user, 'globex')",
    'select from flagforge.organization_logins',
    'delete from flagforge.migrations',
    "insert into flagforge.migrations (number, name, hash, is_breaking) values (9, 'x', 'x', true)",
    'create table flagforge.mine ()',
    'alter table flagforge.environments disable row level security',
    'alter table flagforge.snapshots disable trigger all',
    'drop table flagforge.outbox',
    'drop schema audit cascade',
    'set local session_replication_role = replica',
    'create or replace function flagforge.own_organizations() returns text[] language sql as $$ select null::text[] $$',
    'grant flagforge_publisher to flagforge_evaluator',
    "update flagforge.api_keys set hash = repeat('0', 64)",
    "update flagforge.api_keys set created_at = '2020-01-01'",
    "insert into flagforge.outbox (organization, project, target, document, version, created_at) values ('acme', 'shop', 'edge', 'snapshot', 1, '2020-01-01')",
    "update flagforge.projects set origin = 'dev'",
    "update flagforge.change_requests set author = 'clerk:user_b'",
    "update flagforge.change_requests set claims = array['clerk:org:admin']",
    "update flagforge.change_requests set base_commit = 'x'",
    "insert into flagforge.reviews (organization, project, number, commit, verdict, reviewer, permission, at) values ('acme', 'shop', 1, 'c', 'approved', 'clerk:user_b', 'write', '2020-01-01')",
  ])('may not: %s', async (sql) => {
    await expect(as(publisher, sql)).rejects.toMatchObject(REFUSED);
  });

  test('does not choose when a snapshot was written', async () => {
    const row = ROWS['snapshots']?.('acme') ?? '';
    const backdated = row
      .replace('actor)', 'actor, created_at)')
      .replace(', 1,', ', 2,')
      .replace(/\)$/, ", '2020-01-01')");
    await expect(as(publisher, `insert into flagforge.snapshots ${backdated}`)).rejects.toMatchObject(REFUSED);
  });
});

const REVIEW_CHANGES = [
  "update flagforge.reviews set verdict = 'approved'",
  "update flagforge.reviews set commit = 'x' where false",
  'delete from flagforge.reviews',
  'truncate flagforge.reviews',
  'truncate flagforge.change_requests cascade',
  "set local session_replication_role = replica; update flagforge.reviews set commit = 'x'",
];

describe.each(REVIEW_CHANGES)('what somebody said of a change is not changed by: %s', (sql) => {
  test.each(['publisher', 'owner', 'superuser'] as const)('%s', async (who) => {
    const [database, role] =
      who === 'publisher' ? [publisher, ''] : [superuser, who === 'owner' ? 'set local role flagforge_owner;' : ''];
    await expect(as(database, role + sql)).rejects.toMatchObject(REFUSED);
  });
});

const CHANGES = [
  "update flagforge.snapshots set body = '{}'",
  "update flagforge.snapshots set body = '{}' where false",
  'delete from flagforge.snapshots',
  'delete from flagforge.snapshots where false',
  'truncate flagforge.snapshots',
  'truncate flagforge.environments cascade',
  `insert into flagforge.snapshots ${ROWS['snapshots']?.('acme') ?? ''} on conflict (organization, project, environment, version) do update set body = excluded.body`,
  `merge into flagforge.snapshots s using (select 1) x on s.version = 1 when matched then update set body = '{}'`,
  'merge into flagforge.snapshots s using (select 1) x on s.version = 1 when matched then delete',
  "set local session_replication_role = replica; update flagforge.snapshots set body = '{}'",
];

describe.each(CHANGES)('what was served is not changed by: %s', (sql) => {
  test.each(['publisher', 'owner', 'superuser'] as const)('%s', async (who) => {
    const [database, role] =
      who === 'publisher' ? [publisher, ''] : [superuser, who === 'owner' ? 'set local role flagforge_owner;' : ''];
    await expect(as(database, role + sql)).rejects.toMatchObject(REFUSED);
  });
});
