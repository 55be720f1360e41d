/** What pages of which origins may read: answers and errors alike, and never by credentials. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyRecord } from './keys/key.ts';
import { createMemoryKeys } from './keys/memory.ts';
import { SERVER_KEY, serveShop, type TestServer } from './testing/serve.ts';
import { readStream } from './testing/stream-reader.ts';

const SHOP = 'https://shop.example';
const DESK = 'http://localhost:3000';
const LISTED = 'ff_client_listed';
const OPEN = 'ff_client_open';
const ENVIRONMENT = { environment: 'production' };
const QUESTION = { flagKey: 'banner', context: {} };

const SERVER_RECORD = keyRecord(SERVER_KEY, ENVIRONMENT);
const LISTED_RECORD = keyRecord(LISTED, { ...ENVIRONMENT, origins: [SHOP, DESK] });
const LIMITS = { clientRate: 1_000, clientBurst: 10_000, streamsPerAddress: 0 } as const;

const FOREIGN = [
  'null',
  'http://shop.example',
  'https://shop.example:443',
  'https://shop.example:8443',
  'https://shop.example/',
  'https://SHOP.example',
  'https://shop.example.evil.example',
  'https://evil.example',
  'https://evilshop.example',
  'https://a.shop.example',
  'https://shop.example, https://evil.example',
  'https://evil.example https://shop.example',
  'file://',
  '*',
  '',
];

/** What of an answer a browser looks at. */
function corsOf({ headers }: Response): { allowed: string | null; vary: string | null } {
  expect(headers.get('access-control-allow-credentials')).toBeNull();
  return { allowed: headers.get('access-control-allow-origin'), vary: headers.get('vary') };
}

let listed: TestServer;
let open: TestServer;
beforeAll(async () => {
  const limits = LIMITS;
  listed = await serveShop({ limits, keys: createMemoryKeys([SERVER_RECORD, LISTED_RECORD]) });
  open = await serveShop({
    limits,
    keys: createMemoryKeys([SERVER_RECORD, LISTED_RECORD, keyRecord(OPEN, ENVIRONMENT)]),
  });
});
afterAll(() => Promise.all([listed.server.close(), open.server.close()]));

const ROUTES = [
  '/v1/evaluate',
  '/v1/evaluate/all',
  '/ofrep/v1/evaluate/flags',
  '/ofrep/v1/evaluate/flags/banner',
  '/v1/stream',
  '/v1/stream/tickets',
  '/v1/usage',
];

