import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CommandError } from '../command-error.ts';
import { createTestDatabase, type TestDatabase } from '../testing/postgres.ts';
import { type PostgresServer, startPostgres } from '../testing/postgres-server.ts';
import { makeServiceFolder, type ServiceFolder } from '../testing/service-folder.ts';
import { TEST_CERTIFICATES } from '../testing/test-certificates.ts';
import type { Database, Transaction, TransactionOptions } from './database.ts';
import { openPostgres } from './postgres-database.ts';

const LOGIN: TransactionOptions = { as: 'login', organization: null };
const PASSWORD = 's3cret/of@sam';

let server: TestDatabase;
/** One that tests may end, with TLS and room for few connections. */
let own: PostgresServer;
let folder: ServiceFolder;
const opened: Database[] = [];

beforeAll(async () => {
  folder = makeServiceFolder('files');
  writeFileSync(`${folder.path}/ca.pem`, TEST_CERTIFICATES.ca);
  server = await createTestDatabase();
  own = await startPostgres({
    tls: TEST_CERTIFICATES,
    settings: ['max_connections=12', 'superuser_reserved_connections=2'],
  });
  await inOwn(`create role sam login password '${PASSWORD}'; grant needs_password to sam;
    create role tia login; grant needs_tls to tia; create role pat login`);
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.close()));
});
afterAll(async () => {
  await own.stop();
  await server.drop();
  folder.remove();
});

const open = async (url: string, env: Readonly<Record<string, string>> = {}): Promise<Database> => {
  const database = await openPostgres(url, env);
  opened.push(database);
  return database;
};
const inOwn = async (sql: string): Promise<void> => {
  const database = await openPostgres(own.url);
  await database.transaction(LOGIN, (tx) => tx.query(sql));
  await database.close();
};
const ownUrl = (login: string, rest = '/postgres'): string => `postgres://${login}@127.0.0.1:${own.port}${rest}`;

/** What a user reads when one statement is tried. */
const problemOf = async (url: string, env: Readonly<Record<string, string>> = {}): Promise<string> => {
  const error = await open(url, env)
    .then((database) => database.transaction(LOGIN, (tx) => tx.query('select 1')))
    .then(
      () => null,
      (thrown: unknown) => thrown,
    );
  if (!(error instanceof CommandError)) throw error ?? new Error('nothing went wrong');
  const text = `${error.exitCode} ${error.code} ${error.message} (${error.hints.join('; ')})`;
  expect(text).not.toContain('s3cret');
  return text;
};

describe('a login', () => {
  test('with the right password comes in, from the address or the environment', async () => {
    const one = await open(ownUrl(`sam:${encodeURIComponent(PASSWORD)}`));
    const other = await open(ownUrl('sam'), { PGPASSWORD: PASSWORD });
    for (const database of [one, other]) {
      expect(await database.transaction(LOGIN, (tx) => tx.query('select session_user::text as login'))).toEqual([
        { login: 'sam' },
      ]);
    }
  });
  test('with a wrong one is told', async () => {
    expect(await problemOf(ownUrl('sam:s3cret'))).toMatch(
      /^3 FF3103 Postgres at 127.0.0.1:\d+\/postgres refuses the login: the password is wrong, .*nothing was written/,
    );
  });
  test('without one is told', async () => {
    expect(await problemOf(ownUrl('sam'), { PGPASSFILE: '/nowhere' })).toMatch(/^3 FF3103 .*asks for a password/);
  });
  test('that does not exist is told', async () => {
    expect(await problemOf(ownUrl('nobody'))).toMatch(/^3 FF3103 .*role "nobody" does not exist/);
  });
  test('to a database that does not exist is told', async () => {
    expect(await problemOf(ownUrl('pat', '/nothing'))).toMatch(/^3 FF3104 .*\/nothing has no database of that name/);
  });
});

