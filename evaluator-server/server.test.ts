import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyRecord } from './keys/key.ts';
import { createMemoryKeys } from './keys/memory.ts';
import { createEvaluationServer } from './server.ts';
import { createMemorySource } from './snapshots/memory.ts';
import { ask, exchange } from './testing/raw-http.ts';
import { CLIENT_KEY, jsonOf, SERVER_KEY, serveShop, TEST_KEYS, type TestServer } from './testing/serve.ts';
import { shopSnapshot } from './testing/shop-snapshot.ts';

let shop: TestServer;
beforeAll(async () => {
  shop = await serveShop();
});
afterAll(() => shop.server.close());

const BANNER = '{"flagKey":"banner","context":{}}';
const BEARER = `Authorization: Bearer ${SERVER_KEY}`;

function codeOf(body: string): unknown {
  return body === '' ? '' : JSON.parse(body).code;
}

describe('paths', () => {
  test.each([
    '/V1/evaluate',
    '/v1/Evaluate',
    '/v1/evaluate/',
    '/v1//evaluate',
    '//v1/evaluate',
    '/./v1/evaluate',
    '/x/../v1/evaluate',
    '/v1/x/../evaluate',
    '/v1/%65valuate',
    '/%76%31/evaluate',
    '/v1%2fevaluate',
    '/v1/evaluate%2e',
    '/v1/evaluate/%2e%2e/evaluate',
    '/v1/evaluate;x',
    '/v1/evaluate%00',
    '/v1/evaluate/all/',
    '/v1/evaluate/ALL',
    '/v1\\evaluate',
    'http://test//v1/evaluate',
    'http://user@test/v1/evaluate',
    'http:///v1/evaluate',
    'http://test?/v1/evaluate',
    'ftp://test/v1/evaluate',
    '/v1/evaluate#x',
    '/v1/snapshot/',
    '/ofrep/v1/evaluate/flags/',
    '/ofrep/v1/evaluate/flags/a/b',
    '/ofrep/v1/evaluate/flags/../evaluate',
    '/ofrep//v1/evaluate/flags/banner',
    '/OFREP/v1/evaluate/flags',
    '/v1/stream/tickets/',
    '/v1/stream/',
    '/V1/stream',
    '/v1//stream',
    '/v1/%73tream',
    '/v1/stream;x',
    '/v1/streams',
    '/v1/usage/',
    '/v1/Usage',
    '/metrics/',
    '/METRICS',
    '/healthz/',
    '/HEALTHZ',
    '/%',
    '/',
    '*',
  ])('%s is no route, with a key or without', async (path) => {
    for (const headers of [[], [BEARER]]) {
      for (const method of ['GET', 'POST']) {
        const { status, body } = await ask(shop.port, `${method} ${path} HTTP/1.1`, [...headers, 'Content-Length: 0']);
        expect([method, status, codeOf(body)]).toEqual([method, 404, 'not_found']);
      }
    }
  });

  test.each(['/v1/evaluate', '/v1/evaluate?', '/v1/evaluate?a=b/../c', 'http://else.where/v1/evaluate'])(
    '%s is the route, and asks for a key',
    async (path) => {
      const length = `Content-Length: ${BANNER.length}`;
      expect((await ask(shop.port, `POST ${path} HTTP/1.1`, [length], BANNER)).status).toBe(401);
      expect((await ask(shop.port, `POST ${path} HTTP/1.1`, [length, BEARER], BANNER)).status).toBe(200);
    },
  );
});

describe('methods', () => {
  test.each([
    ['GET', '/v1/evaluate/all', 405, 'POST, OPTIONS'],
    ['PUT', '/v1/evaluate/all', 405, 'POST, OPTIONS'],
    ['HEAD', '/v1/evaluate', 405, 'GET, POST, OPTIONS'],
    ['OPTIONS', '/v1/evaluate', 204, 'GET, POST, OPTIONS'],
    ['POST', '/v1/snapshot', 405, 'GET, OPTIONS'],
    ['POST', '/healthz', 405, 'GET, HEAD, OPTIONS'],
    ['DELETE', '/readyz', 405, 'GET, HEAD, OPTIONS'],
    ['OPTIONS', '/readyz', 204, 'GET, HEAD, OPTIONS'],
  ])('%s %s is %d and says what is allowed', async (method, path, status, allow) => {
    const answer = await ask(shop.port, `${method} ${path} HTTP/1.1`, ['Content-Length: 0']);
    expect(answer.status).toBe(status);
    expect(answer.head).toContain(`Allow: ${allow}\r\n`);
    if (status === 204 || method === 'HEAD') expect(answer.body).toBe('');
    else expect(codeOf(answer.body)).toBe('method_not_allowed');
  });

  test('HEAD /healthz has no body', async () => {
    expect(await ask(shop.port, 'HEAD /healthz HTTP/1.1')).toMatchObject({ status: 200, body: '' });
  });
});

