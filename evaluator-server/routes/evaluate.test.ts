import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyRecord } from '../keys/key.ts';
import { createMemoryKeys } from '../keys/memory.ts';
import { CLIENT_KEY, jsonOf, SERVER_KEY, serveShop, type TestServer } from '../testing/serve.ts';
import { shopSnapshot } from '../testing/shop-snapshot.ts';

let shop: TestServer;
beforeAll(async () => {
  shop = await serveShop();
});
afterAll(() => shop.server.close());

const STAFF = { userId: 'u1', email: 'sam@company.com' };

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = { a: value };
  return value;
}

function wide(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, index]));
}

describe('POST /v1/evaluate', () => {
  test('answers a server key with the rule that matched', async () => {
    const response = await shop.post('/v1/evaluate', { flagKey: 'new-checkout', context: STAFF });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    const body = await response.text();
    expect(Number(response.headers.get('content-length'))).toBe(Buffer.byteLength(body));
    expect(body).toBe(
      '{"value":true,"variant":"on","reason":"rule_match","flagKey":"new-checkout","version":1,"rule":"staff"}',
    );
  });

  test('never tells a client key the name of a rule, and still evaluates the flags that it must not see', async () => {
    const response = await shop.post('/v1/evaluate', { flagKey: 'new-checkout', context: STAFF }, CLIENT_KEY);
    expect(await jsonOf(response)).toEqual({
      value: true,
      variant: 'on',
      reason: 'rule_match',
      flagKey: 'new-checkout',
      version: 1,
    });
  });

  test('counts the length of an answer in bytes, not in characters', async () => {
    const response = await shop.post('/v1/evaluate', { flagKey: 'banner', context: {} });
    expect((await jsonOf(response)).value).toEqual({ text: 'Überall −20 %', until: ['2027-01-01'] });
  });

  test('answers other evaluation errors with 200, a reason, a code and no value', async () => {
    const response = await shop.post('/v1/evaluate', { flagKey: 'rollout', context: {} });
    expect(response.status).toBe(200);
    expect(await jsonOf(response)).toEqual({
      reason: 'error',
      errorCode: 'targeting_key_missing',
      flagKey: 'rollout',
      version: 1,
    });
  });

  test('answers a flag that does not exist with 404 flag_not_found', async () => {
    const response = await shop.post('/v1/evaluate', { flagKey: 'nope', context: {} });
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await jsonOf(response)).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'There is no flag with the key "nope" here.',
      code: 'flag_not_found',
    });
  });

  test('is to a client key the same for a hidden flag as for none, whatever else the request holds', async () => {
    for (const rest of [{ context: {} }, { context: 1 }, { context: {}, overrides: { 'secret-api': 'off' } }, {}]) {
      const answers = await Promise.all(
        ['secret-api', 'secret-apx'].map(async (flagKey) => {
          const response = await shop.post('/v1/evaluate', { flagKey, ...rest }, CLIENT_KEY);
          const headers = [...response.headers].filter(([name]) => name !== 'date' && name !== 'x-request-id');
          return { status: response.status, headers, body: (await response.text()).replace('apx', 'api') };
        }),
      );
      expect(answers[0]).toEqual(answers[1]);
    }
  });

  test.each(['', 'constructor', '__proto__', 'toString', 'x'.repeat(5_000), '\u0000', 'новый'])(
    'finds no flag %j and repeats no long key',
    async (flagKey) => {
      const response = await shop.post('/v1/evaluate', { flagKey, context: {} });
      const body = await jsonOf(response);
      expect([response.status, body.code]).toEqual([404, 'flag_not_found']);
      expect(body.detail.length).toBeLessThan(200);
    },
  );

  test.each([
    ['an empty body', ''],
    ['no JSON', '{"flagKey":'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a text', '"banner"'],
    ['two documents', '{} {}'],
    ['no flagKey', '{"context":{}}'],
    ['a flagKey that is a number', '{"flagKey":1,"context":{}}'],
    ['a flagKey that is null', '{"flagKey":null,"context":{}}'],
    ['overrides that are a list', '{"flagKey":"banner","context":{},"overrides":[]}'],
    ['overrides that are a text', '{"flagKey":"banner","context":{},"overrides":"on"}'],
    ['an override that is no name', '{"flagKey":"banner","context":{},"overrides":{"banner":true}}'],
    ['a flagKey by way of __proto__', '{"__proto__":{"flagKey":"banner"},"context":{}}'],
  ])('refuses %s with 400 parse_error', async (_, body) => {
    const response = await shop.post('/v1/evaluate', body);
    expect([response.status, (await jsonOf(response)).code]).toEqual([400, 'parse_error']);
  });

  test('refuses a body that is not UTF-8', async () => {
    const body = Buffer.from('{"flagKey":"banner","context":{"a":"\xff"}}', 'latin1');
    const headers = { 'x-api-key': SERVER_KEY };
    const response = await fetch(`${shop.url}/v1/evaluate`, { method: 'POST', body, headers });
    expect([response.status, (await jsonOf(response)).detail]).toEqual([400, 'The body is not UTF-8.']);
  });

  test.each([
    ['missing', undefined],
    ['null', null],
    ['a list', [{}]],
    ['a text', 'userId'],
    ['6 levels deep', nested(6)],
    ['a list 6 levels deep', { a: [[[[[1]]]]] }],
    ['201 attributes', wide(201)],
    ['201 attributes in two levels', { a: wide(100), b: wide(99) }],
    ['a string over 4 KiB', { a: 'x'.repeat(4_097) }],
    ['a string over 4 KiB of UTF-8', { a: 'é'.repeat(2_049) }],
    ['a string over 4 KiB in a list', { a: ['x'.repeat(4_097)] }],
    ['a name over 4 KiB', { ['x'.repeat(4_097)]: 1 }],
  ])('refuses a context that is %s with 400 invalid_context', async (_, context) => {
    for (const path of ['/v1/evaluate', '/v1/evaluate/all']) {
      const response = await shop.post(path, { flagKey: 'banner', context });
      expect([response.status, (await jsonOf(response)).code]).toEqual([400, 'invalid_context']);
    }
  });

  test.each([
    ['5 levels deep', nested(5)],
    ['200 attributes', wide(200)],
    ['a string of 4 KiB', { a: 'x'.repeat(4_096), b: 'é'.repeat(2_048) }],
    ['a list of 1,000', { a: Array.from({ length: 1_000 }, () => 'x') }],
    ['an own __proto__', JSON.parse('{"__proto__":{"flagKey":1},"constructor":null}')],
  ])('takes a context with %s', async (_, context) => {
    expect((await shop.post('/v1/evaluate', { flagKey: 'banner', context })).status).toBe(200);
  });

  test.each(['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'nonsense'])(
    'reads the body as JSON although its type is %s',
    async (type) => {
      const request = { flagKey: 'banner', context: {} };
      expect((await shop.post('/v1/evaluate', request, SERVER_KEY, { 'content-type': type })).status).toBe(200);
    },
  );

  test('refuses a compressed body with 415 and says what it takes', async () => {
    const response = await shop.post('/v1/evaluate', 'x', SERVER_KEY, { 'content-encoding': 'gzip' });
    expect([response.status, response.headers.get('accept-encoding')]).toEqual([415, 'identity']);
  });

  test("puts the address it saw in place of a client's ip, and believes a server's", async () => {
    const value = async (key: string, context: object): Promise<unknown> =>
      (await jsonOf(await shop.post('/v1/evaluate', { flagKey: 'local', context }, key))).value;
    expect(await value(CLIENT_KEY, { ip: '8.8.8.8' })).toBe(true);
    expect(await value(CLIENT_KEY, {})).toBe(true);
    expect(await value(SERVER_KEY, { ip: '8.8.8.8' })).toBe(false);
    expect(await value(SERVER_KEY, {})).toBe(false);
  });

  test('answers 503 with Retry-After while the environment of the key has no snapshot', async () => {
    const keys = createMemoryKeys([keyRecord(SERVER_KEY, { environment: 'staging' })]);
    const other = await serveShop({ keys });
    const response = await other.post('/v1/evaluate', { flagKey: 'banner', context: {} });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect((await jsonOf(response)).code).toBe('provider_not_ready');
    await other.server.close();
  });
});