describe('a server', () => {
  test('that is not there is named', async () => {
    expect(await problemOf('postgres://sam:s3cret@127.0.0.1:1/flags')).toMatch(
      /^3 FF3101 cannot reach Postgres at 127.0.0.1:1\/flags: connection refused \(nothing was written.*DATABASE_URL/,
    );
    expect(await problemOf('postgres://sam@nowhere.invalid/flags')).toMatch(
      /^3 FF3101 .*(no host of that name|looked up)/,
    );
    expect(await problemOf('postgres://sam@/flags?host=/nowhere')).toMatch(/^3 FF3101 .*no such socket/);
  });
  test('that is no Postgres, or says nothing, is told apart from one that is', async () => {
    const web = await listen((socket) => socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    const mute = await listen(() => {});
    try {
      expect(await problemOf(`postgres://sam@127.0.0.1:${portOf(web)}/x?sslmode=disable`)).toMatch(
        /^3 FF3101 .*(no Postgres|cut)/,
      );
      expect(await problemOf(`postgres://sam@127.0.0.1:${portOf(mute)}/x?connect_timeout=2`)).toMatch(
        /^3 FF3101 .*does not answer/,
      );
    } finally {
      web.close();
      mute.close();
    }
  });
  test('whose connections are all in use says so', async () => {
    const others = await Promise.all(Array.from({ length: 10 }, () => open(ownUrl('pat'))));
    const hold = others.map((database) => hang(database));
    await Promise.all(hold.map(({ begun }) => begun));
    expect(await problemOf(ownUrl('pat'))).toMatch(/^3 FF3102 .*nothing was written/);
    for (const { end } of hold) end();
    await Promise.all(hold.map(({ done }) => done));
  });
  test('that was restarted is connected to again, without a word', async () => {
    const database = await open(own.url);
    await database.transaction(LOGIN, (tx) => tx.query('select 1'));
    await own.restart();
    expect(await database.transaction(LOGIN, (tx) => tx.query('select 2 as two'))).toEqual([{ two: 2 }]);
  });
  test('that ends in the middle of a transaction leaves nothing of it, and says so', async () => {
    await inOwn('create table if not exists public.half (a integer)');
    const database = await open(own.url);
    const problem = await database
      .transaction(LOGIN, async (tx) => {
        await tx.query('insert into public.half values (1)');
        await own.kill();
        await tx.query('insert into public.half values (2)');
      })
      .catch((error: unknown) => error);
    expect(problem).toMatchObject({ exitCode: 3, code: 'FF3101' });
    await own.restart();
    expect(await database.transaction(LOGIN, (tx) => tx.query('select a from public.half'))).toEqual([]);
  });
  test('that ends while it commits leaves it open what happened, and says so', async () => {
    const database = await open(own.url);
    await inOwn(`create table public.late (a integer);
      create function wait() returns trigger language plpgsql as 'begin perform pg_sleep(60); return null; end';
      create constraint trigger wait after insert on public.late deferrable initially deferred
        for each row execute function wait()`);
    let pid = 0;
    const working = database.transaction(LOGIN, async (tx) => {
      [{ pid }] = (await tx.query<{ pid: number }>('select pg_backend_pid() as pid')) as [{ pid: number }];
      await tx.query('insert into public.late values (1)');
    });
    const problem = working.catch((error: unknown) => error);
    const watcher = await open(own.url);
    const isCommitting = async (): Promise<boolean> => {
      const rows = await watcher.transaction(LOGIN, (tx) =>
        tx.query(`select from pg_stat_activity where pid = $1 and query = 'commit' and wait_event = 'PgSleep'`, [pid]),
      );
      return rows.length === 1;
    };
    await expect.poll(isCommitting, { timeout: 10_000 }).toBe(true);
    await watcher.transaction(LOGIN, (tx) => tx.query('select pg_terminate_backend($1::integer)', [pid]));
    expect(await problem).toMatchObject({ exitCode: 3, code: 'FF3107' });
  });
});

describe('sslmode', () => {
  const isEncrypted = async (url: string): Promise<boolean> => {
    const database = await open(url);
    const [row] = await database.transaction(LOGIN, (tx) =>
      tx.query<{ ssl: boolean }>('select ssl from pg_stat_ssl where pid = pg_backend_pid()'),
    );
    await database.close();
    return row?.ssl === true;
  };
  const withMode = (mode: string, login = 'postgres', host = '127.0.0.1'): string =>
    `postgres://${login}@${host}:${own.port}/postgres?sslmode=${mode}`;
  const root = (): string => `&sslrootcert=${encodeURIComponent(`${folder.path}/ca.pem`)}`;

  test('prefer, require, verify-ca and verify-full encrypt; disable and allow do not', async () => {
    expect(await isEncrypted(ownUrl('postgres'))).toBe(true);
    expect(await isEncrypted(withMode('prefer'))).toBe(true);
    expect(await isEncrypted(withMode('require'))).toBe(true);
    expect(await isEncrypted(withMode('verify-ca') + root())).toBe(true);
    expect(await isEncrypted(withMode('verify-full') + root())).toBe(true);
    expect(await isEncrypted(withMode('disable'))).toBe(false);
    expect(await isEncrypted(withMode('allow'))).toBe(false);
  });
  test('allow encrypts where the server wants it; disable is told', async () => {
    expect(await isEncrypted(withMode('allow', 'tia'))).toBe(true);
    expect(await problemOf(withMode('disable', 'tia'))).toMatch(/^3 FF3103 .*pg_hba.conf.*no encryption/);
  });
  test('prefer falls back where the server speaks no TLS; require is told', async () => {
    expect(await isEncrypted(`${server.url}?sslmode=prefer`)).toBe(false);
    expect(await problemOf(`${server.url}?sslmode=require`)).toMatch(/^3 FF3105 .*nothing was written.*sslmode/);
  });
  test('verify-full and verify-ca refuse an authority that nobody trusts', async () => {
    expect(await problemOf(withMode('verify-full'))).toMatch(/^3 FF3105 .*certificate/);
    expect(await problemOf(withMode('verify-ca'))).toMatch(/^3 FF3105 .*certificate/);
  });
  test('a root certificate that cannot be read is told', async () => {
    expect(await problemOf(`${withMode('verify-full')}&sslrootcert=/nowhere.pem`)).toMatch(/^2 FF3106 .*sslrootcert/);
  });
});

describe('a transaction', () => {
  test('gives numbers, booleans and otherwise text', async () => {
    const database = await open(server.url);
    const [row] = await database.transaction(LOGIN, (tx) =>
      tx.query(`select 1::int4 as a, 2.5::float8 as b, true as c, 3::int8 as d, '{"e":1}'::jsonb as e, array['f'] as f,
                       '2026-01-01Z'::timestamptz at time zone 'UTC' as g, null::int4 as h`),
    );
    expect(row).toEqual({
      ...{ a: 1, b: 2.5, c: true, d: '3', e: '{"e": 1}', f: '{f}', g: '2026-01-01 00:00:00', h: null },
    });
  });
  test('takes statements that are not waited for, one after the other', async () => {
    const database = await open(server.url);
    const answers = await database.transaction(LOGIN, (tx) =>
      Promise.all([1, 2, 3].map((n) => tx.query<{ n: number }>('select $1::int4 as n', [n]))),
    );
    expect(answers.flat()).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });
  test('in which a statement failed does not commit, though nobody said so', async () => {
    const database = await open(server.url);
    await database.transaction(LOGIN, (tx) => tx.query('create table public.swallowed (a integer)'));
    const work = async (tx: Transaction): Promise<void> => {
      await tx.query('insert into public.swallowed values (1)');
      await tx.query('select 1/0').catch(() => {});
    };
    await expect(database.transaction(LOGIN, work)).rejects.toMatchObject({ sqlState: '22012' });
    expect(await database.transaction(LOGIN, (tx) => tx.query('select a from public.swallowed'))).toEqual([]);
  });
  test('leaves nothing of its role and its organisation behind', async () => {
    const login = await server.createLogin('publisher', 'acme', 'globex');
    const database = await open(server.urlOf(login));
    const asking = `select current_user::text as role, current_setting('flagforge.organization', true) as setting`;
    const inside = { as: 'publisher', organization: 'acme' } as const;
    expect(await database.transaction(inside, (tx) => tx.query(asking))).toEqual([
      { role: 'flagforge_publisher', setting: 'acme' },
    ]);
    expect(await database.transaction(LOGIN, (tx) => tx.query(asking))).toEqual([{ role: login, setting: '' }]);
  });
  test('that only reads sees one moment, and cannot write', async () => {
    const database = await open(server.url);
    const reading = { as: 'login', organization: null, isReadOnly: true } as const;
    await expect(database.transaction(reading, (tx) => tx.query('create table public.nope ()'))).rejects.toMatchObject({
      code: 'FF3115',
    });
  });
  test('that waits for another one too long is told', async () => {
    const [one, other] = await Promise.all([open(server.url), open(server.url)]);
    await one.transaction(LOGIN, (tx) => tx.query('create table public.held (a integer)'));
    const { begun, end, done } = hang(one, 'lock table public.held');
    await begun;
    const waiting = other.transaction(LOGIN, async (tx) => {
      await tx.query('set local lock_timeout = 50');
      await tx.query('select from public.held');
    });
    await expect(waiting).rejects.toMatchObject({ exitCode: 3, code: 'FF3116' });
    end();
    await done;
  });
  test.each([
    ['53100', 'FF3114', /no space is left on the disk/],
    ['53200', 'FF3118', /could not do it: pretend \(53200\)/],
    ['40P01', 'FF3118', /pretend/],
    ['57014', 'FF3117', /took too long/],
    ['57P01', 'FF3101', /shutting down/],
  ])('that the server ends with %s is told as %s, and that nothing was written', async (sqlState, code, message) => {
    const database = await open(server.url);
    const sql = `do $$ begin raise exception 'pretend' using errcode = '${sqlState}'; end $$`;
    const error = await database.transaction(LOGIN, (tx) => tx.query(sql)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ exitCode: 3, code, message: expect.stringMatching(message) as string });
    expect((error as CommandError).hints.join()).toContain('nothing was written');
  });
  test('whose process hung is ended by the server, and told', async () => {
    const [database, watcher] = await Promise.all([open(server.url), open(server.url)]);
    const hung = database.transaction(LOGIN, async (tx) => {
      const [row] = await tx.query<{ pid: number }>(
        'set local idle_in_transaction_session_timeout = 20; select pg_backend_pid() as pid',
      );
      const isThere = (): Promise<readonly unknown[]> =>
        watcher.transaction(LOGIN, (other) =>
          other.query('select pid from pg_stat_activity where pid = $1::integer', [row?.pid ?? 0]),
        );
      await expect.poll(isThere, { timeout: 10_000 }).toEqual([]);
      await tx.query('select 1');
    });
    await expect(hung).rejects.toMatchObject({ exitCode: 3, code: 'FF3117' });
    expect(await database.transaction(LOGIN, (tx) => tx.query('select 1 as one'))).toEqual([{ one: 1 }]);
  });
  test('on a server that takes no writes is told', async () => {
    const database = await open(`${server.url}?options=-c%20default_transaction_read_only%3Don`);
    await expect(database.transaction(LOGIN, (tx) => tx.query('create table public.nope ()'))).rejects.toMatchObject({
      ...{ exitCode: 3, code: 'FF3115' },
    });
  });
  test('of a role that the login does not have is told which command gives it', async () => {
    const login = await server.createLogin('evaluator', 'acme');
    const database = await open(server.urlOf(login));
    const error = await database
      .transaction({ as: 'publisher', organization: 'acme' }, async () => {})
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ exitCode: 3, code: 'FF3108' });
    expect((error as CommandError).hints.join()).toContain('flagforge migrate --publisher');
  });
  test('of an organisation that the login is not mapped to is told', async () => {
    const login = await server.createLogin('publisher', 'acme');
    const database = await open(server.urlOf(login));
    const options = { as: 'publisher', organization: "glo'bex\\" } as const;
    const error = await database.transaction(options, async () => {}).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ exitCode: 3, code: 'FF3109' });
    expect((error as CommandError).message).toContain(`"${login}" does not work for the organisation "glo'bex\\"`);
  });
});

/** A transaction that does not end before it is told to. */
function hang(database: Database, sql = 'select 1'): { begun: Promise<void>; end: () => void; done: Promise<void> } {
  let end = (): void => {};
  let begin = (): void => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const done = database.transaction(LOGIN, async (tx) => {
    await tx.query(sql);
    begin();
    await ended;
  });
  return { begun, end, done };
}

function listen(onConnection: Parameters<typeof createServer>[1]): Promise<Server> {
  return new Promise((resolve) => {
    const listening = createServer(onConnection).listen(0, '127.0.0.1', () => resolve(listening));
  });
}

function portOf(listening: Server): number {
  const address = listening.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