describe('keys', () => {
  const cases: readonly [string, Record<string, string>, number][] = [
    ['Bearer', { authorization: `Bearer ${SERVER_KEY}` }, 200],
    ['bearer in lower case', { authorization: `bearer  ${SERVER_KEY}` }, 200],
    ['X-API-Key', { 'x-api-key': SERVER_KEY }, 200],
    ['both, the same', { authorization: `Bearer ${SERVER_KEY}`, 'x-api-key': SERVER_KEY }, 200],
    ['both, different', { authorization: `Bearer ${SERVER_KEY}`, 'x-api-key': CLIENT_KEY }, 400],
    ['both, one of them nothing', { authorization: 'Bearer', 'x-api-key': SERVER_KEY }, 400],
    ['another scheme beside a key', { authorization: 'Basic eDp5', 'x-api-key': SERVER_KEY }, 400],
    ['none', {}, 401],
    ['another scheme', { authorization: `Basic ${SERVER_KEY}` }, 401],
    ['a bare key', { authorization: SERVER_KEY }, 401],
    ['an unknown key', { 'x-api-key': `${SERVER_KEY}x` }, 401],
    ['a key cut short', { 'x-api-key': SERVER_KEY.slice(0, -1) }, 401],
    ['what is no key', { 'x-api-key': 'constructor' }, 401],
    ['its hash', { 'x-api-key': TEST_KEYS[0]?.hash ?? '' }, 401],
    ['two keys in one header', { 'x-api-key': `${SERVER_KEY}, ${SERVER_KEY}` }, 401],
    ['a very long key', { 'x-api-key': `ff_server_${'a'.repeat(4_000)}` }, 401],
  ];
  test.each(cases)('%s', async (_, headers, status) => {
    const response = await shop.post('/v1/evaluate', BANNER, null, headers);
    expect(response.status).toBe(status);
    expect(response.headers.get('www-authenticate')?.startsWith('Bearer realm="flagforge"') ?? false).toBe(
      status === 401,
    );
  });

  test('a key is good until its expiry, exclusive, and then refused as one that never was', async () => {
    let now = 1_000;
    const keys = createMemoryKeys([keyRecord(SERVER_KEY, { environment: 'production', expiresAt: 2_000 })]);
    const timed = await serveShop({ keys, clock: () => now });
    expect((await timed.post('/v1/evaluate', BANNER)).status).toBe(200);
    now = 1_999;
    expect((await timed.post('/v1/evaluate', BANNER)).status).toBe(200);
    now = 2_000;
    const expired = await timed.post('/v1/evaluate', BANNER);
    const unknown = await timed.post('/v1/evaluate', BANNER, 'ff_server_never-was');
    expect([expired.status, await expired.text()]).toEqual([401, await unknown.text()]);
    await timed.server.close();
  });

  test('a key reads its own environment only', async () => {
    shop.source.publish(shopSnapshot({ environment: 'staging', flags: [], version: 7 }));
    shop.keys.replace([...TEST_KEYS, keyRecord('ff_server_staging', { environment: 'staging' })]);
    expect(await jsonOf(await shop.post('/v1/evaluate/all', { context: {} }, 'ff_server_staging'))).toEqual({
      version: 7,
      flags: {},
    });
  });
});