describe('a preflight', () => {
  const preflight = (shop: TestServer, path: string, headers: Record<string, string>): Promise<Response> =>
    fetch(shop.url + path, { method: 'OPTIONS', headers });

  test.each(ROUTES)('of %s lets listed origins send what the API has, and no others anything', async (path) => {
    for (const origin of [SHOP, DESK]) {
      const response = await preflight(listed, path, {
        ...{ origin, 'access-control-request-method': 'POST' },
        'access-control-request-headers': 'authorization,content-type,if-none-match,last-event-id',
      });
      expect([response.status, corsOf(response)]).toEqual([204, { allowed: origin, vary: 'Origin' }]);
      expect(response.headers.get('access-control-allow-methods')).toContain('POST');
      const allowed = response.headers.get('access-control-allow-headers')?.split(', ') ?? [];
      for (const name of [
        'authorization',
        'x-api-key',
        'content-type',
        'if-none-match',
        'last-event-id',
        'x-flagforge-context',
      ])
        expect(allowed).toContain(name);
    }
    for (const origin of FOREIGN) {
      const response = await preflight(listed, path, { origin, 'access-control-request-method': 'POST' });
      expect([origin, response.status, corsOf(response)]).toEqual([origin, 204, { allowed: null, vary: 'Origin' }]);
      expect(response.headers.get('access-control-allow-headers')).toBeNull();
    }
  });

  test.each([
    ['a header that the API has not', { 'access-control-request-headers': 'x-evil, cookie' }],
    ['a star', { 'access-control-request-headers': '*' }],
    ['thousands of headers', { 'access-control-request-headers': 'a,'.repeat(5_000) }],
    ['what is no header', { 'access-control-request-headers': ';"<>\u00ff' }],
    ['a method that the API has not', { 'access-control-request-method': 'DELETE' }],
    ['no method', { 'access-control-request-method': '' }],
    ['a private network', { 'access-control-request-private-network': 'true' }],
    ['a cookie', { cookie: 'a=b' }],
    ['a key, which does not count', { authorization: 'Bearer ff_client_unknown' }],
  ])('that asks for %s is told the same as any other', async (_, headers) => {
    const response = await preflight(listed, '/v1/evaluate', {
      'access-control-request-method': 'POST',
      ...headers,
      origin: SHOP,
    });
    expect([response.status, corsOf(response)]).toEqual([204, { allowed: SHOP, vary: 'Origin' }]);
    expect(response.headers.get('access-control-allow-methods')).toBe('GET, POST, OPTIONS');
    expect(response.headers.get('access-control-allow-headers')).toMatch(/^[a-z-]+(?:, [a-z-]+)*$/);
    expect(response.headers.get('access-control-allow-headers')).not.toMatch(/evil|cookie/);
    expect(response.headers.get('access-control-allow-private-network')).toBeNull();
  });

  test('is good for every origin where one key may be used from any', async () => {
    for (const origin of ['https://evil.example', 'null']) {
      const response = await preflight(open, '/v1/evaluate', { origin, 'access-control-request-method': 'POST' });
      expect(corsOf(response)).toEqual({ allowed: origin, vary: 'Origin' });
    }
  });

  test('of what is not for pages allows nothing', async () => {
    for (const path of ['/healthz', '/readyz', '/metrics', '/nothing']) {
      const response = await preflight(open, path, { origin: SHOP, 'access-control-request-method': 'GET' });
      expect([path, corsOf(response).allowed]).toEqual([path, null]);
    }
  });
});

