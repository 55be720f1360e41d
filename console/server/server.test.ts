import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ok, openRoute, route } from './route.ts';
import { createApiClient } from './testing/api-client.ts';
import { type StubServer, startStub } from './testing/stub-server.ts';

let server: StubServer;
let call: ReturnType<typeof createApiClient>['call'];

beforeAll(async () => {
  server = await startStub({ limits: { strangerBurst: 10_000, burst: 10_000, writeBurst: 10_000 } });
  ({ call } = createApiClient(server.url));
});

afterAll(() => server.close());

/** What an answer to a request line is: its status, and its code. */
async function knock(target: string, headers: readonly string[] = [], method = 'GET'): Promise<string> {
  const text = await server.raw(
    [`${method} ${target} HTTP/1.1`, 'Host: HOST', 'Connection: close', ...headers, '', ''].join('\r\n'),
  );
  return `${text.slice(9, 12)} ${/"code":"(\w+)"/.exec(text)?.[1] ?? ''}`;
}

const KIM = 'Authorization: Bearer kim';

describe('who is let in', () => {
  test('a session token opens every route but the open ones; without one there is 401, and nothing of the reason', async () => {
    expect((await call(null, 'GET', '/v1/openapi.json')).status).toBe(200);
    expect((await call('kim', 'GET', '/v1/me')).status).toBe(200);
    for (const token of [null, 'KIM'] as const) {
      const refused = await call(token, 'GET', '/v1/me');
      expect([refused.status, refused.body.code, refused.headers.get('www-authenticate')]).toEqual([
        ...[401, 'FF4402', 'Bearer'],
      ]);
      expect(JSON.stringify(refused.body)).not.toMatch(/invalid|missing/);
    }
    expect(server.log.map(({ event, reason }) => `${event} ${reason}`)).toContain('token_refused token-invalid');
  });

  test.each([
    ['a cookie', 'Cookie: __session=kim'],
    ['another scheme', 'Authorization: Basic kim'],
    ['an API key', 'X-API-Key: kim'],
    ['two words', 'Authorization: Bearer kim kim'],
    ['nothing', 'Authorization: Bearer '],
  ])('%s is no session token', async (_, header) => {
    expect(await knock('/v1/me', [header])).toBe('401 FF4402');
  });

  test('the name of the scheme may be in any letters', async () => {
    expect(await knock('/v1/me', ['authorization: bEARER kim'])).toMatch(/^200/);
  });

  test('a stranger is refused before the body is looked at', async () => {
    expect((await call(null, 'POST', '/v1/preview', '{not json')).status).toBe(401);
    expect((await call('kim', 'POST', '/v1/preview', '{not json')).body.code).toBe('FF4407');
  });
});