describe('web origins', () => {
  let web: TestServer;
  beforeAll(async () => {
    const environment = 'production';
    const keys = createMemoryKeys([
      keyRecord(SERVER_KEY, { environment }),
      keyRecord(CLIENT_KEY, { environment, origins: ['https://shop.example'] }),
    ]);
    web = await serveShop({ keys });
  });
  afterAll(() => web.server.close());

  const preflight = (origin: string): Promise<Response> =>
    fetch(`${web.url}/v1/evaluate`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
    });

  test('a preflight from an allowed origin is answered with what a page needs, from another with nothing', async () => {
    const { status, headers } = await preflight('https://shop.example');
    expect([status, headers.get('access-control-allow-origin')]).toEqual([204, 'https://shop.example']);
    expect(headers.get('access-control-allow-headers')).toContain('authorization');
    expect(headers.get('access-control-allow-methods')).toContain('POST');
    expect(headers.get('vary')).toBe('Origin');
    for (const origin of ['https://evil.example', 'http://shop.example', 'https://shop.example.evil', 'null']) {
      expect([origin, (await preflight(origin)).headers.get('access-control-allow-origin')]).toEqual([origin, null]);
    }
  });

  test.each([
    ['an allowed origin', CLIENT_KEY, 'https://shop.example', 200, 'https://shop.example'],
    ['another origin', CLIENT_KEY, 'https://evil.example', 403, null],
    ['a page with a server key', SERVER_KEY, 'https://shop.example', 200, null],
    ['an unknown key from an allowed origin', 'ff_client_x', 'https://shop.example', 401, 'https://shop.example'],
    ['an unknown key from another origin', 'ff_client_x', 'https://evil.example', 401, null],
  ])('%s', async (_, key, origin, status, allowed) => {
    const response = await web.post('/v1/evaluate', BANNER, key, { origin });
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([status, allowed]);
  });

  test('a caller without an origin is no page', async () => {
    expect((await web.post('/v1/evaluate', BANNER, CLIENT_KEY)).status).toBe(200);
  });
});

