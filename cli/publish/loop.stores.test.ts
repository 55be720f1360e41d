import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { booleanFlag, createPublishPlace, type PublishPlace } from '../testing/publish-place.ts';

/** The real evaluator, as `npm test` builds it. */
const EVALUATOR = fileURLToPath(new URL('../../evaluator-server/dist/main.js', import.meta.url));

let place: PublishPlace;
const running: ChildProcess[] = [];

beforeEach(async () => {
  place = await createPublishPlace(
    { 'flags/new-checkout.yaml': booleanFlag('off') },
    'environments: { production: { approvals: 0 } }\n',
  );
});
afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  await place.remove();
});

/** Starts an evaluator with the rights of one, and answers with its port. */
async function startEvaluator(settings: Readonly<Record<string, string>> = {}): Promise<number> {
  const child = spawn(process.execPath, [EVALUATOR], {
    env: {
      PATH: process.env.PATH ?? '',
      ...{ FLAGFORGE_HOST: '127.0.0.1', FLAGFORGE_PORT: '0', FLAGFORGE_PROJECT: `${place.organization}/shop` },
      DATABASE_URL: place.database.urlOf(place.evaluator),
      ...(place.env.REDIS_URL !== undefined && { REDIS_URL: place.env.REDIS_URL }),
      ...settings,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  running.push(child);
  return new Promise((resolve, reject) => {
    const lines: string[] = [];
    child.once('exit', () => reject(new Error(`the evaluator ended: ${lines.join('\n')}`)));
    createInterface({ input: child.stderr }).on('line', (line) => {
      lines.push(line);
      const { event, port } = JSON.parse(line) as { event?: string; port?: number };
      if (event === 'listening' && port !== undefined) resolve(port);
    });
  });
}

async function ask(port: number, key: string): Promise<{ value: unknown; version: unknown }> {
  const response = await fetch(`http://127.0.0.1:${port}/v1/evaluate`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: '{"flagKey":"new-checkout","context":{}}',
  });
  return (await response.json()) as { value: unknown; version: unknown };
}

test('commit, publish, and every evaluator answers differently within a second', async () => {
  expect((await place.run(['publish'])).code).toBe(0);
  const created = await place.run(['keys', 'create', '--kind', 'server', '--environment', 'production', '--json']);
  const { key } = JSON.parse(created.stdout) as { key: string };
  const ports = await Promise.all([startEvaluator(), startEvaluator(), startEvaluator({ REDIS_URL: '' })]);
  for (const port of ports)
    await vi.waitFor(async () => expect(await ask(port, key)).toMatchObject({ value: false, version: 1 }), 10_000);

  place.repository.commit({ 'flags/new-checkout.yaml': booleanFlag('on') });
  const { code, stdout } = await place.run(['publish', '--environment', 'production']);
  const publishedAt = performance.now();
  expect(code).toBe(0);
  expect(stdout).toMatch(/^production {2}v1 -> v2 {2}commit [0-9a-f]{7} {2}1 flag changed \(new-checkout\)$/m);
  // Those that read Redis have told it by then; the one that only reads Postgres asks it now and then.
  expect(stdout).toMatch(/^Live on 2 of 2 evaluators after \d\.\d s\./m);
  for (const port of ports.slice(0, 2)) expect(await ask(port, key)).toMatchObject({ value: true, version: 2 });
  await vi.waitFor(async () => expect(await ask(ports[2] ?? 0, key)).toMatchObject({ value: true }), 10_000);
  expect(performance.now() - publishedAt).toBeLessThan(10_000);
});