describe('paths', () => {
  test.each([
    '/v1/flags/',
    '//v1/flags',
    '/v1//flags',
    '/V1/flags',
    '/v1/Flags',
    '/v1/./flags',
    '/v1/x/../flags',
    '/v1/flags/..',
    '/v1/%66lags',
    '/v1/flags/%2e%2e',
    '/v1/flags/a%2Fb',
    '/v1/flags/%00',
    '/v1/flags/%',
    '/v1/flags;a=b',
    '/v1/flags/a/target/',
    '/v1/flags\\a',
    '/',
    '/v1',
    '/favicon.ico',
    '/v1/dev/users',
    '/v1/dev/session',
  ])('%s is no path of ours, for anybody', async (target) => {
    expect(await knock(target)).toBe('404 FF4400');
    expect(await knock(target, [KIM])).toBe('404 FF4400');
  });

  test('a target that names another server is answered for its path only where the header Host is ours', async () => {
    expect(await knock('http://evil.example/v1/me', [KIM])).toBe('404 FF4400');
    expect(await knock('*', [KIM], 'OPTIONS')).toBe('404 FF4400');
  });

  test('another method of a path is 405, and says which there are', async () => {
    const refused = await call('kim', 'DELETE', '/v1/flags');
    expect([refused.status, refused.body.code, refused.headers.get('allow')]).toEqual([405, 'FF4401', 'GET, HEAD']);
    expect(await knock('/v1/flags/a/target', [KIM], 'POST')).toBe('405 FF4401');
    expect(await knock('/v1/me', [KIM], 'TRACE')).toBe('405 FF4401');
    expect(await knock('/v1/me', [KIM, 'X-HTTP-Method-Override: PATCH'])).toMatch(/^200/);
  });

  test('HEAD is GET without its body', async () => {
    const text = await server.raw(`HEAD /v1/me HTTP/1.1\r\nHost: HOST\r\n${KIM}\r\nConnection: close\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1.1 200/);
    expect(text.split('\r\n\r\n')[1]).toBe('');
  });
});

describe('where requests come from', () => {
  const ask = (lines: readonly string[]): Promise<string> =>
    server.raw([`GET /v1/openapi.json HTTP/1.1`, ...lines, 'Connection: close', '', ''].join('\r\n'));

  test.each(['evil.example', 'localhost', '127.0.0.1:1', 'localhost.evil.example:3000', '0.0.0.0:3000'])(
    'a name that is not ours is refused, whoever points it at this machine: %s',
    async (host) => {
      expect(await ask([`Host: ${host}`])).toMatch(/^HTTP\/1.1 403.*FF4403/s);
    },
  );

  test('a request without a Host is refused, and one with two', async () => {
    expect(await ask(['Host: HOST', 'Host: evil.example'])).toMatch(/^HTTP\/1.1 400.*FF4421/s);
    expect(await ask([])).toMatch(/^HTTP\/1.1 400.*FF4421/s);
  });

  test.each(['http://evil.example', 'null', 'https://127.0.0.1', 'file://'])(
    'a page of %s is refused',
    async (origin) => {
      expect(await ask(['Host: HOST', `Origin: ${origin}`])).toMatch(/^HTTP\/1.1 403.*FF4403/s);
    },
  );

  test('the console itself is let in, and no answer is for other pages to read', async () => {
    const text = await ask(['Host: HOST', `Origin: http://localhost:${server.port}`]);
    expect(text).toMatch(/^HTTP\/1.1 200/);
    expect(text).not.toMatch(/access-control-/i);
    expect(text).toMatch(/Cache-Control: no-store/);
    expect(await ask(['Host: HOST', 'Sec-Fetch-Site: cross-site'])).toMatch(/^HTTP\/1.1 403/);
  });
});

describe('bodies', () => {
  const preview = (body: string, headers: Readonly<Record<string, string>> = {}) =>
    call('kim', 'POST', '/v1/preview', body, headers);

  test.each([
    ['no JSON', '{', 'no JSON'],
    ['no body', undefined, 'missing'],
    ['a member that has no meaning', '{"files":[{"path":"a.yaml","text":""}],"filez":1}', 'filez'],
    ['neither kind of change', '{"baseCommit":"a"}', 'files|edits|anyOf'],
    ['a list of nothing', '{"files":[]}', 'fewer than 1'],
    ['another type', '{"files":[{"path":7,"text":""}]}', 'string'],
    ['an edit of no kind', '{"edits":[{"path":"a","edits":[{"kind":"rename","path":[]}]}]}', '/edits/0'],
    ['too many files', JSON.stringify({ files: Array(201).fill({ path: 'a', text: '' }) }), 'more than 200'],
    ['a long string', JSON.stringify({ files: [{ path: 'a'.repeat(513), text: '' }] }), '512'],
    ['deep nesting', `${'['.repeat(33)}${']'.repeat(33)}`, '32 deep'],
    ['a NUL', '{"files":[{"path":"a","text":"\\u0000"}]}', 'NUL'],
    ['half of a character', '{"files":[{"path":"a","text":"\\ud800"}]}', 'half of a character'],
    ['a NUL in a name', '{"\\u0000":1}', 'NUL'],
    ['very deep nesting', '['.repeat(200_000), '32 deep'],
  ])('%s is refused with its reason', async (_, body, reason) => {
    const refused = await call('kim', 'POST', '/v1/preview', body);
    expect([refused.status, refused.body.code]).toEqual([400, 'FF4407']);
    expect(refused.body.detail).toMatch(new RegExp(reason));
  });

  test('one that is too large is 413, declared or not', async () => {
    const body = JSON.stringify({ files: [{ path: 'a', text: 'x'.repeat(300_000) }] });
    expect((await preview(body)).status).toBe(413);
    const chunk = `${'x'.repeat(65_536)}`;
    const text = await server.raw(
      [
        `POST /v1/preview HTTP/1.1\r\nHost: HOST\r\n${KIM}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n`,
        ...Array.from({ length: 5 }, () => `10000\r\n${chunk}`),
        '0\r\n\r\n',
      ].join('\r\n'),
    );
    expect(text).toMatch(/^HTTP\/1.1 413.*FF4408/s);
  });

  test.each([
    ['text/plain'],
    ['application/x-www-form-urlencoded'],
    ['application/json; charset=latin1'],
    ['multipart/form-data'],
  ])('%s is no JSON', async (type) => {
    const refused = await preview('{}', { 'content-type': type });
    expect([refused.status, refused.body.code]).toEqual([415, 'FF4409']);
  });

  test('a compressed one is not unpacked, and bytes that are no UTF-8 are refused', async () => {
    expect((await preview('{}', { 'content-encoding': 'gzip' })).status).toBe(415);
    const response = await fetch(`${server.url}/v1/preview`, {
      method: 'POST',
      headers: { authorization: 'Bearer kim', 'content-type': 'application/json' },
      body: new Uint8Array([0x7b, 0xff, 0x7d]),
    });
    expect([response.status, ((await response.json()) as { detail: string }).detail]).toEqual([
      ...[400, expect.stringContaining('UTF-8')],
    ]);
  });

  test('a body where there is none is refused, and so is a query that has no meaning', async () => {
    expect((await call('kim', 'POST', '/v1/change-requests/1/close', '{}')).body.code).toBe('FF4407');
    expect((await call('kim', 'GET', '/v1/flags?limit=1&limit=2')).body.detail).toMatch(/twice/);
    expect((await call('kim', 'GET', '/v1/flags?limit=0')).status).toBe(400);
    expect((await call('kim', 'GET', '/v1/flags?limit=x')).status).toBe(400);
    expect((await call('kim', 'GET', '/v1/flags?__proto__=1')).status).toBe(400);
    expect((await call('kim', 'GET', '/v1/audit?flag=%00')).body.detail).toMatch(/NUL/);
    expect((await call('kim', 'GET', `/v1/flags?search=${'a'.repeat(3000)}`)).status).toBe(400);
  });
});

test('what never becomes a request is a problem too', async () => {
  expect(await server.raw('NONSENSE\r\n\r\n')).toMatch(/^HTTP\/1.1 400.*application\/problem\+json/s);
  expect(await server.raw('CONNECT evil.example:443 HTTP/1.1\r\nHost: HOST\r\n\r\n')).toMatch(/^HTTP\/1.1 405/);
  expect(await server.raw(`GET / HTTP/1.1\r\nHost: HOST\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`)).toMatch(
    /^HTTP\/1.1 431/,
  );
});

test('a user who asks too often waits, and nobody else does', async () => {
  const strict = await startStub({
    limits: { rate: 1, burst: 3, writeRate: 1, writeBurst: 1, strangerRate: 1, strangerBurst: 2 },
    now: () => 0,
  });
  const client = createApiClient(strict.url);
  const statuses: number[] = [];
  for (let index = 0; index < 4; index += 1) statuses.push((await client.call('kim', 'GET', '/v1/projects')).status);
  expect(statuses).toEqual([200, 200, 200, 429]);
  expect((await client.call('sam', 'GET', '/v1/projects')).status).toBe(200);
  const write = () => client.call('sam', 'POST', '/v1/change-requests/1/close');
  expect([(await write()).status, (await write()).status]).toEqual([404, 429]);
  const late = await client.call('kim', 'GET', '/v1/projects');
  expect([late.body.code, Number(late.headers.get('retry-after'))]).toEqual(['FF4411', 1]);
  const stranger = () => client.call(null, 'GET', '/v1/me');
  expect([(await stranger()).status, (await stranger()).status, (await stranger()).status]).toEqual([401, 401, 429]);
  await strict.close();
});

describe('a write with an Idempotency-Key', () => {
  let count = 0;
  let release = (): void => {};
  let isHeld = false;
  let keyed: StubServer;
  let write: (key: string | null, body: object, token?: string) => ReturnType<typeof call>;

  beforeAll(async () => {
    // In the place of a route that changes the world.
    keyed = await startStub({
      limits: { writeBurst: 1_000, idempotencyPerUser: 3 },
      routes: [
        route('POST', '/v1/dev/session', async () => {
          count += 1;
          if (isHeld) await new Promise<void>((resolve) => (release = resolve));
          if (count === 100) throw new TypeError('a bug');
          return {
            status: 201,
            body: {
              token: String(count),
              expiresAt: '2026-01-01T00:00:00Z',
              user: { id: 'a', name: 'a', email: null, role: 'org:member', isBuiltIn: true },
            },
          };
        }),
        openRoute('GET', '/v1/dev/users', async () => ok({ users: [] })),
      ],
    });
    const client = createApiClient(keyed.url);
    write = (key, body, token = 'kim') =>
      client.call(token, 'POST', '/v1/dev/session', body, key === null ? {} : { 'idempotency-key': key });
  });

  afterAll(() => keyed.close());

  test('is done once, each user for themselves; another body under the same key is refused', async () => {
    const first = await write('one', { user: 'a' });
    expect((await write('one', { user: 'a' })).body.token).toBe(first.body.token);
    expect((await write('one', { user: 'a' }, 'sam')).body.token).not.toBe(first.body.token);
    const other = await write('one', { user: 'b' });
    expect([other.status, other.body.code]).toEqual([422, 'FF4412']);
    expect((await write(null, { user: 'a' })).body.token).not.toBe((await write(null, { user: 'a' })).body.token);
    expect((await write('a b', { user: 'a' })).status).toBe(400);
  });

  test('that comes while the first one is under way is told so', async () => {
    isHeld = true;
    const before = count;
    const first = write('two', { user: 'a' });
    while (count === before) await new Promise((resolve) => setImmediate(resolve));
    const second = await write('two', { user: 'a' });
    expect([second.status, second.body.code]).toEqual([409, 'FF4413']);
    isHeld = false;
    release();
    expect((await write('two', { user: 'a' })).body.token).toBe((await first).body.token);
  });

  test('that failed by our fault may be tried again, and the failure says nothing of itself', async () => {
    count = 99;
    const failed = await write('three', { user: 'a' });
    expect([failed.status, failed.body.code]).toEqual([500, 'FF4419']);
    expect(JSON.stringify(failed.body)).not.toContain('a bug');
    expect(keyed.log.filter(({ level }) => level === 'error')).toMatchObject([
      { event: 'request_failed', error: 'TypeError' },
    ]);
    expect((await write('three', { user: 'a' })).status).toBe(201);
  });

  test('is remembered for a while: the oldest of a user go first', async () => {
    const first = await write('k1', { user: 'a' }, 'jo');
    for (const key of ['k2', 'k3', 'k4']) await write(key, { user: 'a' }, 'jo');
    expect((await write('k1', { user: 'a' }, 'jo')).body.token).not.toBe(first.body.token);
  });
});