describe('overrides', () => {
  test('count only where the snapshot allows them', async () => {
    const request = {
      flagKey: 'new-checkout',
      context: {},
      overrides: { 'new-checkout': 'on', nope: 'x', banner: 'x' },
    };
    expect((await jsonOf(await shop.post('/v1/evaluate', request))).reason).toBe('default');
    const open = await serveShop();
    open.source.publish(shopSnapshot({ overrides: 'allowed' }));
    for (const key of [SERVER_KEY, CLIENT_KEY]) {
      expect(await jsonOf(await open.post('/v1/evaluate', request, key))).toMatchObject({
        value: true,
        reason: 'override',
      });
    }
    const { overrides, flags } = await jsonOf(await open.post('/v1/evaluate/all', request, CLIENT_KEY));
    expect(overrides).toBe(true);
    expect(flags['new-checkout']).toEqual({ value: true, variant: 'on', reason: 'override', variants: ['on', 'off'] });
    expect(Object.keys(flags)).not.toContain('secret-api');
    await open.server.close();
  });

  test('may be null, which is as absent', async () => {
    const request = { flagKey: 'banner', context: {}, overrides: null };
    expect((await shop.post('/v1/evaluate', request)).status).toBe(200);
  });
});

describe('POST /v1/evaluate/all', () => {
  test('answers a server key with every flag', async () => {
    const response = await shop.post('/v1/evaluate/all', { context: STAFF });
    const body = await jsonOf(response);
    expect(Object.keys(body)).toEqual(['version', 'flags']);
    expect(Object.keys(body.flags)).toEqual(['banner', 'local', 'new-checkout', 'rollout', 'secret-api']);
    expect(body.flags['new-checkout']).toEqual({ value: true, variant: 'on', reason: 'rule_match', rule: 'staff' });
    expect(body.flags.local).toEqual({ value: false, variant: 'off', reason: 'default' });
  });

  test('answers a client key with its flags only and without rules', async () => {
    const { flags } = await jsonOf(await shop.post('/v1/evaluate/all', { context: STAFF }, CLIENT_KEY));
    expect(Object.keys(flags)).toEqual(['banner', 'local', 'new-checkout', 'rollout']);
    expect(flags['new-checkout']).toEqual({ value: true, variant: 'on', reason: 'rule_match' });
  });

  test('puts a flag that fails among the others', async () => {
    const { flags } = await jsonOf(await shop.post('/v1/evaluate/all', { context: {} }));
    expect(flags.rollout).toEqual({ reason: 'error', errorCode: 'targeting_key_missing' });
  });

  test('answers 304 to the tag of the same result, in every form of the header, and no body', async () => {
    const first = await shop.post('/v1/evaluate/all', { context: STAFF });
    const tag = first.headers.get('etag') ?? '';
    expect(tag).toMatch(/^"[0-9a-f]{32}"$/);
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, `W/"other",W/${tag}`, '*', ' * ']) {
      const response = await shop.post('/v1/evaluate/all', { context: STAFF }, SERVER_KEY, { 'if-none-match': known });
      expect([known, response.status, response.headers.get('etag'), await response.text()]).toEqual([
        known,
        304,
        tag,
        '',
      ]);
    }
    for (const known of ['"other"', tag.slice(1, -1), tag.slice(0, -1), '', ',,,']) {
      const response = await shop.post('/v1/evaluate/all', { context: STAFF }, SERVER_KEY, { 'if-none-match': known });
      expect([known, response.status]).toEqual([known, 200]);
    }
  });

  test('has another tag for another result: by context, by kind of key, by version', async () => {
    const other = await serveShop();
    const tag = async (context: object, key: string): Promise<string | null> =>
      (await other.post('/v1/evaluate/all', { context }, key)).headers.get('etag');
    const tags = [await tag(STAFF, SERVER_KEY), await tag({}, SERVER_KEY), await tag(STAFF, CLIENT_KEY)];
    expect(await tag({ ...STAFF, unused: 1 }, SERVER_KEY)).toBe(tags[0]);
    other.source.publish(shopSnapshot({ version: 2 }));
    tags.push(await tag(STAFF, SERVER_KEY));
    expect(new Set(tags).size).toBe(4);
    await other.server.close();
  });
});
