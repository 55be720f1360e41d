import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CommandError } from '../command-error.ts';
import { applyMigrations } from '../database/apply-migrations.ts';
import type { Database, Transaction, TransactionOptions } from '../database/database.ts';
import { grantLogin } from '../database/roles.ts';
import { openEmbedded } from './open-embedded.ts';

const LOGIN: TransactionOptions = { as: 'login', organization: null };

let root: string;
let folder: string;
let database: Database;

// One for all tests: each is a hundred megabytes.
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'flagforge-embedded-'));
  folder = join(root, '.flagforge', 'pg');
  database = await openEmbedded(folder);
  await applyMigrations(database);
  await database.transaction(LOGIN, async (tx) => {
    await grantLogin(tx, null, 'publisher', 'acme');
    await tx.query('create table public.notes (id integer primary key, text text)');
  });
});

afterAll(async () => {
  await database.close();
  rmSync(root, { recursive: true, force: true });
});

const notes = (): Promise<readonly { id: number }[]> =>
  database.transaction(LOGIN, (tx) => tx.query<{ id: number }>('select id from public.notes order by id'));
const insert = (tx: Transaction, id: number): Promise<unknown> =>
  tx.query('insert into public.notes values ($1, $2)', [id, 'x']);

describe('a transaction', () => {
  test('is kept when its work resolves, and leaves nothing when it rejects', async () => {
    await database.transaction(LOGIN, (tx) => insert(tx, 1));
    await expect(
      database.transaction(LOGIN, async (tx) => {
        await insert(tx, 2);
        throw new TypeError('changed my mind');
      }),
    ).rejects.toThrow(TypeError);
    expect(await notes()).toEqual([{ id: 1 }]);
  });

  test('fails with the SQLSTATE of the statement', async () => {
    await expect(database.transaction(LOGIN, (tx) => insert(tx, 1))).rejects.toMatchObject({ sqlState: '23505' });
    await expect(database.transaction(LOGIN, (tx) => tx.query('selec 1'))).rejects.toMatchObject({
      name: 'SqlError',
      sqlState: '42601',
    });
  });

  test('is not taken for kept when a failed statement was swallowed', async () => {
    const swallowed = database.transaction(LOGIN, async (tx) => {
      await insert(tx, 3);
      await tx.query('selec 1').catch(() => {});
    });
    await expect(swallowed).rejects.toMatchObject({ sqlState: '42601' });
    expect(await notes()).toEqual([{ id: 1 }]);
  });

  test('goes on after a savepoint took a failed statement back', async () => {
    await database.transaction(LOGIN, async (tx) => {
      await tx.query('savepoint before');
      await tx.query('selec 1').catch(() => {});
      await tx.query('rollback to savepoint before');
      await insert(tx, 4);
    });
    expect(await notes()).toEqual([{ id: 1 }, { id: 4 }]);
  });

  test('takes its role and its organisation for itself alone', async () => {
    const who = (tx: Transaction) =>
      tx.query(`select current_user::text as "user", current_setting('flagforge.organization', true) as organization`);
    const inside = await database.transaction({ as: 'publisher', organization: 'acme' }, who);
    expect(inside).toEqual([{ user: 'flagforge_publisher', organization: 'acme' }]);
    const [outside] = (await database.transaction(LOGIN, who)) as { user: string; organization: string | null }[];
    expect(outside?.user).toBe('postgres');
    expect(outside?.organization ?? '').toBe('');
  });

  test('sees and writes one organisation only, and no table that is not its own', async () => {
    const write = (organization: string) =>
      database.transaction({ as: 'publisher', organization: 'acme' }, (tx) =>
        tx.query(
          `insert into flagforge.projects (organization, project, origin, directory) values ($1, 'shop', 'dev', '')`,
          [organization],
        ),
      );
    await write('acme');
    await expect(write('globex')).rejects.toMatchObject({ sqlState: '42501' });
    const read = (organization: string | null) =>
      database.transaction({ as: 'publisher', organization }, (tx) =>
        tx.query('select project from flagforge.projects'),
      );
    expect(await read('acme')).toEqual([{ project: 'shop' }]);
    expect(await read('globex')).toEqual([]);
    const drop = database.transaction({ as: 'publisher', organization: 'acme' }, (tx) =>
      tx.query('drop table flagforge.projects'),
    );
    await expect(drop).rejects.toMatchObject({ sqlState: '42501' });
  });

  test('that only reads cannot write', async () => {
    const write = database.transaction({ ...LOGIN, isReadOnly: true }, (tx) => insert(tx, 5));
    await expect(write).rejects.toMatchObject({ sqlState: '25006' });
  });

  test('waits for the one before it; one inside another is a mistake', async () => {
    const order: string[] = [];
    const run = (name: string): Promise<void> =>
      database.transaction(LOGIN, async (tx) => {
        order.push(`${name} begins`);
        await tx.query('select 1');
        order.push(`${name} ends`);
      });
    await Promise.all([run('a'), run('b')]);
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
    await expect(database.transaction(LOGIN, () => notes())).rejects.toThrow('inside another');
  });

  test('gives int4, float8 and bool as they are and everything else as text, and takes lists of text', async () => {
    const [row] = await database.transaction(LOGIN, (tx) =>
      tx.query(
        `select 1 as i, 1.5::float8 as f, true as b, null as n, 9007199254740993::bigint as big, $1::jsonb as j,
                ($2::text[])[2] as item, cardinality($2::text[]) as size`,
        ['{"a": 1}', ['a', 'b,"c', 'null']],
      ),
    );
    const expected = { i: 1, f: 1.5, b: true, n: null, big: '9007199254740993', j: '{"a": 1}', item: 'b,"c', size: 3 };
    expect(row).toEqual(expected);
  });

  test('carries a snapshot of the largest size there and back', async () => {
    const body = '{"key":"väluê"}'.repeat(1_500_000);
    const [row] = await database.transaction(LOGIN, async (tx) => {
      await tx.query('insert into public.notes values (6, $1)', [body]);
      return tx.query<{ text: string }>('select text from public.notes where id = 6');
    });
    expect(row?.text === body).toBe(true);
  });
});

