import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database, TransactionOptions } from '../database/database.ts';
import type { Target, TargetDocument } from '../targets/target.ts';
import { createBus } from './bus.ts';
import { connectToDev, type DevConnection } from './connect-to-dev.ts';
import { findRunningDev, removeDevFile, writeDevFile } from './dev-file.ts';
import { type DevSocket, serveDevSocket } from './dev-socket.ts';
import { MAX_LINE_BYTES } from './line-reader.ts';
import { openEmbedded } from './open-embedded.ts';

const LOGIN: TransactionOptions = { as: 'login', organization: null };

let project: string;
let database: Database;
let socket: DevSocket;
let bus: Target;
const taken: TargetDocument[] = [];
let commits = 0;
const open: { close(): unknown }[] = [];

beforeAll(async () => {
  // Longer than what a socket's path may be.
  project = join(mkdtempSync(join(tmpdir(), 'flagforge-socket-')), 'a-long-name-'.repeat(10));
  mkdirSync(project);
  database = await openEmbedded(join(project, '.flagforge', 'pg'));
  await database.transaction(LOGIN, (tx) => tx.query('create table public.notes (id integer primary key)'));
  bus = createBus({ taken: (document) => taken.push(document), report: () => null, usage: async () => new Map() });
  socket = await serveDevSocket({ database, bus, onCommit: () => (commits += 1), idleMs: 150 });
  await writeDevFile(join(project, '.flagforge'), socket.path, 'http://127.0.0.1:1');
});

beforeEach(() => database.transaction(LOGIN, (tx) => tx.query('delete from public.notes')));

afterEach(() => {
  for (const { close } of open.splice(0)) close();
});

afterAll(async () => {
  await socket.close();
  await database.close();
  rmSync(dirname(project), { recursive: true, force: true });
});

const ids = (): Promise<readonly { id: number }[]> =>
  database.transaction(LOGIN, (tx) => tx.query<{ id: number }>('select id from public.notes order by id'));

async function joinDev(): Promise<DevConnection> {
  const connection = await connectToDev(project);
  if (connection === null) throw new Error('no dev was found');
  open.push({ close: () => connection.database.close() });
  return connection;
}

/** A client that says what it likes. */
function rawClient(): { socket: Socket; send(line: string): void; answer(): Promise<unknown>; lost: Promise<void> } {
  const raw = connect(socket.path);
  const lost = new Promise<void>((resolve) => raw.on('close', () => resolve()));
  raw.on('error', () => {});
  const lines = createInterface({ input: raw })[Symbol.asyncIterator]();
  open.push({ close: () => raw.destroy() });
  return {
    socket: raw,
    send: (line) => void raw.write(`${line}\n`),
    answer: async () => JSON.parse((await lines.next()).value as string) as unknown,
    lost,
  };
}

const BEGIN = JSON.stringify({ do: 'begin', options: LOGIN });
const insert = (id: number): string =>
  JSON.stringify({ do: 'query', sql: 'insert into public.notes values ($1)', values: [id] });
const OK = { ok: null };

