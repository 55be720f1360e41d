/** Who is asked to wait, and for whose sake: each case against a server, through a proxy that says who is behind it. */
import { afterEach, expect, test } from 'vitest';
import { keyRecord } from './keys/key.ts';
import { createMemoryKeys } from './keys/memory.ts';
import type { KeySource } from './keys/source.ts';
import type { Limits } from './limits.ts';
import type { EvaluationServerOptions } from './server.ts';
import { CLIENT_KEY, jsonOf, SERVER_KEY, serveShop, TEST_KEYS, type TestServer } from './testing/serve.ts';
import { readStream } from './testing/stream-reader.ts';

const QUESTION = { flagKey: 'banner', context: {} };
const OTHER_CLIENT = 'ff_client_other';
const OTHER_SERVER = 'ff_server_other';
const ENVIRONMENT = { environment: 'production' };

let shop: TestServer;
let now: number;
afterEach(() => shop.server.close());

async function serve(limits: Partial<Limits>, options: Partial<EvaluationServerOptions> = {}): Promise<void> {
  now = 10_000;
  const keys = createMemoryKeys([
    ...TEST_KEYS,
    keyRecord(OTHER_CLIENT, ENVIRONMENT),
    keyRecord(OTHER_SERVER, ENVIRONMENT),
  ]);
  shop = await serveShop({ limits, keys, clock: () => now, trustedProxies: ['127.0.0.1'], ...options });
}

async function ask(key: string | null, from: string, headers: Record<string, string> = {}): Promise<number> {
  const response = await shop.post('/v1/evaluate', QUESTION, key, { 'x-forwarded-for': from, ...headers });
  await response.arrayBuffer();
  return response.status;
}

/** Asks until it is told to wait. @returns how often it was not. */
async function exhaust(key: string | null, from: string): Promise<number> {
  for (let count = 0; ; count += 1) if ((await ask(key, from)) === 429) return count;
}

const V6 = '2001:db8:1:2';

test.each([
  ['a client key', CLIENT_KEY, '1.1.1.1', 2],
  ['a server key', SERVER_KEY, '1.1.1.1', 4],
  ['no key', null, '1.1.1.1', 2],
  ['a key that is not known', 'ff_client_unknown', '1.1.1.1', 2],
  ['what is no key', 'constructor', '1.1.1.1', 2],
  ['a client key over IPv6', CLIENT_KEY, `${V6}::1`, 2],
])('%s may ask as often as its burst, and is told when to come back', async (_, key, from, burst) => {
  await serve({ clientRate: 0.5, clientBurst: 2, serverRate: 0.5, serverBurst: 4 });
  expect(await exhaust(key, from)).toBe(burst);
  const refused = await shop.post('/v1/evaluate', QUESTION, key, { 'x-forwarded-for': from });
  expect([refused.headers.get('retry-after'), refused.headers.get('content-type')]).toEqual([
    '2',
    'application/problem+json',
  ]);
  expect((await jsonOf(refused)).code).toBe('rate_limited');
  now += 2_000;
  expect(await ask(key, from)).not.toBe(429);
  expect(await ask(key, from)).toBe(429);
});

test.each([
  ['another address', CLIENT_KEY, '1.1.1.1', CLIENT_KEY, '1.1.1.2', 200],
  ['another client key of the same address', CLIENT_KEY, '1.1.1.1', OTHER_CLIENT, '1.1.1.1', 429],
  ['a server key of the same address', CLIENT_KEY, '1.1.1.1', SERVER_KEY, '1.1.1.1', 200],
  ['the same server key of another address', SERVER_KEY, '1.1.1.1', SERVER_KEY, '1.1.1.2', 429],
  ['another server key', SERVER_KEY, '1.1.1.1', OTHER_SERVER, '1.1.1.1', 200],
  ['the same /64', CLIENT_KEY, `${V6}::1`, CLIENT_KEY, `${V6}:ffff:1:2:3`, 429],
  ['another /64', CLIENT_KEY, `${V6}::1`, CLIENT_KEY, '2001:db8:1:3::1', 200],
  ['IPv4 written as IPv6', CLIENT_KEY, '1.1.1.1', CLIENT_KEY, '::ffff:1.1.1.1', 429],
  ['the same address with a port', CLIENT_KEY, '1.1.1.1', CLIENT_KEY, '1.1.1.1:8080', 429],
  ['a good key where others have none', null, '1.1.1.1', CLIENT_KEY, '1.1.1.1', 200],
  ['a good server key where others guess', 'ff_server_guess', '1.1.1.1', SERVER_KEY, '1.1.1.1', 200],
  ['who guesses otherwise', 'ff_server_guess', '1.1.1.1', 'ff_client_guess', '1.1.1.1', 429],
  ['who has no key where a good one is used up', CLIENT_KEY, '1.1.1.1', null, '1.1.1.1', 401],
])('%s: what one used up, and what the other gets', async (_, first, firstFrom, second, secondFrom, status) => {
  await serve({ clientRate: 1, clientBurst: 2, serverRate: 1, serverBurst: 2 });
  await exhaust(first, firstFrom);
  expect(await ask(second, secondFrom)).toBe(status);
});