describe('the data folder', () => {
  const open = (path: string): Promise<CommandError> =>
    openEmbedded(path).then(
      () => Promise.reject(new Error('it was opened')),
      (error: unknown) => (error instanceof CommandError ? error : Promise.reject(error)),
    );
  const broken = (name: string, files: Readonly<Record<string, string>>): string => {
    const path = join(root, name, 'pg');
    mkdirSync(path, { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
    return path;
  };

  test('is for this user only, ignored by git, and open once', async () => {
    expect(statSync(join(root, '.flagforge')).mode & 0o077).toBe(0);
    expect(readFileSync(join(root, '.flagforge/.gitignore'), 'utf8')).toBe('*\n');
    expect(await open(folder)).toMatchObject({
      code: 'FF3161',
      exitCode: 3,
      message: expect.stringContaining('this process'),
    });
  });

  test('of another Postgres is said to be so, with what to do', async () => {
    const error = await open(broken('other', { PG_VERSION: '19\n' }));
    expect(error).toMatchObject({ code: 'FF3163', exitCode: 3 });
    expect(error.message).toContain('Postgres 19');
    expect(error.hints.join(' ')).toContain('delete');
  });

  test.each([
    ['that holds something else', { 'notes.txt': 'mine' }],
    ['whose version cannot be read', { PG_VERSION: 'eighteen\n' }],
    ['that lost its files', { PG_VERSION: '18\n' }],
  ])('%s is left as it is and said to be damaged', async (_, files) => {
    const path = broken(`damaged-${Object.values(files).join('').length}`, files);
    const error = await open(path);
    expect(error).toMatchObject({ code: 'FF3162', exitCode: 3 });
    expect(error.hints.join(' ')).toContain(`delete ${path}`);
    expect(readdirSync(path)).toEqual(expect.arrayContaining(Object.keys(files)));
    // The lock is given back.
    expect(await open(path)).toMatchObject({ code: 'FF3162' });
  });

  test('of a process that is gone is taken over; one of a process that runs is not', async () => {
    const path = broken('locked', { PG_VERSION: '19\n' });
    const lock = (pid: number, host = hostname()): void =>
      writeFileSync(`${path}.lock`, JSON.stringify({ pid, startedAt: null, host, nonce: 'x' }));
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    lock(other.pid ?? 0);
    expect(await open(path)).toMatchObject({
      code: 'FF3161',
      message: expect.stringContaining(`process ${other.pid}`),
    });
    lock(1, 'another-machine');
    expect(await open(path)).toMatchObject({ code: 'FF3161', message: expect.stringContaining('another-machine') });
    const gone = new Promise((resolve) => other.on('exit', resolve));
    other.kill('SIGKILL');
    await gone;
    lock(other.pid ?? 0);
    expect(await open(path)).toMatchObject({ code: 'FF3163' });
    writeFileSync(`${path}.lock`, 'no lock at all');
    expect(await open(path)).toMatchObject({ code: 'FF3163' });
    expect(readdirSync(join(root, 'locked'))).toEqual(['.gitignore', 'pg']);
  });
});