describe('another command', () => {
  test('works on the database of dev: what it commits is there, what it rolls back is not', async () => {
    const before = commits;
    const { database: theirs } = await joinDev();
    expect(theirs).toMatchObject({ kind: 'dev', address: '.flagforge/pg' });
    const read = await theirs.transaction(LOGIN, async (tx) => {
      await tx.query('insert into public.notes values ($1)', [1]);
      return tx.query('select id, true as yes, null as no from public.notes');
    });
    expect(read).toEqual([{ id: 1, yes: true, no: null }]);
    await expect(
      theirs.transaction(LOGIN, async (tx) => {
        await tx.query('insert into public.notes values (2)');
        throw new RangeError('no');
      }),
    ).rejects.toThrow(RangeError);
    expect(await ids()).toEqual([{ id: 1 }]);
    // Told once: only one of them was committed.
    expect(commits - before).toBe(1);
  });

  test('gets errors as the database gives them, and is told of a failed statement that it swallowed', async () => {
    const { database: theirs } = await joinDev();
    const twice = theirs.transaction(LOGIN, (tx) => tx.query('insert into public.notes values (1), (1)'));
    await expect(twice).rejects.toMatchObject({ name: 'SqlError', sqlState: '23505' });
    const swallowed = theirs.transaction(LOGIN, (tx) => tx.query('selec').catch(() => []));
    await expect(swallowed).rejects.toMatchObject({ sqlState: '42601' });
    // The connection is as good as before.
    expect(await theirs.transaction({ ...LOGIN, isReadOnly: true }, (tx) => tx.query('select 1 as one'))).toEqual([
      { one: 1 },
    ]);
  });

  test('takes its turn: transactions of several commands and of one never mix', async () => {
    const [a, b] = [await joinDev(), await joinDev()];
    const count = (connection: DevConnection, id: number) =>
      connection.database.transaction(LOGIN, async (tx) => {
        const [before] = await tx.query<{ n: number }>('select count(*)::int as n from public.notes');
        await tx.query('insert into public.notes values ($1)', [id]);
        const [after] = await tx.query<{ n: number }>('select count(*)::int as n from public.notes');
        return (after?.n ?? 0) - (before?.n ?? 0);
      });
    expect(await Promise.all([1, 2, 3, 4, 5, 6].map((id) => count(id % 2 === 0 ? a : b, id)))).toEqual([
      1, 1, 1, 1, 1, 1,
    ]);
  });

  test('carries a snapshot of the largest size to the bus, where older never replaces newer', async () => {
    const { bus: theirs } = await joinDev();
    const place = { organization: 'acme', project: 'shop', environment: 'production' };
    const body = JSON.stringify({ text: '"'.repeat(16_000_000) });
    const document: TargetDocument = { place, kind: 'snapshot', version: 7, hash: 'x', body };
    expect(await theirs.offer(document)).toEqual({ outcome: 'written' });
    expect(await theirs.offer(document)).toEqual({ outcome: 'held' });
    expect(taken).toHaveLength(1);
    expect(taken[0]?.body === body).toBe(true);
    expect(await theirs.offer({ ...document, version: 6 })).toEqual({ outcome: 'ahead', version: 7, hash: 'x' });
    expect(await theirs.offer({ ...document, body: '{}' })).toMatchObject({ outcome: 'ahead' });
    expect(await theirs.read(place, 'snapshot')).toMatchObject({ version: 7 });
    expect(await theirs.read({ ...place, environment: 'staging' }, 'snapshot')).toBeNull();
    expect(await theirs.evaluators(place)).toEqual([]);
  });
});