describe('limits', () => {
  const large = JSON.stringify({ flagKey: 'banner', context: {}, pad: 'x'.repeat(70_000) });

  test('a body of exactly 64 KiB is read, one byte more is 413', async () => {
    const body = BANNER.padEnd(65_536, ' ');
    expect((await shop.post('/v1/evaluate', body)).status).toBe(200);
    expect((await shop.post('/v1/evaluate', `${body} `)).status).toBe(413);
  });

  test.each([
    ['by its Content-Length, before it is sent', `Content-Length: ${1e12}`, ''],
    ['by its Content-Length', `Content-Length: ${large.length}`, large],
    ['in chunks', 'Transfer-Encoding: chunked', `${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`],
    ['in endless chunks', 'Transfer-Encoding: chunked', `8000\r\n${'x'.repeat(0x8000)}\r\n`.repeat(4)],
  ])('a body that is too large is refused %s, and the client gets to read it', async (_, header, body) => {
    const answer = await ask(shop.port, 'POST /v1/evaluate HTTP/1.1', [BEARER, header], body);
    expect([answer.status, codeOf(answer.body)]).toEqual([413, 'body_too_large']);
  });

  test('a body in many chunks is put together', async () => {
    const chunks = [...BANNER].map((char) => `1\r\n${char}\r\n`).join('');
    const headers = [BEARER, 'Transfer-Encoding: chunked'];
    expect((await ask(shop.port, 'POST /v1/evaluate HTTP/1.1', headers, `${chunks}0\r\n\r\n`)).status).toBe(200);
  });

  test('an unknown key is refused before its body is read', async () => {
    const answer = await ask(shop.port, 'POST /v1/evaluate HTTP/1.1', [
      'X-API-Key: ff_server_x',
      'Content-Length: 9999999',
    ]);
    expect([answer.status, codeOf(answer.body)]).toEqual([401, 'unauthorized']);
  });

  test.each([
    [
      'a head that is too large',
      `GET /healthz HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers_too_large',
    ],
    ['what is no HTTP', 'HELLO\r\n\r\n', 400, 'bad_request'],
    [
      'two lengths',
      `POST /v1/evaluate HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n`,
      400,
      'bad_request',
    ],
    ['no Host', `GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n`, 400, 'bad_request'],
    [
      'an unknown expectation',
      `GET /healthz HTTP/1.1\r\nHost: x\r\nExpect: tea\r\nConnection: close\r\n\r\n`,
      417,
      'expectation_failed',
    ],
  ])('%s is answered as a problem', async (_, text, status, code) => {
    const answer = await exchange(shop.port, text);
    expect(answer).toContain(`HTTP/1.1 ${status} `);
    expect(answer).toContain('application/problem+json');
    expect(answer).toContain(`"code":"${code}"`);
  });

  test.each([
    ['both a length and chunks', 'HTTP/1.1', ['Content-Length: 5', 'Transfer-Encoding: chunked'], 400, 'bad_request'],
    ['a coding that is not understood', 'HTTP/1.1', ['Transfer-Encoding: gzip, chunked'], 501, 'unsupported_encoding'],
    ['chunks that do not come last', 'HTTP/1.1', ['Transfer-Encoding: chunked, gzip'], 400, 'bad_request'],
    ['chunks in HTTP/1.0', 'HTTP/1.0', ['Transfer-Encoding: chunked'], 400, 'bad_request'],
    ['a length with a sign', 'HTTP/1.1', [`Content-Length: +${BANNER.length}`], 400, 'bad_request'],
    ['a folded header', 'HTTP/1.1', ['X: a\r\n b', `Content-Length: ${BANNER.length}`], 400, 'bad_request'],
  ])(
    'a body framed by %s is refused, and what follows is not read as a request',
    async (_, version, framing, status, code) => {
      const chunks = `${BANNER.length.toString(16)}\r\n${BANNER}\r\n0\r\n\r\n`;
      const hidden = 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
      const head = [`POST /v1/evaluate ${version}`, 'Host: x', BEARER, ...framing].join('\r\n');
      const answer = await exchange(shop.port, `${head}\r\n\r\n${chunks}${hidden}`);
      expect(answer).toContain(`HTTP/1.1 ${status} `);
      expect(answer.match(/HTTP\/1.1 \d/g)).toHaveLength(1);
      expect(answer).toContain(`"code":"${code}"`);
    },
  );

  test('a key behind thousands of headers is found, as long as the head is not too large', async () => {
    const headers = [...Array.from({ length: 3_000 }, () => 'a:'), BEARER, `Content-Length: ${BANNER.length}`];
    expect((await ask(shop.port, 'POST /v1/evaluate HTTP/1.1', headers, BANNER)).status).toBe(200);
  });

  test('CONNECT is answered, and opens nothing', async () => {
    const answer = await exchange(shop.port, 'CONNECT else.where:443 HTTP/1.1\r\nHost: else.where:443\r\n\r\n');
    expect(answer).toContain('HTTP/1.1 405 ');
    expect(answer).toContain('"code":"method_not_allowed"');
  });

  test.each([
    ['head', 'POST /v1/evaluate HTTP/1.1\r\nHost: x\r\n'],
    ['body', `POST /v1/evaluate HTTP/1.1\r\nHost: x\r\n${BEARER}\r\nContent-Length: 50\r\n\r\n{"flagKey"`],
  ])('a %s that never ends is cut off with 408', async (_, text) => {
    const strict = await serveShop({ limits: { headersTimeoutMs: 100, requestTimeoutMs: 100 } });
    const answer = await exchange(strict.port, text);
    expect(answer).toContain('HTTP/1.1 408 ');
    expect(answer).toContain('"code":"request_timeout"');
    await strict.server.close();
  });

  test('client keys are limited by address, server keys each, and told when to come back', async () => {
    let now = 10_000;
    const limits = { clientRate: 1, clientBurst: 2, serverRate: 1, serverBurst: 3 };
    const limited = await serveShop({ limits, clock: () => now, trustedProxies: ['127.0.0.1'] });
    const statuses = async (key: string, count: number, headers = {}): Promise<number[]> => {
      const answers: number[] = [];
      for (let i = 0; i < count; i += 1)
        answers.push((await limited.post('/v1/evaluate', BANNER, key, headers)).status);
      return answers;
    };
    expect(await statuses(CLIENT_KEY, 3)).toEqual([200, 200, 429]);
    expect(await statuses(SERVER_KEY, 4)).toEqual([200, 200, 200, 429]);
    expect(await statuses(CLIENT_KEY, 3, { 'x-forwarded-for': '6.6.6.6, 8.8.8.8' })).toEqual([200, 200, 429]);
    expect(await statuses(CLIENT_KEY, 1, { 'x-forwarded-for': '7.7.7.7, 8.8.8.8' })).toEqual([429]);
    const refused = await limited.post('/v1/evaluate', BANNER, CLIENT_KEY);
    expect([refused.headers.get('retry-after'), (await jsonOf(refused)).code]).toEqual(['1', 'rate_limited']);
    now += 1_000;
    expect(await statuses(CLIENT_KEY, 2)).toEqual([200, 429]);
    await limited.server.close();
  });
});

describe('the life of a server', () => {
  test('is alive at once, and ready when every environment with a key has a snapshot', async () => {
    const source = createMemorySource();
    const keys = createMemoryKeys([...TEST_KEYS, keyRecord('ff_server_s', { environment: 'staging' })]);
    const fresh = await serveShop({ source, keys });
    const ready = async (): Promise<number> => (await fetch(`${fresh.url}/readyz`)).status;
    expect((await fetch(`${fresh.url}/healthz`)).status).toBe(200);
    expect(await ready()).toBe(503);
    source.publish(shopSnapshot());
    expect(await ready()).toBe(503);
    source.publish(shopSnapshot({ environment: 'staging' }));
    expect(await ready()).toBe(200);
    fresh.server.drain();
    expect(await ready()).toBe(503);
    expect((await fresh.post('/v1/evaluate', BANNER)).status).toBe(200);
    await fresh.server.close();
  });

  test('a new snapshot is served at once; an older or unreadable one never replaces it', async () => {
    const live = await serveShop();
    const version = async (): Promise<unknown> =>
      (await jsonOf(await live.post('/v1/evaluate/all', { context: {} }))).version;
    expect(live.source.publish(shopSnapshot({ version: 5 }))).toBe(true);
    expect(await version()).toBe(5);
    expect(live.source.publish(shopSnapshot({ version: 4 }))).toBe(false);
    expect(await version()).toBe(5);
    live.source.publish(shopSnapshot({ version: 6, format: 1_000 }));
    expect(await version()).toBe(5);
    expect(live.log.map((entry) => entry.event)).toContain('snapshot_refused');
    expect(live.source.publish(shopSnapshot({ version: 6 }))).toBe(true);
    expect(await version()).toBe(6);
    expect(live.source.publish(shopSnapshot({ version: 6, flags: [] }))).toBe(true);
    expect((await live.post('/v1/evaluate', BANNER)).status).toBe(404);
    await live.server.close();
  });

  test('a source of keys that throws costs the request, not the process', async () => {
    const keys = createMemoryKeys(TEST_KEYS);
    const find = (): never => {
      throw new TypeError(`no table for ${SERVER_KEY}`);
    };
    const broken = await serveShop({ keys: { ...keys, find } });
    const response = await broken.post('/v1/evaluate', BANNER);
    expect([response.status, (await jsonOf(response)).code]).toEqual([500, 'general']);
    expect(broken.log).toContainEqual(expect.objectContaining({ event: 'request_failed', error: 'TypeError' }));
    expect(JSON.stringify(broken.log)).not.toContain(SERVER_KEY);
    expect((await fetch(`${broken.url}/healthz`)).status).toBe(200);
    await broken.server.close();
  });

  test('a port in use rejects with EADDRINUSE and leaves nothing behind', async () => {
    const options = { source: createMemorySource(), keys: createMemoryKeys(), port: shop.port };
    const second = createEvaluationServer(options);
    await expect(second.listen()).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await second.close();
  });

  test('closing ends idle and unfinished connections within a second', async () => {
    const ending = await serveShop();
    const opened = ['GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n', 'POST /v1/evaluate HTTP/1.1\r\nHost', ''].map(
      (text) =>
        new Promise<{ closed: Promise<void> }>((resolve) => {
          const socket = connect(ending.port, '127.0.0.1', () => {
            const closed = new Promise<void>((done) => socket.on('close', () => done()));
            socket.on('error', () => {});
            if (text.endsWith('\r\n\r\n')) socket.once('data', () => resolve({ closed }));
            else resolve({ closed });
            socket.write(text);
          });
        }),
    );
    const sockets = await Promise.all(opened);
    const start = performance.now();
    await Promise.all([ending.server.close(), ending.server.close(), ...sockets.map(({ closed }) => closed)]);
    expect(performance.now() - start).toBeLessThan(1_000);
    await expect(fetch(`${ending.url}/healthz`)).rejects.toThrow();
  });

  test('refuses to be made with a proxy that is no address', () => {
    const options = { source: createMemorySource(), keys: createMemoryKeys(), trustedProxies: ['10.0.0.0/8', 'proxy'] };
    expect(() => createEvaluationServer(options)).toThrow('"proxy"');
  });
});

test('no log line holds a key or a value of a context', async () => {
  await shop.post('/v1/evaluate', { flagKey: 'banner', context: { email: 'sam@private.example' } });
  await shop.post('/v1/evaluate', '{"context": sam@private.example', 'ff_server_wrong');
  expect(JSON.stringify(shop.log)).not.toMatch(/ff_|private/);
});
