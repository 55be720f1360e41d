import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { generateKey, keyRecord } from './keys/key.ts';
import type { LogEntry } from './log.ts';
import {
  createTestDatabase,
  newOrganization,
  openTestRedis,
  putInPostgres,
  putKeysInPostgres,
  snapshotOf,
  startRedis,
} from './testing/stores.ts';

const MAIN = fileURLToPath(new URL('./dist/main.js', import.meta.url));
const CLI = fileURLToPath(new URL('../cli/flagforge.mjs', import.meta.url));
const run = promisify(execFile);

let redis: Awaited<ReturnType<typeof startRedis>>;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let repository: string;
let state: string;
let stores: Record<string, string>;
const organization = newOrganization();
const running: ChildProcess[] = [];

const GIT = {
  ...{ GIT_CONFIG_GLOBAL: '/dev/null', GIT_AUTHOR_NAME: 'Test', GIT_AUTHOR_EMAIL: 'test@example.com' },
  ...{ GIT_COMMITTER_NAME: 'Test', GIT_COMMITTER_EMAIL: 'test@example.com' },
};

async function flagforge(...words: string[]): Promise<string> {
  const env = { PATH: process.env.PATH, HOME: repository, ...GIT, ...stores };
  return (await run(process.execPath, [CLI, ...words], { cwd: repository, env })).stdout;
}

async function commit(defaultVariant: 'on' | 'off'): Promise<void> {
  const flag = `description: New\ntype: boolean\nowner: team\nenvironments:\n  production: { enabled: true, default: ${defaultVariant} }\n`;
  writeFileSync(join(repository, 'flags', 'new-checkout.yaml'), flag);
  const git = (...words: string[]) => run('git', words, { cwd: repository, env: { ...process.env, ...GIT } });
  await git('add', '.');
  await git('commit', '--quiet', '-m', `default ${defaultVariant}`);
}

beforeAll(async () => {
  [redis, database] = await Promise.all([startRedis(), createTestDatabase()]);
  repository = mkdtempSync(join(tmpdir(), 'flagforge-loop-'));
  state = join(repository, 'state');
  mkdirSync(join(repository, 'flags'));
  writeFileSync(
    join(repository, 'flags', 'flagforge.yaml'),
    `version: 1\norganization: ${organization}\nproject: web-store\nenvironments:\n  production: { approvals: 0 }\n`,
  );
  await run('git', ['init', '--quiet', repository]);
  stores = { DATABASE_URL: database.url, REDIS_URL: redis.url };
  await flagforge('migrate');
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});
afterAll(async () => {
  await Promise.all([redis.stop(), database.drop()]);
  rmSync(repository, { recursive: true });
});

interface Process {
  readonly child: ChildProcess;
  readonly log: LogEntry[];
  /** Resolves with the entry of this name, the one that is there already or the next. */
  entry(event: string): Promise<LogEntry>;
}

function start(settings: Record<string, string>): Process {
  const env = {
    PATH: process.env.PATH ?? '',
    FLAGFORGE_HOST: '127.0.0.1',
    FLAGFORGE_PORT: '0',
    FLAGFORGE_WORKERS: '1',
    ...settings,
  };
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  running.push(child);
  const log: LogEntry[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => log.push(JSON.parse(line) as LogEntry));
  const entry = (event: string): Promise<LogEntry> =>
    vi.waitFor(
      () => {
        const found = log.find((line) => line.event === event);
        if (found === undefined) throw new Error(`no ${event} in ${JSON.stringify(log)}`);
        return found;
      },
      { timeout: 15_000 },
    );
  return { child, log, entry };
}