describe('a request', () => {
  test.each(FOREIGN.filter((origin) => origin !== ''))(
    'of %j with a key that lists others is refused, and not to be read',
    async (origin) => {
      for (const shop of [listed, open]) {
        for (const path of ROUTES) {
          const response = await shop.post(path, QUESTION, LISTED, { origin });
          expect([path, response.status, corsOf(response)]).toEqual([path, 403, { allowed: null, vary: 'Origin' }]);
          expect(await response.text()).not.toContain('"value"');
        }
      }
    },
  );

  const asked: readonly [name: string, path: string, init: RequestInit, key: string, status: number][] = [
    ['an answer', '/v1/evaluate', { body: JSON.stringify(QUESTION) }, LISTED, 200],
    ['a list', '/v1/evaluate/all', { body: '{"context":{}}' }, LISTED, 200],
    ['a list of OFREP', '/ofrep/v1/evaluate/flags', { body: '{"context":{}}' }, LISTED, 200],
    ['a ticket', '/v1/stream/tickets', { body: '{"context":{}}' }, LISTED, 200],
    ['a flag that does not exist', '/v1/evaluate', { body: '{"flagKey":"nope","context":{}}' }, LISTED, 404],
    ['one of OFREP', '/ofrep/v1/evaluate/flags/nope', { body: '{"context":{}}' }, LISTED, 404],
    ['a body that is no JSON', '/v1/evaluate', { body: '{' }, LISTED, 400],
    ['one of OFREP that is none', '/ofrep/v1/evaluate/flags', { body: '{' }, LISTED, 400],
    ['a body that is too large', '/v1/evaluate', { body: ' '.repeat(70_000) }, LISTED, 413],
    ['a body that is compressed', '/v1/evaluate', { body: 'x', headers: { 'content-encoding': 'gzip' } }, LISTED, 415],
    ['an unknown key', '/v1/evaluate', { body: '{}' }, 'ff_client_unknown', 401],
    ['an unknown key of OFREP', '/ofrep/v1/evaluate/flags', { body: '{}' }, 'ff_client_unknown', 401],
    ['what is not for client keys', '/v1/snapshot', { method: 'GET' }, LISTED, 403],
    ['a method that the route has not', '/v1/evaluate/all', { method: 'GET' }, LISTED, 405],
    ['a method that OFREP has not', '/ofrep/v1/evaluate/flags', { method: 'GET' }, LISTED, 405],
    ['a stream without a context', '/v1/stream', { method: 'GET' }, LISTED, 400],
    ['a ticket that is none', '/v1/stream?ticket=x', { method: 'GET' }, LISTED, 401],
    ['a stream that there is no room for', '/v1/stream', { body: '{"context":{}}' }, LISTED, 503],
  ];
  test.each(asked)('of a listed origin can be read: %s', async (_, path, init, key, status) => {
    const headers = { ...init.headers, origin: SHOP, authorization: `Bearer ${key}` };
    const response = await fetch(listed.url + path, { method: 'POST', ...init, headers });
    expect([response.status, corsOf(response)]).toEqual([status, { allowed: SHOP, vary: 'Origin' }]);
    expect(response.headers.get('access-control-expose-headers')).toContain('Retry-After');
    await response.arrayBuffer();
  });

  test('that is asked to wait can be read, by its key or without', async () => {
    const keys = createMemoryKeys([LISTED_RECORD]);
    const strict = await serveShop({ keys, limits: { clientRate: 0.001, clientBurst: 1 } });
    for (const key of [LISTED, 'ff_client_unknown']) {
      await strict.post('/v1/evaluate', QUESTION, key, { origin: SHOP });
      const response = await strict.post('/v1/evaluate', QUESTION, key, { origin: SHOP });
      expect([response.status, corsOf(response)]).toEqual([429, { allowed: SHOP, vary: 'Origin' }]);
      const foreign = await strict.post('/v1/evaluate', QUESTION, key, { origin: 'https://evil.example' });
      expect([foreign.status, corsOf(foreign)]).toEqual([429, { allowed: null, vary: 'Origin' }]);
    }
    await strict.server.close();
  });

  test('with a key for any origin can be read by any page, a sandboxed one too, and a cache keeps them apart', async () => {
    for (const origin of ['https://evil.example', 'null']) {
      const response = await open.post('/v1/evaluate', QUESTION, OPEN, { origin });
      expect([response.status, corsOf(response)]).toEqual([200, { allowed: origin, vary: 'Origin' }]);
    }
    const plain = await open.post('/v1/evaluate', QUESTION, OPEN);
    expect([plain.status, corsOf(plain)]).toEqual([200, { allowed: null, vary: 'Origin' }]);
  });

  test('with a server key is never to be read by a page', async () => {
    for (const path of [
      '/v1/evaluate',
      '/v1/evaluate/all',
      '/v1/stream/tickets',
      '/ofrep/v1/evaluate/flags',
      '/nothing',
    ])
      expect([path, corsOf(await open.post(path, QUESTION, SERVER_KEY, { origin: SHOP })).allowed]).toEqual([
        path,
        null,
      ]);
  });
});

test.each(['socket', 'http'] as const)(
  'a stream can be read by listed origins, and is not opened for others, over %s',
  async (over) => {
    const streams = await serveShop({ keys: createMemoryKeys([LISTED_RECORD, SERVER_RECORD]) });
    const read = (origin: string, key = LISTED) =>
      readStream({ port: streams.port, key, body: { context: {} }, headers: { Origin: origin }, over });
    const good = await read(SHOP);
    expect([good.status, good.head]).toEqual([
      200,
      expect.stringContaining(`Access-Control-Allow-Origin: ${SHOP}\r\n`),
    ]);
    const foreign = await read('https://evil.example');
    expect(foreign.status).toBe(403);
    const server = await read(SHOP, SERVER_KEY);
    expect(server.status).toBe(200);
    for (const { head } of [foreign, server]) expect(head).not.toMatch(/Access-Control/i);
    for (const stream of [good, foreign, server]) stream.close();
    await streams.server.close();
  },
);