describe('the socket', () => {
  test('lies in a folder of this user alone, under a short path', () => {
    expect(statSync(dirname(socket.path)).mode & 0o077).toBe(0);
    expect(socket.path.length).toBeLessThan(100);
  });

  test('rolls back what a lost client had begun, and lets the next one in', async () => {
    const client = rawClient();
    client.send(BEGIN);
    expect(await client.answer()).toEqual(OK);
    client.send(insert(1));
    expect(await client.answer()).toEqual({ ok: [] });
    client.socket.destroy();
    expect(await ids()).toEqual([]);
  });

  test('drops a client that is lost while it waits for its turn', async () => {
    const [first, second] = [rawClient(), rawClient()];
    first.send(BEGIN);
    await first.answer();
    second.send(BEGIN);
    second.send(insert(1));
    second.socket.end();
    second.socket.destroy();
    first.send(JSON.stringify({ do: 'commit' }));
    expect(await first.answer()).toEqual(OK);
    expect(await ids()).toEqual([]);
  });

  test('rolls back a transaction in which nothing happens, and says so afterwards', async () => {
    const client = rawClient();
    client.send(BEGIN);
    await client.answer();
    client.send(insert(1));
    await client.answer();
    // Waits for its turn: the other one is rolled back before.
    expect(await ids()).toEqual([]);
    client.send(JSON.stringify({ do: 'commit' }));
    expect(await client.answer()).toMatchObject({
      error: { kind: 'refused', message: expect.stringContaining('rolled back') },
    });
    client.send(BEGIN);
    expect(await client.answer()).toEqual(OK);
  });

  test.each([
    ['no JSON', 'hello?'],
    ['no request', '{"do":"drop"}'],
    ['a list', '[]'],
    ['a role that is none', JSON.stringify({ do: 'begin', options: { as: 'postgres', organization: null } })],
    ['a query outside a transaction', insert(1)],
    ['a commit outside a transaction', JSON.stringify({ do: 'commit' })],
    ['values that are none', JSON.stringify({ do: 'query', sql: 'select 1', values: [{}] })],
    ['a document without a place', JSON.stringify({ do: 'offer', document: { kind: 'keys' } })],
  ])('refuses %s and goes on', async (_, line) => {
    const client = rawClient();
    client.send(line);
    expect(await client.answer()).toMatchObject({ error: { kind: 'refused' } });
    client.send(BEGIN);
    expect(await client.answer()).toEqual(OK);
    client.send(BEGIN);
    expect(await client.answer()).toMatchObject({ error: { kind: 'refused' } });
    client.send(JSON.stringify({ do: 'rollback' }));
    expect(await client.answer()).toEqual(OK);
  });

  test('ends a connection whose message has no end', async () => {
    const client = rawClient();
    const chunk = Buffer.alloc(8 * 1_048_576, 0x20);
    const fill = (): void => {
      while (!client.socket.destroyed && client.socket.write(chunk)) {
        if (client.socket.bytesWritten > MAX_LINE_BYTES * 2) return;
      }
      client.socket.once('drain', fill);
    };
    fill();
    await client.lost;
    expect(client.socket.bytesWritten).toBeLessThan(MAX_LINE_BYTES * 2);
    expect(await ids()).toEqual([]);
  });

  test('that ends while a command waits is said to have ended', async () => {
    const other = await serveDevSocket({ database, bus, onCommit: () => {} });
    await writeDevFile(join(project, '.flagforge'), other.path, '');
    const { database: theirs } = await joinDev();
    const waiting = theirs.transaction(LOGIN, async (tx) => {
      await tx.query('insert into public.notes values (1)');
      await other.close();
      return tx.query('select 1');
    });
    await expect(waiting).rejects.toMatchObject({ code: 'FF3167', exitCode: 3 });
    expect(await ids()).toEqual([]);
    await expect(theirs.transaction(LOGIN, async () => 1)).rejects.toMatchObject({ code: 'FF3167' });
    // dev.json is still there, and nobody listens.
    expect(await connectToDev(project)).toBeNull();
    await writeDevFile(join(project, '.flagforge'), socket.path, '');
  });
});

describe('dev.json', () => {
  test.each([
    ['is cut short', '{"pid":'],
    ['names a process that is gone', JSON.stringify({ pid: 2 ** 22 + 1, socket: '/nowhere' })],
    [
      'names a process that began at another time',
      JSON.stringify({ pid: process.pid, startedAt: 'x 1', socket: '/x' }),
    ],
    ['is another thing', '[1]'],
  ])('that %s counts as nothing', async (_, text) => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'flagforge-socket-'));
    open.push({ close: () => rmSync(elsewhere, { recursive: true }) });
    expect(findRunningDev(elsewhere)).toBeNull();
    mkdirSync(join(elsewhere, '.flagforge'));
    writeFileSync(join(elsewhere, '.flagforge/dev.json'), text);
    expect(findRunningDev(elsewhere)).toBeNull();
    expect(await connectToDev(elsewhere)).toBeNull();
  });

  // Elsewhere the system does not say when a process began.
  test.runIf(process.platform === 'linux')('that names a process which began at another time counts as nothing', () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'flagforge-socket-'));
    open.push({ close: () => rmSync(elsewhere, { recursive: true }) });
    mkdirSync(join(elsewhere, '.flagforge'));
    const text = JSON.stringify({ pid: process.pid, startedAt: 'x 1', socket: '/x' });
    writeFileSync(join(elsewhere, '.flagforge/dev.json'), text);
    expect(findRunningDev(elsewhere)).toBeNull();
  });

  test('is taken back by whoever wrote it', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'flagforge-socket-'));
    open.push({ close: () => rmSync(elsewhere, { recursive: true }) });
    await writeDevFile(elsewhere, '/x', '');
    removeDevFile(elsewhere);
    expect(findRunningDev(elsewhere)).toBeNull();
  });
});