async function valueOf(port: unknown, key: string): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}/v1/evaluate`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: '{"flagKey":"new-checkout","context":{}}',
  });
  const { value } = (await response.json()) as { value?: unknown };
  return response.status === 200 ? value : response.status;
}

test('a commit is published and answered, a key ends, and a restart without any store goes on', async () => {
  await commit('off');
  await flagforge('publish');
  const create = () => flagforge('keys', 'create', '--kind', 'server', '--environment', 'production', '--json');
  const { key, id } = JSON.parse(await create()) as { key: string; id: string };
  const { key: other } = JSON.parse(await create()) as { key: string };
  const settings = { ...stores, FLAGFORGE_PROJECT: `${organization}/web-store`, FLAGFORGE_STATE: state };

  const first = start(settings);
  const { port } = await first.entry('listening');
  expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
  expect(await valueOf(port, key)).toBe(false);

  await commit('on');
  await flagforge('publish');
  await vi.waitFor(async () => expect(await valueOf(port, key)).toBe(true), 10_000);
  await flagforge('kill', 'new-checkout', '--reason', 'test', '--yes');
  await vi.waitFor(async () => expect(await valueOf(port, key)).toBe(false), 10_000);
  await flagforge('keys', 'revoke', id);
  await vi.waitFor(async () => expect(await valueOf(port, key)).toBe(401), 10_000);
  expect(await valueOf(port, other)).toBe(false);

  const cache = openTestRedis(redis.url);
  expect(await cache.reports(organization)).toMatchObject([{ version: 3, refused: 0 }]);
  first.child.kill('SIGTERM');
  await once(first.child, 'exit');
  expect(first.child.exitCode).toBe(0);
  expect(await cache.reports(organization)).toEqual([]);
  cache.client.disconnect();

  const away = { REDIS_URL: 'redis://:hunter2@127.0.0.1:1', DATABASE_URL: 'postgres://u:hunter2@127.0.0.1:1/x' };
  const second = start({ ...settings, ...away });
  const again = await second.entry('listening');
  expect([await valueOf(again.port, other), await valueOf(again.port, key)]).toEqual([false, 401]);
  await Promise.all([second.entry('redis_unreachable'), second.entry('database_unreachable')]);
  expect(JSON.stringify(second.log)).not.toContain('hunter2');
}, 60_000);

test('a worker that ends after a breaking migration is replaced, and serves without Postgres as the others do', async () => {
  const own = await createTestDatabase();
  try {
    const key = generateKey('server');
    const shop = snapshotOf(organization, 1);
    await putInPostgres(own, shop);
    await putKeysInPostgres(own, organization, 1, [keyRecord(key, { environment: 'production' })]);
    await own.query('insert into flagforge.organization_logins (login, organization) values (current_user, $1)', [
      organization,
    ]);
    const server = start({
      ...{ DATABASE_URL: own.url, FLAGFORGE_PROJECT: `${organization}/web-store`, FLAGFORGE_WORKERS: '2' },
      FLAGFORGE_STATE: join(repository, 'group-state'),
    });
    const listening = (count: number): Promise<LogEntry[]> =>
      vi.waitFor(
        () => {
          const found = server.log.filter(({ event }) => event === 'listening');
          if (found.length < count) throw new Error(JSON.stringify(server.log));
          return found;
        },
        { timeout: 15_000 },
      );
    const [first, second] = await listening(2);
    const copies = ['snapshot', 'keys'].map((kind) =>
      join(repository, 'group-state', 'worker-1', organization, 'web-store', `production.${kind}`),
    );
    await vi.waitFor(() => expect(copies.filter((file) => existsSync(file))).toEqual(copies), 10_000);
    await own.query(
      `insert into flagforge.migrations (number, name, hash, is_breaking) values (999, '000999-new', 'x', true)`,
    );
    process.kill(Number(second?.['pid']), 'SIGKILL');
    await server.entry('worker_ended');
    await listening(3);
    process.kill(Number(first?.['pid']), 'SIGKILL');
    const port = (await listening(4))[3]?.['port'];
    // Both that answer now were started after the migration.
    for (let time = 0; time < 4; time += 1) expect(await valueOf(port, key)).toBe(false);
    expect(server.log.map(({ event }) => event)).not.toContain('not_started');
    expect(server.child.exitCode).toBeNull();
    server.child.kill('SIGTERM');
    await once(server.child, 'exit');
  } finally {
    await own.drop();
  }
}, 60_000);

test('a breaking migration that it does not know ends the start with 3, in one clear line', async () => {
  const own = await createTestDatabase();
  try {
    await own.query(
      `insert into flagforge.migrations (number, name, hash, is_breaking) values (999, '000999-new', 'x', true)`,
    );
    const server = start({ DATABASE_URL: own.url, FLAGFORGE_PROJECT: `${organization}/web-store` });
    expect((await server.entry('not_started')).problem).toContain('000999-new');
    if (server.child.exitCode === null) await once(server.child, 'exit');
    expect(server.child.exitCode).toBe(3);
    expect(server.log.map(({ event }) => event)).not.toContain('listening');
  } finally {
    await own.drop();
  }
});