test('a page of a foreign origin uses up what its address may ask', async () => {
  const keys = createMemoryKeys([keyRecord(CLIENT_KEY, { ...ENVIRONMENT, origins: ['https://shop.example'] })]);
  await serve({ clientRate: 1, clientBurst: 2 }, { keys });
  const foreign = { origin: 'https://evil.example' };
  expect([await ask(CLIENT_KEY, '1.1.1.1', foreign), await ask(CLIENT_KEY, '1.1.1.1', foreign)]).toEqual([403, 403]);
  expect(await ask(CLIENT_KEY, '1.1.1.1', foreign)).toBe(429);
});

test('a stream, a ticket and every other route take from the same', async () => {
  await serve({ clientRate: 0.001, clientBurst: 6 });
  const from = { 'x-forwarded-for': '1.1.1.1' };
  const body = { context: {} };
  for (const path of ['/v1/evaluate/all', '/v1/stream/tickets', '/ofrep/v1/evaluate/flags'])
    expect((await shop.post(path, body, CLIENT_KEY, from)).status).toBe(200);
  for (const over of ['socket', 'http'] as const) {
    const stream = await readStream({ port: shop.port, key: CLIENT_KEY, body, headers: from, over });
    expect(stream.status).toBe(200);
    stream.close();
  }
  expect(await ask(CLIENT_KEY, '1.1.1.1')).toBe(200);
  for (const over of ['socket', 'http'] as const) {
    const stream = await readStream({ port: shop.port, key: CLIENT_KEY, body, headers: from, over });
    expect(stream.status).toBe(429);
    expect(stream.head).toMatch(/^Retry-After: \d+\r?$/m);
    stream.close();
  }
});

test('an address has as many streams as it may, others have theirs, and one that ends makes room', async () => {
  await serve({ streamsPerAddress: 2 });
  const open = (from: string, key: string, over: 'socket' | 'http') =>
    readStream({ port: shop.port, key, body: { context: {} }, headers: { 'x-forwarded-for': from }, over });
  for (const over of ['socket', 'http'] as const) {
    const held = [await open(`${V6}::1`, CLIENT_KEY, over), await open(`${V6}::2`, OTHER_CLIENT, over)];
    const refused = await open(`${V6}::3`, CLIENT_KEY, over);
    expect([...held, refused].map(({ status }) => status)).toEqual([200, 200, 503]);
    expect(refused.head).toMatch(/^Retry-After: \d+\r?$/m);
    const others = [await open('2001:db8:1:3::1', CLIENT_KEY, over), await open(`${V6}::1`, SERVER_KEY, over)];
    expect(others.map(({ status }) => status)).toEqual([200, 200]);
    for (const stream of [...held, ...others]) stream.close();
    while (shop.server.streamStats().open.length > 0) await new Promise(setImmediate);
  }
});

test('a key that is not known costs one look at what is in memory, and what is no key not even that', async () => {
  const memory = createMemoryKeys(TEST_KEYS);
  const asked: string[] = [];
  const keys: KeySource = {
    ...memory,
    find(hash) {
      asked.push(hash);
      return memory.find(hash);
    },
  };
  await serve({}, { keys });
  expect(await ask('ff_server_unknown', '1.1.1.1')).toBe(401);
  expect(asked).toHaveLength(1);
  for (const text of ['unknown', 'ff_admin_x', 'ff_server_', `ff_server_${'x'.repeat(201)}`, 'ff_server_a/../b'])
    expect(await ask(text, '1.1.1.1')).toBe(401);
  expect(asked).toHaveLength(1);
});
