import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { completeSnapshot } from '../../sdk/conformance/runner.ts';
import { type EdgeFunctionConfig, functionCode } from '../build/index.ts';
import { CLIENT_KEY, packedStore } from '../testing/packed-store.ts';
import { type EdgeServer, loadFunction, serveEdge } from './index.ts';

const PLACE = { organization: 'acme', project: 'conformance', environment: 'production' };
const FLAGS = [
  {
    ...{ key: 'banner', type: 'boolean', client: true, enabled: true, off: 'off' },
    variants: [
      { name: 'on', value: true },
      { name: 'off', value: false },
    ],
    rules: [{ if: { op: '==', path: ['userId'], value: 'u-1' }, serve: 'on' }],
    default: { serve: 'off' },
  },
] as never;
const { entries } = packedStore(completeSnapshot({ flags: FLAGS }));
const CONTEXT = Buffer.from('{"userId":"u-1"}').toString('base64url');

let origin: Server;
let seen: IncomingMessage | null = null;
let body = '';
const open: EdgeServer[] = [];

beforeAll(async () => {
  origin = createServer(async (req, res) => {
    seen = req;
    body = '';
    for await (const chunk of req) body += String(chunk);
    res.writeHead(202, { 'content-type': 'text/plain' });
    res.write('first ');
    setImmediate(() => res.end('last'));
  });
  await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await Promise.all(open.map((edge) => edge.close()));
  await new Promise((resolve) => origin.close(resolve));
});

async function start(config: Partial<EdgeFunctionConfig> = {}, read = async (key: string) => entries.get(key) ?? null) {
  const run = loadFunction(functionCode({ place: PLACE, ...config }), read);
  const failures: unknown[] = [];
  const { port } = origin.address() as AddressInfo;
  const edge = await serveEdge({
    ...{ host: '127.0.0.1', port: 0, origin: new URL(`http://127.0.0.1:${port}`) },
    choose: () => run,
    onFailure: (error) => failures.push(error),
  });
  open.push(edge);
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`http://127.0.0.1:${edge.port}${path}`, init);
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  return { ask, failures };
}

const ASKING = { 'x-api-key': CLIENT_KEY, 'x-flagforge-context': CONTEXT };

describe('the edge on this machine', () => {
  test('answers what the function answers', async () => {
    const { ask } = await start();
    const { status, headers, text } = await ask('/v1/evaluate?flagKey=banner', { headers: ASKING });
    expect([status, text]).toEqual([
      200,
      '{"version":1,"flags":{"banner":{"value":true,"variant":"on","reason":"rule_match"}}}',
    ]);
    expect(headers.get('x-cache')).toBe('FunctionGeneratedResponse from cloudfront');
  });

  test.each([
    ['another key', { ...ASKING, 'x-api-key': 'ff_client_other' }],
    ['no context', { 'x-api-key': CLIENT_KEY }],
    ['no key', { 'x-flagforge-context': CONTEXT }],
    ['two keys', { ...ASKING, authorization: `Bearer ${CLIENT_KEY}` }],
    [
      'a context of many levels',
      { ...ASKING, 'x-flagforge-context': Buffer.from('{"a":[[[[[[]]]]]]}').toString('base64url') },
    ],
    ['what is no base64url', { ...ASKING, 'x-flagforge-context': 'e30+' }],
  ])('%s goes to the origin as it came', async (_, headers) => {
    const { ask } = await start();
    const { status, text, headers: answered } = await ask('/v1/evaluate?flagKey=banner', { headers });
    expect([status, text, answered.get('x-cache')]).toEqual([202, 'first last', 'Miss from cloudfront']);
    expect(seen?.url).toBe('/v1/evaluate?flagKey=banner');
    for (const [name, value] of Object.entries(headers)) expect(seen?.headers[name]).toBe(value);
  });

  test.each([
    '',
    '?flagKey=',
    '?flagKey=a+b',
    `?flagKey=${'abcdefghijk'.split('')}`,
    '?flagKey=a&flagKey=b',
    '?flagKey=%',
  ])('the query %s goes to the origin', async (query) => {
    const { ask } = await start();
    expect((await ask(`/v1/evaluate${query}`, { headers: ASKING })).status).toBe(202);
    expect(seen?.url).toBe(`/v1/evaluate${query}`);
  });

  test('a body goes to the origin', async () => {
    const { ask } = await start();
    await ask('/v1/evaluate', { method: 'POST', headers: ASKING, body: '{"flagKey":"banner"}' });
    expect([seen?.method, body]).toEqual(['POST', '{"flagKey":"banner"}']);
  });

  test('a store that fails goes to the origin, never a 5xx', async () => {
    const { ask, failures } = await start({}, async () => Promise.reject(new Error('the store is down')));
    expect((await ask('/v1/evaluate?flagKey=banner', { headers: ASKING })).status).toBe(202);
    expect(failures).toEqual([]);
  });

  test('pages of other origins may read answers, and ask before', async () => {
    const { ask } = await start();
    const headers = { ...ASKING, origin: 'https://shop.example' };
    const { headers: answered } = await ask('/v1/evaluate?flagKey=banner', { headers });
    expect(answered.get('access-control-allow-origin')).toBe('https://shop.example');
    const asked = { origin: 'https://shop.example', 'access-control-request-headers': 'x-api-key,x-flagforge-context' };
    const preflight = await ask('/v1/evaluate?flagKey=banner', { method: 'OPTIONS', headers: asked });
    expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([
      204,
      'x-api-key,x-flagforge-context',
    ]);
  });

  test('the context comes in the query by opt-in only', async () => {
    const path = `/v1/evaluate?flagKey=banner&context=${CONTEXT}`;
    const headers = { 'x-api-key': CLIENT_KEY };
    expect((await (await start()).ask(path, { headers })).status).toBe(202);
    expect((await (await start({ contextInQuery: true })).ask(path, { headers })).text).toContain('"variant":"on"');
  });

  test('other requests carry the chosen flags, and not what a viewer made up', async () => {
    const attributes = [{ attribute: 'userId', from: 'cookie' as const, name: 'uid' }];
    const headers = { cookie: 'uid=u-1; theme=dark', 'x-flagforge-banner': 'made-up' };
    const asHeaders = await start({ vary: { flags: ['banner'], as: 'header', attributes } });
    await asHeaders.ask('/shop', { headers });
    expect([seen?.headers['x-flagforge-banner'], seen?.headers.cookie]).toEqual(['on', 'uid=u-1; theme=dark']);
    await asHeaders.ask('/shop', { headers: { cookie: 'uid=u-2' } });
    expect(seen?.headers['x-flagforge-banner']).toBe('off');
    const asCookies = await start({ vary: { flags: ['banner'], as: 'cookie', attributes } });
    await asCookies.ask('/shop', { headers: { cookie: 'uid=u-1; x-flagforge-banner=made-up' } });
    expect(seen?.headers.cookie).toBe('uid=u-1; x-flagforge-banner=on');
    const failing = await start({ vary: { flags: ['banner'], as: 'header', attributes } }, async () => null);
    await failing.ask('/shop', { headers });
    expect(seen?.headers['x-flagforge-banner']).toBeUndefined();
  });

  test('a URL that CloudFront would not take is refused', async () => {
    const { ask } = await start();
    expect((await ask(`/v1/evaluate?flagKey=${'a'.repeat(8_200)}`)).status).toBe(414);
  });
});
