/** The client of Node and a real evaluator. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { CLIENT_KEY, SERVER_KEY, serveShop, type TestServer } from '../../evaluator-server/testing/serve.ts';
import { shopSnapshot } from '../../evaluator-server/testing/shop-snapshot.ts';
import type { Client, ClientEvent, RemoteOptions } from './client.ts';
import { createClient } from './create-client.ts';

let shop: TestServer;
let version = 1;
let open: Client[] = [];
const folder = mkdtempSync(join(tmpdir(), 'flagforge-node-sdk-'));
const file = join(folder, 'production.json');

beforeAll(async () => {
  shop = await serveShop();
});
afterEach(async () => {
  await Promise.all(open.map((client) => client.close()));
  open = [];
});
afterAll(async () => {
  await shop.server.close();
  rmSync(folder, { recursive: true });
});

const events: ClientEvent[] = [];
function create(options: Partial<RemoteOptions> = {}): Client {
  const client = createClient({
    url: shop.url,
    key: SERVER_KEY,
    usage: false,
    log: (event) => events.push(event),
    ...options,
  });
  open.push(client as Client);
  return client as Client;
}

const flagsOf = () => shopSnapshot().flags;
function publish(flags = flagsOf()): number {
  version += 1;
  expect(shop.source.publish(shopSnapshot({ version, flags }))).toBe(true);
  return version;
}

/** Resolves when the client serves this version. */
const serves = (client: Client, wanted: number): Promise<void> =>
  new Promise((resolve) => {
    const stop = client.on(() => look());
    const look = (): void => {
      if (client.version < wanted) return;
      stop();
      resolve();
    };
    look();
  });

test('every flag of the environment is answered as the evaluator answers it', async () => {
  const client = create();
  expect(await client.ready()).toBe(true);
  const context = { userId: 'u-7', email: 'kim@company.com', ip: '127.0.0.1' };
  const theirs = await (await shop.post('/v1/evaluate/all', { context })).json();
  const ours = client.all(context).map(({ flagKey, ...answer }) => [flagKey, answer]);
  expect(ours.length).toBeGreaterThan(4);
  expect(Object.fromEntries(ours)).toEqual((theirs as { flags: object }).flags);
});

test('a change arrives as a patch, and what it makes is what was published', async () => {
  const client = create();
  await client.ready();
  const flags = flagsOf().map((flag) => (flag.key === 'rollout' ? { ...flag, default: { serve: 'on' } } : flag));
  await serves(client, publish(flags));
  expect(client.boolean('rollout', false, { userId: 'u-1' })).toBe(true);
  await serves(client, publish(flags.filter(({ key }) => key !== 'banner')));
  expect(client.details('banner', null).errorCode).toBe('flag_not_found');
  expect(events.filter(({ level }) => level === 'error')).toEqual([]);
});

test('without streams it asks', async () => {
  const client = create({ stream: false, pollMs: 5 });
  await client.ready();
  await serves(client, publish());
  expect(client.status).toBe('live');
});

test('a client key is told so, and nothing is served', async () => {
  const client = create({ key: CLIENT_KEY });
  await new Promise<void>((resolve) => client.on(({ status }) => status === 'refused' && resolve()));
  expect(client.details('rollout', false).errorCode).toBe('provider_not_ready');
  const told = events.find(({ event }) => event === 'key_refused');
  expect(told?.detail).toBe(`${shop.url}: the evaluator answered 403`);
  expect(JSON.stringify(events)).not.toContain(CLIENT_KEY);
});

test('a key that is no header is not in what is told, and one with a line end works', async () => {
  const before = events.length;
  const broken = create({ key: 'ff_server_\u0000secret', usage: 1 });
  await expect.poll(() => events.length).toBeGreaterThan(before);
  await broken.close();
  expect(JSON.stringify(events.slice(before))).not.toContain('secret');
  expect(await create({ key: `${SERVER_KEY}\n` }).ready()).toBe(true);
});

test('what was served last is on the disk for its owner alone, and is served without an evaluator', async () => {
  const client = create({ file });
  await client.ready();
  await client.close();
  await expect.poll(() => JSON.parse(readFileSync(file, 'utf8')).version).toBe(version);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const alone = create({ file, url: 'http://127.0.0.1:9' });
  expect([alone.version, alone.string('none', 'x'), alone.json('banner', null)]).toEqual([
    version,
    'x',
    { text: 'Überall −20 %', until: ['2027-01-01'] },
  ]);
});

test.each([
  ['cut', (text: string) => text.slice(0, -9)],
  ['changed by hand', (text: string) => text.replace('"serve":"off"', '"serve":"on"')],
  ['empty', () => ''],
])('a file that is %s is not served', async (_, spoil) => {
  const client = create({ file });
  await client.ready();
  await client.close();
  await expect.poll(() => JSON.parse(readFileSync(file, 'utf8')).version).toBe(version);
  writeFileSync(file, spoil(readFileSync(file, 'utf8')));
  const before = events.length;
  const alone = create({ file, url: 'http://127.0.0.1:9' });
  expect([alone.version, alone.status]).toEqual([0, 'loading']);
  expect(events.slice(before).map(({ event }) => event)).toEqual(['file_refused']);
});

test('what it evaluates is counted at the evaluator, apart from what that evaluated itself', async () => {
  const client = create({ usage: 1 });
  await client.ready();
  for (let reads = 0; reads < 3; reads += 1) client.boolean('new-checkout', true);
  client.boolean('none', true);
  await client.close();
  const response = await fetch(`${shop.url}/v1/usage?flag=new-checkout&window=1m`, {
    headers: { authorization: `Bearer ${SERVER_KEY}` },
  });
  const { flags } = (await response.json()) as { flags: Record<string, { reported: Record<string, number[]> }> };
  expect(flags['new-checkout']?.reported['off']?.reduce((sum, n) => sum + n, 0)).toBe(3);
});

test('a stream that says what does not hold is asked for whole', async () => {
  const heads: (string | undefined)[] = [];
  const good = JSON.stringify(shopSnapshot({ version: 1 }));
  const bad = JSON.stringify({ snapshot: { ...shopSnapshot({ version: 2 }), hash: 'no', flags: undefined } });
  const server = createServer((req, res) => {
    heads.push(req.headers['last-event-id'] as string | undefined);
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    const isFirst = heads.length === 1;
    res.write(
      `retry: 1\n\nid: 1.aa-0\nevent: put\ndata: ${isFirst ? good : JSON.stringify(shopSnapshot({ version: 3 }))}\n\n`,
    );
    if (isFirst) res.write(`id: 2.bb-0\nevent: patch\ndata: ${bad}\n\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = create({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  await serves(client, 3);
  expect(heads).toEqual(['', '']);
  expect(events.filter(({ event }) => event === 'snapshot_refused').length).toBeGreaterThan(0);
  await client.close();
  server.closeAllConnections();
  server.close();
});
