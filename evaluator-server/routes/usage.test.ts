import { afterEach, describe, expect, test } from 'vitest';
import { CLIENT_KEY, jsonOf, SERVER_KEY, serveShop, type TestServer } from '../testing/serve.ts';
import { shopSnapshot } from '../testing/shop-snapshot.ts';
import { createMemoryUsage } from '../usage/memory-usage.ts';
import type { UsageOrigin } from '../usage/usage-store.ts';

const NOW = Date.UTC(2026, 10, 23, 10, 30, 20);
const MINUTE_MS = 60_000;
let now = NOW;
let shop: TestServer | null = null;

afterEach(async () => {
  await shop?.server.close();
  shop = null;
});

async function serve(options: Parameters<typeof serveShop>[0] = {}): Promise<TestServer> {
  now = NOW;
  shop = await serveShop({ clock: () => now, ...options });
  return shop;
}

function get({ url }: TestServer, query: string, key: string | null = SERVER_KEY): Promise<Response> {
  return fetch(`${url}/v1/usage${query}`, { headers: key === null ? {} : { 'x-api-key': key } });
}

interface Usage {
  readonly window: string;
  readonly step: number;
  readonly from: number;
  readonly to: number;
  readonly flags: Readonly<Record<string, Record<UsageOrigin, Readonly<Record<string, number[]>>>>>;
}

async function usageOf(target: TestServer, query: string): Promise<Usage> {
  const answer = await get(target, query);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Usage;
}

describe('GET /v1/usage', () => {
  test('counts single evaluations by variant and minute, whoever asked', async () => {
    const target = await serve();
    for (let i = 0; i < 3; i += 1) await target.post('/v1/evaluate', { flagKey: 'banner', context: {} });
    await usageOf(target, '');
    now += MINUTE_MS;
    await target.post('/v1/evaluate', { flagKey: 'banner', context: {} }, CLIENT_KEY);
    expect(await usageOf(target, '?flag=banner&window=3m')).toEqual({
      window: '3m',
      step: 60,
      from: Date.UTC(2026, 10, 23, 10, 29),
      to: Date.UTC(2026, 10, 23, 10, 32),
      flags: { banner: { server: { sale: [0, 3, 1] }, reported: {}, client: {} } },
    });
    const { step, flags } = await usageOf(target, '?flag=banner&window=24h');
    expect(step).toBe(3_600);
    expect(flags.banner?.server.sale?.at(-1)).toBe(4);
  });

  test('counts OFREP and the GET form, and errors under the empty name', async () => {
    const target = await serve();
    await target.post('/ofrep/v1/evaluate/flags/banner', { context: {} });
    const context = { 'x-api-key': SERVER_KEY, 'x-flagforge-context': 'e30' };
    await fetch(`${target.url}/v1/evaluate?flagKey=banner,rollout`, { headers: context });
    const { flags } = await usageOf(target, '?window=1m');
    expect(flags.banner?.server).toEqual({ sale: [2] });
    expect(flags.rollout?.server).toEqual({ '': [1] });
  });

  test('does not count answers with all flags, flags that are not there, nor overrides', async () => {
    const target = await serve();
    target.source.publish(shopSnapshot({ version: 2, overrides: 'allowed' }));
    await target.post('/v1/evaluate/all', { context: {} });
    await target.post('/ofrep/v1/evaluate/flags', { context: {} });
    await target.post('/v1/evaluate', { flagKey: 'nothing', context: {} });
    await target.post('/v1/evaluate', { flagKey: 'secret-api', context: {} }, CLIENT_KEY);
    await target.post('/v1/evaluate', { flagKey: 'banner', context: {}, overrides: { banner: 'none' } });
    const { flags } = await usageOf(target, '?window=1m');
    expect(Object.keys(flags)).toEqual(['banner', 'local', 'new-checkout', 'rollout', 'secret-api']);
    for (const usage of Object.values(flags)) expect(usage).toEqual({ server: {}, reported: {}, client: {} });
  });

  test('answers for flags that are not there with nothing, and for several at once', async () => {
    const target = await serve();
    const { flags } = await usageOf(target, '?flag=banner,gone&flag=local&flag=banner');
    expect(Object.keys(flags)).toEqual(['banner', 'gone', 'local']);
  });

  test.each([
    ...['?window=', '?window=0h', '?window=91d', '?window=1y', '?window=121m', '?window=1h&window=2h', '?window=%00'],
    ...['?flag=', '?flag=A', '?flag=a,,b', '?flag=../x', '?flag=__proto__', `?flag=${'a'.repeat(101)}`],
    `?window=90d&flag=${Array.from({ length: 47 }, (_, flag) => `f${flag}`).join()}`,
  ])('%s is refused', async (query) => {
    const answer = await get(await serve(), query);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect((await jsonOf(answer)).code).toBe('parse_error');
  });

  test('is for server keys', async () => {
    const target = await serve();
    expect((await get(target, '', CLIENT_KEY)).status).toBe(403);
    expect((await get(target, '', null)).status).toBe(401);
    const other = await fetch(`${target.url}/v1/usage`, { method: 'DELETE', headers: { 'x-api-key': SERVER_KEY } });
    expect([other.status, other.headers.get('allow')]).toEqual([405, 'GET, POST, OPTIONS']);
  });

  test('says so when counts cannot be read, and goes on', async () => {
    const usage = createMemoryUsage({ cells: 100, clock: () => now });
    const target = await serve({ usage: { ...usage, read: () => Promise.reject(new Error('secret place')) } });
    for (let i = 0; i < 6; i += 1) {
      const answer = await get(target, '');
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '10']);
      const body = await answer.text();
      expect(body).toContain('usage_unavailable');
      expect(body).not.toContain('secret');
    }
    expect(JSON.stringify(target.log)).not.toContain('secret place');
    expect((await target.post('/v1/evaluate', { flagKey: 'banner', context: {} })).status).toBe(200);
  });

  test('reads for a few at a time', async () => {
    const usage = createMemoryUsage({ cells: 100, clock: () => now });
    const held: (() => void)[] = [];
    const wait = () => new Promise<void>((resolve) => held.push(resolve));
    const target = await serve({
      usage: {
        ...usage,
        async read(...words) {
          await wait();
          return usage.read(...words);
        },
      },
    });
    const first = Array.from({ length: 4 }, () => get(target, ''));
    await expect.poll(() => held.length).toBe(4);
    expect((await get(target, '')).status).toBe(503);
    for (const release of held.splice(0)) release();
    for (const answer of await Promise.all(first)) expect(answer.status).toBe(200);
    const next = get(target, '');
    await expect.poll(() => held.length).toBe(1);
    for (const release of held) release();
    expect((await next).status).toBe(200);
  });
});

