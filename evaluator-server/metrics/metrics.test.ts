import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { StoreHealth } from '../snapshots/source.ts';
import { type ParsedFamily, parseExposition } from '../testing/exposition.ts';
import { CLIENT_KEY, SERVER_KEY, serveShop, type TestServer } from '../testing/serve.ts';
import { shopSnapshot } from '../testing/shop-snapshot.ts';
import { renderMetrics } from './metrics.ts';

let served: TestServer | null = null;

afterEach(async () => {
  await served?.server.close();
  served = null;
});

async function serve(options: Parameters<typeof serveShop>[0] = {}): Promise<TestServer> {
  served = await serveShop(options);
  return served;
}

type Families = ReadonlyMap<string, ParsedFamily>;

/** What `/metrics` says now, judged by the grammar of its format. */
async function read({ url }: TestServer): Promise<Families> {
  const response = await fetch(`${url}/metrics`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  return parseExposition(await response.text());
}

/** The sum of the lines of a metric that have these labels. */
function sum(families: Families, name: string, labels: Readonly<Record<string, string>> = {}): number {
  const family = families.get(name.replace(/_(bucket|sum|count)$/, '')) ?? families.get(name);
  if (family === undefined) throw new Error(`there is no ${name}`);
  return family.samples
    .filter(
      (sample) => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
    )
    .reduce((total, { value }) => total + value, 0);
}

const CONTEXT = { userId: 'u1' };

describe('/metrics', () => {
  test('counts evaluations by reason, and by what was asked', async () => {
    const shop = await serve();
    for (let n = 0; n < 3; n += 1) await shop.post('/v1/evaluate', { flagKey: 'new-checkout', context: CONTEXT });
    await shop.post('/ofrep/v1/evaluate/flags/new-checkout', { context: CONTEXT }, CLIENT_KEY);
    const list = await (await shop.post('/v1/evaluate/all', { context: CONTEXT })).json();
    const flags = Object.keys((list as { flags: object }).flags).length;
    const families = await read(shop);
    const name = 'flagforge_evaluations_total';
    expect(sum(families, name, { key: 'server', asked: 'one' })).toBe(3);
    expect(sum(families, name, { key: 'client', asked: 'one' })).toBe(1);
    expect(sum(families, name, { key: 'server', asked: 'all', environment: 'production' })).toBe(flags);
    // Nothing is counted twice, or forgotten, by looking.
    expect(sum(await read(shop), name)).toBe(4 + flags);
  });

  test('counts answers by route and status, with the time that they took', async () => {
    const shop = await serve();
    await shop.post('/v1/evaluate', { flagKey: 'new-checkout', context: CONTEXT });
    await shop.post('/v1/evaluate', { flagKey: 'no-such-flag', context: CONTEXT });
    await shop.post('/v1/evaluate', 'no JSON');
    await shop.post('/v1/evaluate', { flagKey: 'new-checkout', context: CONTEXT }, null);
    await fetch(`${shop.url}/v1/evaluate`, { method: 'DELETE' });
    await fetch(`${shop.url}/healthz`);
    await fetch(`${shop.url}/nothing/here`);
    await fetch(`${shop.url}/v1/evaluate/..;/all`);
    const families = await read(shop);
    const name = 'flagforge_requests_total';
    const statuses = [200, 404, 400, 401, 405].map((status) =>
      sum(families, name, { route: 'evaluate', status: String(status) }),
    );
    expect(statuses).toEqual([1, 1, 1, 1, 1]);
    expect(sum(families, name, { route: 'healthz', status: '200' })).toBe(1);
    expect(sum(families, name, { route: 'other', status: '404' })).toBe(2);
    expect(sum(families, 'flagforge_request_duration_seconds_count', { route: 'evaluate' })).toBe(5);
    expect(sum(families, 'flagforge_request_duration_seconds_sum', { route: 'evaluate' })).toBeGreaterThan(0);
  });

  test('tells version, age and refused snapshots of each environment', async () => {
    let now = Date.UTC(2026, 10, 23);
    const shop = await serve({ clock: () => now });
    now += 90_000;
    let families = await read(shop);
    const labels = { environment: 'production' };
    expect(sum(families, 'flagforge_snapshot_age_seconds', labels)).toBe(90);
    shop.source.publish({ ...shopSnapshot(), version: 7 });
    shop.source.publish({ ...shopSnapshot(), version: 8, format: 99 });
    families = await read(shop);
    expect(sum(families, 'flagforge_snapshot_version', labels)).toBe(7);
    expect(sum(families, 'flagforge_snapshot_age_seconds', labels)).toBe(0);
    expect(sum(families, 'flagforge_snapshots_refused_total', labels)).toBe(1);
    expect(sum(families, 'flagforge_unknown_conditions', labels)).toBe(0);
  });

  test('tells the open streams', async () => {
    const shop = await serve();
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const headers = [`Authorization: Bearer ${SERVER_KEY}`, `traceparent: 00-${trace}-00f067aa0ba902b7-01`];
    const head = ['GET /v1/stream HTTP/1.1', 'Host: test', ...headers].join('\r\n');
    const socket = connect(shop.port, '127.0.0.1', () => socket.write(`${head}\r\n\r\n`));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toContain(`\r\ntraceresponse: 00-${trace}-`);
    const families = await read(shop);
    expect(sum(families, 'flagforge_requests_total', { route: 'stream', status: '200' })).toBe(1);
    expect(sum(families, 'flagforge_streams_open', { environment: 'production', key: 'server' })).toBe(1);
    expect(sum(families, 'flagforge_streams_opened_total')).toBe(1);
    expect(sum(families, 'flagforge_streams_refused_total')).toBe(0);
    socket.destroy();
  });

  test('tells how the process is', async () => {
    const families = await read(await serve());
    expect(sum(families, 'process_resident_memory_bytes')).toBeGreaterThan(1e6);
    expect(sum(families, 'nodejs_heap_size_used_bytes')).toBeGreaterThan(1e6);
    expect(sum(families, 'process_cpu_seconds_total')).toBeGreaterThan(0);
    expect(sum(families, 'nodejs_eventloop_lag_max_seconds')).toBeGreaterThanOrEqual(0);
  });

  test('has no key, no context, no path and no flag, and only labels that somebody bounds', async () => {
    const shop = await serve();
    const secret = 'sam.rivera@example.com';
    for (let n = 0; n < 30; n += 1) {
      await shop.post('/v1/evaluate', { flagKey: `made-up-${n}`, context: { userId: secret } }, SERVER_KEY, {
        'x-request-id': `request-${n}`,
      });
      await fetch(`${shop.url}/made/up/${n}`, { headers: { authorization: `Bearer ff_server_guess${n}` } });
      await shop.post(`/ofrep/v1/evaluate/flags/made-up-${n}`, { context: { userId: secret } }, `ff_client_guess${n}`);
    }
    await shop.post('/v1/evaluate/all', { context: { userId: secret } });
    const response = await fetch(`${shop.url}/metrics`);
    const text = await response.text();
    expect(text).not.toMatch(/ff_|made|rivera|guess|request-\d|new-checkout/);
    const families = parseExposition(text);
    const allowed: Readonly<Record<string, RegExp>> = {
      environment: /^production$/,
      key: /^(server|client)$/,
      asked: /^(one|all)$/,
      reason:
        /^(default|split|rule_match|target_match|disabled|killed|prerequisite_failed|group_excluded|override|error)$/,
      route: /^(evaluate(_all)?|ofrep(_bulk)?|snapshot|stream(_tickets)?|usage|healthz|readyz|metrics|other)$/,
      status: /^[1-5]\d\d$/,
      le: /^(\d+(\.\d+)?|\+Inf)$/,
      limit: /^(total|rate|address|draining)$/,
      store: /^(redis|postgres)$/,
    };
    for (const { samples } of families.values()) {
      for (const { labels } of samples) {
        for (const [label, value] of Object.entries(labels)) expect(value).toMatch(allowed[label] ?? /never/);
      }
    }
  });

  test('is read by HEAD and GET only, and by anybody unless a token is set', async () => {
    const shop = await serve({ metricsToken: 'a-token-of-32-characters-at-least' });
    const ask = (headers: Record<string, string>) => fetch(`${shop.url}/metrics`, { headers });
    for (const authorization of [
      '',
      'Bearer',
      'Bearer a-token-of-32-characters-at-leas',
      'Basic a-token-of-32-characters-at-least',
      `Bearer ${SERVER_KEY}`,
    ]) {
      const refused = await ask(authorization === '' ? {} : { authorization });
      expect(refused.status).toBe(401);
      expect(refused.headers.get('content-type')).toBe('application/problem+json');
      expect(await refused.text()).not.toContain('flagforge_');
    }
    expect((await ask({ authorization: 'Bearer a-token-of-32-characters-at-least' })).status).toBe(200);
    expect((await fetch(`${shop.url}/metrics`, { method: 'POST' })).status).toBe(405);
  });

  test('shows all processes together: sums, and the worst where a sum means nothing', async () => {
    const first = await serve();
    const second = await serveShop({ otherMetrics: async () => [await first.server.metrics()] });
    try {
      first.source.publish({ ...shopSnapshot(), version: 9 });
      await first.post('/v1/evaluate', { flagKey: 'new-checkout', context: CONTEXT });
      await second.post('/v1/evaluate', { flagKey: 'new-checkout', context: CONTEXT });
      const families = await read(second);
      expect(sum(families, 'flagforge_evaluations_total')).toBe(2);
      expect(sum(families, 'flagforge_requests_total', { route: 'evaluate', status: '200' })).toBe(2);
      expect(sum(families, 'flagforge_request_duration_seconds_count', { route: 'evaluate' })).toBe(2);
      expect(sum(families, 'flagforge_snapshot_version')).toBe(shopSnapshot().version);
    } finally {
      await second.server.close();
    }
  });

  test('whoever asks at the same time gets the same answer: the others are asked once', async () => {
    let asked = 0;
    let answer: () => void = () => {};
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const shop = await serve({
      otherMetrics: async (dump) => {
        expect(dump.length).toBeGreaterThan(10);
        asked += 1;
        await answered;
        return [];
      },
    });
    const texts = Promise.all([1, 2, 3].map(async () => (await fetch(`${shop.url}/metrics`)).text()));
    // A request that came later than those is answered: they are under way.
    await fetch(`${shop.url}/healthz`);
    answer();
    expect(new Set(await texts).size).toBe(1);
    expect(asked).toBe(1);
    await read(shop);
    expect(asked).toBe(2);
  });

  test('a sibling that does not answer costs its numbers, not the answer', async () => {
    const shop = await serve({ otherMetrics: () => Promise.reject(new Error('gone')) });
    expect((await read(shop)).size).toBeGreaterThan(10);
    expect(shop.log.some(({ event }) => event === 'metrics_incomplete')).toBe(true);
  });

  test('tells how the stores are', async () => {
    const now = Date.UTC(2026, 10, 23);
    const stores: readonly StoreHealth[] = [
      { store: 'redis', isUp: false, answeredAt: now - 5_000 },
      { store: 'postgres', isUp: true, answeredAt: now },
    ];
    const shop = await serve({ clock: () => now });
    Object.assign(shop.source, { stores: () => stores });
    const families = await read(shop);
    expect(sum(families, 'flagforge_store_up', { store: 'redis' })).toBe(0);
    expect(sum(families, 'flagforge_store_up', { store: 'postgres' })).toBe(1);
    expect(sum(families, 'flagforge_store_last_answer_age_seconds', { store: 'redis' })).toBe(5);
  });
});

test('every metric is in the README', async () => {
  const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8');
  const shop = await serve();
  for (const name of (await read(shop)).keys()) expect(readme).toContain(name);
});

test('the numbers of no process are no metrics, and an answer all the same', async () => {
  expect(await renderMetrics([])).toBe('\n');
});
