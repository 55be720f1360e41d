import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMemorySource } from '../snapshots/memory.ts';
import { expectOfrep, isOfficialExpected, type OfrepBody, officialOfrep } from '../testing/ofrep-schema.ts';
import { ofrepSnapshot } from '../testing/ofrep-snapshot.ts';
import { ask, exchange } from '../testing/raw-http.ts';
import { CLIENT_KEY, SERVER_KEY, serveShop, type TestServer } from '../testing/serve.ts';

const BULK = '/ofrep/v1/evaluate/flags';
const PAT = { context: { targetingKey: 'pat' } };

interface Item {
  readonly key: string;
  readonly value: unknown;
  readonly reason: string;
  readonly errorCode: string;
  readonly errorDetails: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

let shop: TestServer;
beforeAll(async () => {
  shop = await serveShop();
  shop.source.publish(ofrepSnapshot({ version: 2 }));
});
afterAll(() => shop.server.close());

async function single(key: string, body: unknown = PAT, secret = SERVER_KEY): Promise<[number, Item]> {
  const response = await shop.post(`${BULK}/${key}`, body, secret);
  expect(response.headers.get('content-type')).toBe('application/json');
  return [response.status, (await response.json()) as Item];
}

async function bulk(body: unknown = PAT, secret = SERVER_KEY, headers = {}) {
  const response = await shop.post(BULK, body, secret, headers);
  const text = await response.text();
  const answer = text === '' ? null : JSON.parse(text);
  if (text !== '') expect(Number(response.headers.get('content-length'))).toBe(Buffer.byteLength(text));
  return {
    status: response.status,
    tag: response.headers.get('etag') ?? '',
    flags: (answer?.flags ?? []) as Item[],
    url: (answer?.eventStreams?.[0]?.url ?? '') as string,
    answer,
  };
}

test("answers are judged by the protocol's own description where it is at hand, and by ours everywhere", () => {
  if (!isOfficialExpected) console.warn("OFREP's description is not at hand: only our own schema judges its answers.");
  expect(officialOfrep !== null).toBe(isOfficialExpected);
  // A judge that lets everything pass is none.
  for (const [body, wrong] of [
    ['single', { key: 'a', reason: 'WHIM' }],
    ['bulk', { flags: [{ value: true }] }],
    ['bulk', { flags: [], eventStreams: [{ type: 'sse', url: 'https://a', endpoint: { requestUri: '/' } }] }],
    ['single-failure', { key: 'a', errorCode: 'BAD_LUCK' }],
    ['not-found', { errorCode: 'FLAG_NOT_FOUND' }],
    ['bulk-failure', {}],
  ] as const satisfies readonly (readonly [OfrepBody, object])[]) {
    expect(() => expectOfrep(body, wrong)).toThrow();
    if (officialOfrep !== null) expect(officialOfrep[body](wrong)).toBe(false);
  }
});

describe('POST /ofrep/v1/evaluate/flags/{key}', () => {
  test.each<[string, unknown, string, string]>([
    ['of-truth', true, 'STATIC', 'default'],
    ['of-text', 'Grüße "an" alle', 'STATIC', 'default'],
    ['of-number', 42, 'STATIC', 'default'],
    ['of-real', 0.25, 'STATIC', 'default'],
    ['of-object', { colour: 'blå', size: 1.5 }, 'STATIC', 'default'],
    ['of-list', [1, 'two'], 'STATIC', 'default'],
    ['of-nothing', null, 'STATIC', 'default'],
    ['by-target', true, 'TARGETING_MATCH', 'target_match'],
    ['by-rule', true, 'TARGETING_MATCH', 'rule_match'],
    ['half', expect.any(Boolean), 'SPLIT', 'split'],
    ['disabled', false, 'DISABLED', 'disabled'],
    ['killed', false, 'DISABLED', 'killed'],
    ['with-prerequisite', false, 'DISABLED', 'prerequisite_failed'],
  ])('%s is %j, %s', async (key, value, reason, own) => {
    const [status, answer] = await single(key);
    expect(status).toBe(200);
    expectOfrep('single', answer);
    expect(answer).toMatchObject({ key, value, reason, metadata: { reason: own, version: 2 } });
  });

  test('a default is DEFAULT where something could have come before it', async () => {
    const [, answer] = await single('by-rule', { context: { targetingKey: 'sam' } });
    expect(answer).toMatchObject({ value: false, reason: 'DEFAULT', metadata: { reason: 'default' } });
    expectOfrep('single', answer);
  });

  test('tells a server key the rule, and a client key nothing of it', async () => {
    expect((await single('by-rule'))[1].metadata).toEqual({ reason: 'rule_match', rule: 'for-pat', version: 2 });
    expect((await single('by-rule', PAT, CLIENT_KEY))[1].metadata).toEqual({ reason: 'rule_match', version: 2 });
  });

  test('a missing targeting key is an error only of the flag that needs it', async () => {
    const [status, answer] = await single('half', { context: {} });
    expect(status).toBe(400);
    expectOfrep('single-failure', answer);
    expect(answer).toMatchObject({ key: 'half', errorCode: 'TARGETING_KEY_MISSING', metadata: { reason: 'error' } });
    expect(answer).not.toHaveProperty('value');
    expect((await single('by-target', { context: {} }))[0]).toBe(200);
  });

  test.each([
    ['nope', 'nope'],
    ['not%20a%20key', 'not a key'],
    ['%F0%9F%98%80', '😀'],
    ['%E0%A4', '%E0%A4'],
    ['%6ff-truth', '%6ff-truth'],
    ['of-truth%2f', 'of-truth/'],
    ['__proto__', '__proto__'],
    ['x'.repeat(300), 'x'.repeat(100)],
  ])('%s is 404 with the key that was meant', async (sent, key) => {
    const [status, answer] = await single(sent);
    expect(status).toBe(404);
    expectOfrep('not-found', answer);
    expect(answer).toMatchObject({ key, errorCode: 'FLAG_NOT_FOUND' });
  });

  test('a flag that a client key must not see is answered as one that does not exist', async () => {
    const ask = async (key: string) => JSON.stringify(await single(key, PAT, CLIENT_KEY)).replaceAll(key, '?');
    expect(await ask('secret')).toBe(await ask('nope'));
    expect((await single('secret'))[0]).toBe(200);
  });

  test.each([
    ['no JSON', '{', 400, 'PARSE_ERROR'],
    ['nothing', '', 400, 'PARSE_ERROR'],
    ['a list', '[]', 400, 'PARSE_ERROR'],
    ['no context', '{}', 400, 'INVALID_CONTEXT'],
    ['a context that is no object', '{"context":[]}', 400, 'INVALID_CONTEXT'],
    ['a context that is too deep', '{"context":{"a":{"a":{"a":{"a":{"a":{}}}}}}}', 400, 'INVALID_CONTEXT'],
    ['too much', `{"context":{"a":"${'x'.repeat(70_000)}"}}`, 413, 'GENERAL'],
  ])('%s is told in the same form', async (_, body, status, errorCode) => {
    const [got, answer] = await single('of-truth', body);
    expect([got, answer.errorCode, answer.key]).toEqual([status, errorCode, 'of-truth']);
    expectOfrep('single-failure', answer);
    const list = await bulk(body);
    expect([list.status, list.answer.errorCode]).toEqual([status, errorCode]);
    expectOfrep('bulk-failure', list.answer);
  });

  test('a GET is 405 in the same form, and an OPTIONS is answered', async () => {
    const answer = await ask(shop.port, `GET ${BULK}/of-truth HTTP/1.1`);
    expect(answer.status).toBe(405);
    expectOfrep('single-failure', JSON.parse(answer.body));
    expect((await ask(shop.port, `OPTIONS ${BULK}/of-truth HTTP/1.1`)).head).toContain('Allow: POST, OPTIONS');
  });
});

describe('POST /ofrep/v1/evaluate/flags', () => {
  test('lists every flag in the order of their keys, failures among them', async () => {
    const { status, flags, answer } = await bulk({ context: {} });
    expect(status).toBe(200);
    expectOfrep('bulk', answer);
    const keys = flags.map(({ key }) => key);
    expect(keys).toEqual([...keys].sort());
    expect(keys).toHaveLength(14);
    expect(flags.filter(({ errorCode }) => errorCode !== undefined)).toEqual([
      {
        key: 'half',
        errorCode: 'TARGETING_KEY_MISSING',
        errorDetails: expect.any(String),
        metadata: { reason: 'error' },
      },
    ]);
    expect(answer.metadata).toEqual({ version: 2 });
  });

  test('gives each flag the answer that it has alone', async () => {
    for (const secret of [SERVER_KEY, CLIENT_KEY]) {
      for (const { metadata, ...item } of (await bulk(PAT, secret)).flags) {
        const [, alone] = await single(item.key, PAT, secret);
        expect(alone).toEqual({ ...item, metadata: { ...metadata, version: 2 } });
      }
    }
  });

  test('gives a client key only what it may see, and no rule', async () => {
    const { flags, answer } = await bulk(PAT, CLIENT_KEY);
    expectOfrep('bulk', answer);
    expect(flags.map(({ key }) => key)).not.toContain('secret');
    expect(flags).toHaveLength(13);
    expect(JSON.stringify(answer)).not.toMatch(/for-pat|secret/);
  });

  test('its tag covers context, key and version, not the stream, and the same answer has the same tag', async () => {
    const first = await bulk();
    const again = await bulk();
    expect(again.tag).toBe(first.tag);
    expect(again.url).not.toBe(first.url);
    expect(first.tag).toMatch(/^"[0-9a-f]{32}-[0-9a-z]+"$/);
    const tags = [
      first.tag,
      (await bulk({ context: { targetingKey: 'sam' } })).tag,
      (await bulk(PAT, CLIENT_KEY)).tag,
      (await shop.post('/v1/evaluate/all', PAT)).headers.get('etag'),
    ];
    expect(new Set(tags).size).toBe(4);
  });

  test('is 304 without a body for the tag it had, and 200 for that of another context', async () => {
    const { tag } = await bulk();
    for (const known of [tag, `W/${tag}`, `"x", ${tag}`, '*']) {
      expect(await bulk(PAT, SERVER_KEY, { 'if-none-match': known })).toMatchObject({ status: 304, tag, answer: null });
    }
    const other = { context: { targetingKey: 'sam' } };
    expect((await bulk(other, SERVER_KEY, { 'if-none-match': tag })).status).toBe(200);
  });

  test('waits a moment for a change that another evaluator told of', async () => {
    const behind = await serveShop();
    behind.source.publish(ofrepSnapshot({ version: 2 }));
    const ask = async (etag: string) => {
      const response = await behind.post(`${BULK}?flagConfigEtag=${etag}`, PAT);
      return ((await response.json()) as { metadata: { version: number } }).metadata.version;
    };
    expect(await ask('2.abc-0')).toBe(2);
    expect(await ask('nonsense')).toBe(2);
    const asked = [ask('3.abc-0'), ask('3.abc-0')];
    expect(await ask('1.abc-0')).toBe(2);
    behind.source.publish(ofrepSnapshot({ version: 3 }));
    expect(await Promise.all(asked)).toEqual([3, 3]);
    await behind.server.close();
  });

  test('does not wait for ever for a version that never comes', async () => {
    const response = await shop.post(`${BULK}?flagConfigEtag=999999999.abc-0`, PAT);
    expect(response.status).toBe(200);
    expectOfrep('bulk', await response.json());
  });

  test('gives the same list anew after half the life of a ticket, since a 304 names no stream', async () => {
    const HOUR = 3_600_000;
    let now = 1_000 * 24 * HOUR;
    const lasting = await serveShop({ clock: () => now });
    const { headers } = await lasting.post(BULK, PAT);
    const ask = () => lasting.post(BULK, PAT, SERVER_KEY, { 'if-none-match': headers.get('etag') ?? '' });
    now += 11 * HOUR;
    expect((await ask()).status).toBe(304);
    now += 2 * HOUR;
    const anew = await ask();
    expect(anew.status).toBe(200);
    expect(await anew.json()).toHaveProperty('eventStreams');
    await lasting.server.close();
  });

  test('names a stream of its own where the context fits in one', async () => {
    expect((await bulk()).url).toMatch(new RegExp(`^${shop.url}/v1/stream\\?ticket=[\\w-]+$`));
    const large = { context: { a: 'x'.repeat(4_000), b: 'x'.repeat(100) } };
    const { status, answer } = await bulk(large);
    expect(status).toBe(200);
    expectOfrep('bulk', answer);
    expect(answer).not.toHaveProperty('eventStreams');
  });

  test('leaves the origin of the stream to the provider where the request does not say it', async () => {
    const body = JSON.stringify(PAT);
    for (const host of ['a b', 'evil"', 'user@host', '']) {
      const head = [`Host: ${host}`, `Authorization: Bearer ${SERVER_KEY}`, `Content-Length: ${body.length}`];
      const text = await askAs(head, body);
      expectOfrep('bulk', text);
      expect(text.eventStreams[0].endpoint.requestUri).toMatch(/^\/v1\/stream\?ticket=/);
    }
  });

  test('honours overrides where the environment allows them, and nowhere else', async () => {
    const body = { ...PAT, overrides: { 'of-truth': 'off', half: 1 } };
    expect((await bulk({ ...body, overrides: { 'of-truth': 'off' } })).tag).toBe((await bulk()).tag);
    expect((await bulk(body)).answer).toMatchObject({ errorCode: 'PARSE_ERROR' });
    const open = await serveShop();
    open.source.publish(ofrepSnapshot({ version: 2, overrides: 'allowed' }));
    const response = await open.post(`${BULK}/of-truth`, { ...PAT, overrides: { 'of-truth': 'off' } });
    const answer = await response.json();
    expectOfrep('single', answer);
    expect(answer).toMatchObject({ value: false, reason: 'STATIC', metadata: { reason: 'override' } });
    await open.server.close();
  });
});

/** The list of all flags, asked for with a Host of one's own. */
async function askAs(headers: readonly string[], body: string) {
  const head = [`POST ${BULK} HTTP/1.1`, 'Connection: close', ...headers].join('\r\n');
  const text = await exchange(shop.port, `${head}\r\n\r\n${body}`);
  return JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4));
}

