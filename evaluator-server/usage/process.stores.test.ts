import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { storeLayout, usageKey } from '@flagforge/sdk/snapshot';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LogEntry } from '../log.ts';
import { SERVER_KEY, TEST_KEYS } from '../testing/serve.ts';
import { newOrganization, openTestRedis, snapshotOf, startRedis, type TestRedis } from '../testing/stores.ts';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

let redis: Awaited<ReturnType<typeof startRedis>>;
let cache: TestRedis;
const running: ChildProcess[] = [];
const organization = newOrganization();

beforeAll(async () => {
  redis = await startRedis();
  cache = openTestRedis(redis.url);
  await cache.put(snapshotOf(organization, 1));
  await cache.putKeys(organization, 1, TEST_KEYS);
});
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  cache.client.disconnect();
  await redis.stop();
});

/** Starts an evaluator that would write its counts in ten minutes. */
async function start(): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const env = {
    PATH: process.env.PATH,
    ...{ FLAGFORGE_HOST: '127.0.0.1', FLAGFORGE_PORT: '0', FLAGFORGE_USAGE_MS: '600000' },
    ...{ FLAGFORGE_PROJECT: `${organization}/web-store`, REDIS_URL: redis.url },
  };
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  running.push(child);
  for await (const line of createInterface({ input: child.stderr })) {
    const entry = JSON.parse(line) as LogEntry;
    if (entry.event === 'listening') return { child, url: `http://127.0.0.1:${entry.port}` };
  }
  throw new Error('it ended before it listened');
}

test('two evaluators of one project leave their counts in Redis when they end', async () => {
  const headers = { 'x-api-key': SERVER_KEY };
  const body = JSON.stringify({ flagKey: 'banner', context: {} });
  const [one, two] = await Promise.all([start(), start()]);
  for (const { url } of [one, two, two]) {
    expect((await fetch(`${url}/v1/evaluate`, { method: 'POST', headers, body })).status).toBe(200);
  }
  const report = JSON.stringify({ id: 'r1', counts: { banner: { sale: 5 } } });
  for (const { url } of [one, two]) await fetch(`${url}/v1/usage`, { method: 'POST', headers, body: report });
  for (const { child } of [one, two]) {
    child.stderr?.resume();
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
    expect(child.exitCode).toBe(0);
  }
  const layout = storeLayout({ organization, project: 'web-store', environment: 'production' });
  // Two days, if midnight came in between.
  const days = await cache.client.keys(usageKey(layout, 'hours:*:banner').replace(/[{}]/g, '?'));
  const held = await Promise.all(days.map((day) => cache.client.hgetall(day)));
  const counts = held.flatMap((cells) => Object.entries(cells));
  const totals = (letter: string) =>
    counts.filter(([field]) => field.slice(3) === `${letter} sale`).reduce((sum, [, n]) => sum + Number(n), 0);
  expect([totals('s'), totals('r')]).toEqual([3, 5]);
});