describe('POST /v1/usage', () => {
  test('takes what an SDK counted, and keeps it apart, by the kind of its key', async () => {
    const target = await serve();
    const answer = await target.post('/v1/usage', {
      id: 'r1',
      from: NOW - 2 * MINUTE_MS,
      to: NOW,
      counts: { banner: { sale: 7, none: 0 }, rollout: { '': 2 } },
    });
    expect([answer.status, await answer.text(), answer.headers.get('cache-control')]).toEqual([202, '', 'no-store']);
    await target.post('/v1/usage', { counts: { banner: { sale: 1 } } }, CLIENT_KEY);
    const { flags } = await usageOf(target, '?window=2m&flag=banner,rollout');
    expect(flags).toEqual({
      banner: { server: {}, reported: { sale: [7, 0] }, client: { sale: [0, 1] } },
      rollout: { server: {}, reported: { '': [2, 0] }, client: {} },
    });
  });

  test('counts a report that comes again once, and not one of another kind of key', async () => {
    const target = await serve();
    const report = { id: 'same', counts: { banner: { sale: 5 } } };
    for (const key of [SERVER_KEY, SERVER_KEY, CLIENT_KEY, CLIENT_KEY]) {
      expect((await target.post('/v1/usage', report, key)).status).toBe(202);
    }
    const one = { sale: [5] };
    expect((await usageOf(target, '?window=1m')).flags.banner).toEqual({ server: {}, reported: one, client: one });
  });

  test('drops, without a word, flags and variants that the key cannot see', async () => {
    const target = await serve();
    const counts = {
      'secret-api': { on: 1 },
      nothing: { on: 1 },
      banner: { sale: 1, on: 1, ['x'.repeat(5_000)]: 1 },
      ...JSON.parse('{"__proto__":{"on":1},"constructor":{"name":1},"local":{"__proto__":1,"on":1}}'),
    };
    const bodies = [CLIENT_KEY, SERVER_KEY].map(async (key) => {
      const answer = await target.post('/v1/usage', { counts }, key);
      return [answer.status, await answer.text()];
    });
    expect(await Promise.all(bodies)).toEqual([
      [202, ''],
      [202, ''],
    ]);
    const { flags } = await usageOf(target, '?window=1m&flag=banner,local,secret-api,nothing,constructor');
    const of = (origin: UsageOrigin) =>
      Object.fromEntries(Object.entries(flags).map(([flag, usage]) => [flag, usage[origin]]));
    const both = { banner: { sale: [1] }, local: { on: [1] }, nothing: {}, constructor: {} };
    expect(of('reported')).toEqual({ ...both, 'secret-api': { on: [1] } });
    expect(of('client')).toEqual({ ...both, 'secret-api': {} });
  });

  test('refuses 10,000 flags, and a body beyond the limit', async () => {
    const target = await serve();
    const flags = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, flag) => [`f${flag}`, { on: 1 }]));
    expect((await target.post('/v1/usage', { counts: flags(10_000) })).status).toBe(413);
    expect((await target.post('/v1/usage', { counts: flags(3_000) })).status).toBe(400);
    expect((await target.post('/v1/usage', { counts: flags(2_000) })).status).toBe(202);
  });

  test('answers 503 when there is no room: the SDK keeps its counts', async () => {
    const usage = createMemoryUsage({ cells: 100, clock: () => now });
    const target = await serve({ usage: { ...usage, report: () => false } });
    const answer = await target.post('/v1/usage', { counts: { banner: { sale: 1 } } });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '10']);
  });

  test('is for keys, within their rate, from their origins', async () => {
    const target = await serve({ limits: { clientRate: 1, clientBurst: 2 } });
    const report = { counts: { banner: { sale: 1 } } };
    expect((await target.post('/v1/usage', report, null)).status).toBe(401);
    const origin = { origin: 'https://shop.example' };
    const answers = [];
    for (let i = 0; i < 3; i += 1) answers.push(await target.post('/v1/usage', report, CLIENT_KEY, origin));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 429]);
    for (const { headers } of answers) expect(headers.get('access-control-allow-origin')).toBe(origin.origin);
    const preflight = await fetch(`${target.url}/v1/usage`, {
      method: 'OPTIONS',
      headers: { ...origin, 'access-control-request-method': 'POST' },
    });
    expect(preflight.headers.get('access-control-allow-methods')).toContain('POST');
  });
});
