import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from '../testing/raw-http.ts';
import { CLIENT_KEY, SERVER_KEY, serveShop, type TestServer } from '../testing/serve.ts';

let shop: TestServer;
beforeAll(async () => {
  shop = await serveShop();
});
afterAll(() => shop.server.close());

const encode = (text: string): string => Buffer.from(text).toString('base64url');
const STAFF = encode('{"userId":"u1","email":"sam@company.com"}');

async function get(query: string, context: string | null = STAFF, key = SERVER_KEY, headers = {}) {
  const response = await fetch(`${shop.url}/v1/evaluate${query}`, {
    headers: { 'x-api-key': key, ...(context === null ? {} : { 'x-flagforge-context': context }), ...headers },
  });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

describe('GET /v1/evaluate', () => {
  test('answers some flags in the order in which they are asked for', async () => {
    const { status, headers, body } = await get('?flagKey=new-checkout,banner');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(Number(headers.get('content-length'))).toBe(Buffer.byteLength(body));
    expect(body).toBe(
      '{"version":1,"flags":{"new-checkout":{"value":true,"variant":"on","reason":"rule_match"},' +
        '"banner":{"value":{"text":"Überall −20 %","until":["2027-01-01"]},"variant":"sale","reason":"default"}}}',
    );
  });

  test('what does not exist, what a client key must not see, and what fails are entries', async () => {
    const asked = '?flagKey=nope,secret-api,rollout,__proto__';
    const unknown = { reason: 'error', errorCode: 'flag_not_found' };
    const failing = { reason: 'error', errorCode: 'targeting_key_missing' };
    const { body } = await get(asked, encode('{}'), CLIENT_KEY);
    expect(JSON.parse(body).flags).toEqual(
      JSON.parse(
        JSON.stringify({ nope: unknown, 'secret-api': unknown, rollout: failing, X: unknown }).replace(
          'X',
          '__proto__',
        ),
      ),
    );
    const { flags } = JSON.parse((await get(asked, encode('{}'))).body);
    expect(flags['secret-api']).toEqual({ value: true, variant: 'on', reason: 'default' });
  });

  test.each([
    ['?flagKey=banner%2Clocal', ['banner', 'local']],
    ['?flagKey=banner&flagKey=local', ['banner', 'local']],
    ['?a=b&flagKey=,banner,,banner,', ['banner']],
    ['?flagKey=%62anner', ['banner']],
    [`?flagKey=${[...'0123456789'].map((digit) => `f-${digit}`)}`, [...'0123456789'].map((digit) => `f-${digit}`)],
  ])('%s asks for %j', async (query, keys) => {
    expect(Object.keys(JSON.parse((await get(query)).body).flags)).toEqual(keys);
  });

  test.each([
    ['no flag', '', STAFF, 'parse_error'],
    ['no name', '?flagKey=', STAFF, 'parse_error'],
    ['eleven flags', `?flagKey=${Array.from({ length: 11 }, (_, index) => `f${index}`)}`, STAFF, 'parse_error'],
    ['no context', '?flagKey=banner', null, 'invalid_context'],
    ['an empty context', '?flagKey=banner', '', 'invalid_context'],
    ['what is no base64url', '?flagKey=banner', 'e30+/', 'parse_error'],
    ['what is no UTF-8', '?flagKey=banner', Buffer.from([0x22, 0xff, 0x22]).toString('base64url'), 'parse_error'],
    ['what is no JSON', '?flagKey=banner', encode('{'), 'parse_error'],
    ['a list', '?flagKey=banner', encode('[]'), 'invalid_context'],
    ['null', '?flagKey=banner', encode('null'), 'invalid_context'],
    ['a context too deep', '?flagKey=banner', encode('{"a":{"a":{"a":{"a":{"a":{}}}}}}'), 'invalid_context'],
    ['a string too long', '?flagKey=banner', encode(`{"a":"${'x'.repeat(4_097)}"}`), 'invalid_context'],
  ])('%s is 400', async (_, query, context, code) => {
    const { status, headers, body } = await get(query, context);
    expect([status, JSON.parse(body).code]).toEqual([400, code]);
    expect(headers.get('content-type')).toBe('application/problem+json');
  });

  test('two contexts are none', async () => {
    const headers = [`X-API-Key: ${SERVER_KEY}`, `x-flagforge-context: ${STAFF}`, `x-flagforge-context: ${STAFF}`];
    expect((await ask(shop.port, 'GET /v1/evaluate?flagKey=banner HTTP/1.1', headers)).status).toBe(400);
  });

  test("the address that the server saw stands in a client key's context", async () => {
    const local = async (key: string) =>
      JSON.parse((await get('?flagKey=local', encode('{"ip":"9.9.9.9"}'), key)).body).flags.local.value;
    expect(await local(CLIENT_KEY)).toBe(true);
    expect(await local(SERVER_KEY)).toBe(false);
  });

  test('a page may send the context: a preflight allows its header', async () => {
    const headers = ['Origin: https://shop.example', 'Access-Control-Request-Headers: x-flagforge-context'];
    const { status, head } = await ask(shop.port, 'OPTIONS /v1/evaluate?flagKey=banner HTTP/1.1', headers);
    expect(status).toBe(204);
    expect(head).toMatch(/Access-Control-Allow-Headers: .*x-flagforge-context/);
    expect(head).toContain('Access-Control-Allow-Methods: GET, POST, OPTIONS');
    const answer = await get('?flagKey=banner', STAFF, CLIENT_KEY, { origin: 'https://shop.example' });
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://shop.example');
  });
});