describe('who may not ask', () => {
  test.each([
    ['without a key', null, 401],
    ['with a key that is not known', 'ff_server_nope', 401],
  ])('%s', async (_, key, status) => {
    for (const path of [BULK, `${BULK}/of-truth`]) {
      const response = await shop.post(path, PAT, key);
      expect(response.status).toBe(status);
      expect(response.headers.get('www-authenticate')).toContain('Bearer');
      expectOfrep(path === BULK ? 'bulk-failure' : 'single-failure', await response.json());
    }
  });

  test('too often is 429 with the time to wait', async () => {
    const busy = await serveShop({ limits: { clientRate: 1, clientBurst: 1 } });
    await busy.post(BULK, PAT, CLIENT_KEY);
    const response = await busy.post(BULK, PAT, CLIENT_KEY, { origin: 'https://shop.example' });
    expect(response.status).toBe(429);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(response.headers.get('access-control-expose-headers')).toContain('Retry-After');
    expectOfrep('bulk-failure', await response.json());
    await busy.server.close();
  });

  test('before the first snapshot it is 503, PROVIDER_NOT_READY', async () => {
    const early = await serveShop({ source: createMemorySource() });
    for (const path of [BULK, `${BULK}/of-truth`]) {
      const response = await early.post(path, PAT);
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
      expect(await response.json()).toMatchObject({ errorCode: 'PROVIDER_NOT_READY' });
    }
    await early.server.close();
  });
});
