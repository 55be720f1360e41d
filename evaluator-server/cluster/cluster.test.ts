/** Processes that answer on one port: started, killed, asked to end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { keyRecord } from '../keys/key.ts';
import { DEFAULT_LIMITS } from '../limits.ts';
import type { LogEntry } from '../log.ts';
import { CLIENT_KEY, SERVER_KEY } from '../testing/serve.ts';
import { shopSnapshot } from '../testing/shop-snapshot.ts';
import { readStream } from '../testing/stream-reader.ts';
import { backoff } from './backoff.ts';
import { affordableConnections, affordableStreams } from './open-files.ts';
import { shareLimits } from './share-limits.ts';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const WORKERS = 2;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flagforge-cluster-'));
  await writeFile(join(folder, 'production.json'), JSON.stringify(shopSnapshot()));
  const keys = [SERVER_KEY, CLIENT_KEY].map((key) => keyRecord(key, { environment: 'production' }));
  await writeFile(join(folder, 'hashes'), JSON.stringify({ keys }));
});
afterAll(() => rm(folder, { recursive: true }));

/** A group of processes, with all that it logs. */
interface Group {
  readonly child: ChildProcess;
  readonly log: readonly LogEntry[];
  /** The first entry from `after` on that fits; waits for it. */
  entry(fits: (entry: LogEntry) => boolean, after?: number): Promise<LogEntry>;
  readonly exited: Promise<unknown[]>;
}

const groups: Group[] = [];
afterEach(async () => {
  for (const { child, exited } of groups.splice(0)) {
    child.kill('SIGKILL');
    await exited;
  }
});

function start(settings: Readonly<Record<string, string>> = {}): Group {
  const env = {
    ...{ PATH: process.env['PATH'] ?? '', FLAGFORGE_HOST: '127.0.0.1', FLAGFORGE_PORT: '0' },
    ...{ FLAGFORGE_SNAPSHOTS: folder, FLAGFORGE_KEYS: join(folder, 'hashes'), ...settings },
  };
  const child = spawn(process.execPath, [MAIN, '--workers', String(WORKERS)], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const log: LogEntry[] = [];
  let wake: () => void = () => {};
  if (child.stderr === null) throw new Error('the process has no stderr');
  createInterface(child.stderr).on('line', (line) => {
    // What is no entry is a crash.
    log.push(line.startsWith('{') ? (JSON.parse(line) as LogEntry) : { level: 'error', event: 'crash', line });
    wake();
  });
  const exited = once(child, 'exit');
  void exited.then(() => wake());
  const entry: Group['entry'] = async (fits, after = 0) => {
    for (;;) {
      const found = log.slice(after).find(fits);
      if (found !== undefined) return found;
      if (child.exitCode !== null) throw new Error(`it ended: ${JSON.stringify(log)}`);
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  const group = { child, log, entry, exited };
  groups.push(group);
  return group;
}

const isListening = ({ event }: LogEntry): boolean => event === 'listening';

/** Waits until all workers listen. @returns the port, and the workers' process ids. */
async function untilReady({ entry, log }: Group): Promise<{ readonly port: number; readonly pids: readonly number[] }> {
  let from = 0;
  const pids: number[] = [];
  let port = 0;
  while (pids.length < WORKERS) {
    const found = await entry(isListening, from);
    from = log.indexOf(found) + 1;
    pids.push(Number(found['pid']));
    port = Number(found['port']);
  }
  return { port, pids };
}

async function ask(port: number): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/v1/evaluate`, {
    method: 'POST',
    headers: { authorization: `Bearer ${SERVER_KEY}`, connection: 'close' },
    body: '{"flagKey":"local","context":{}}',
  });
  await response.arrayBuffer();
  return response.status;
}

describe('a group of processes', () => {
  test('answers on one port, shows what all of them did, and ends together', async () => {
    const group = start();
    const { port, pids } = await untilReady(group);
    expect(new Set(pids).size).toBe(WORKERS);
    for (let request = 0; request < 10; request += 1) expect(await ask(port)).toBe(200);
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(metrics).toMatch(/^flagforge_evaluations_total\{[^}]*reason="default"[^}]*\} 10$/m);
    group.child.kill('SIGTERM');
    expect(await group.exited).toEqual([0, null]);
    expect(group.log.filter(({ event }) => event === 'ending')).toHaveLength(1);
    expect(group.log.filter(({ event }) => event === 'closed')).toHaveLength(WORKERS);
  });

  test('a worker that is killed is replaced, and the others answer meanwhile', async () => {
    const group = start();
    const { port, pids } = await untilReady(group);
    const before = group.log.length;
    process.kill(pids[0] ?? 0, 'SIGKILL');
    expect(await group.entry(({ event }) => event === 'worker_ended', before)).toMatchObject({ signal: 'SIGKILL' });
    for (let request = 0; request < 5; request += 1) expect(await ask(port)).toBe(200);
    const again = await group.entry(isListening, before);
    expect(again).toMatchObject({ port });
    expect(pids).not.toContain(again['pid']);
    expect(group.log.filter(({ event }) => event === 'crash')).toEqual([]);
  });

  test('counters do not fall when a worker is killed', async () => {
    const group = start();
    const { port, pids } = await untilReady(group);
    for (let request = 0; request < 10; request += 1) expect(await ask(port)).toBe(200);
    const evaluations = async (): Promise<number> => {
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { connection: 'close' } })).text();
      return Number(/^flagforge_evaluations_total\{[^}]*reason="default"[^}]*\} (\d+)$/m.exec(text)?.[1]);
    };
    expect(await evaluations()).toBe(10);
    for (const pid of pids) {
      const before = group.log.length;
      process.kill(pid, 'SIGKILL');
      await group.entry(isListening, before);
      expect(await evaluations()).toBe(10);
    }
    expect(await ask(port)).toBe(200);
    expect(await evaluations()).toBe(11);
  });

  test('a ticket of one worker is read by all of them', async () => {
    const { port } = await untilReady(start());
    const response = await fetch(`http://127.0.0.1:${port}/v1/stream/tickets`, {
      method: 'POST',
      headers: { authorization: `Bearer ${CLIENT_KEY}` },
      body: '{"context":{}}',
    });
    const { url } = (await response.json()) as { url: string };
    // One connection each, which the primary gives to the workers in turns.
    for (let time = 0; time < 2 * WORKERS; time += 1) {
      const stream = await readStream({ port, query: new URL(url, 'http://x').search });
      expect(stream.status).toBe(200);
      expect(await stream.next()).toMatchObject({ event: 'put' });
      stream.close();
    }
  });

  test('a port that is taken is told once, with exit code 3; a second group has done nothing to the first', async () => {
    const { port } = await untilReady(start());
    const second = start({ FLAGFORGE_PORT: String(port) });
    expect(await second.exited).toEqual([3, null]);
    expect(second.log.filter(({ level }) => level === 'error')).toMatchObject([{ event: 'not_listening' }]);
    expect(await ask(port)).toBe(200);
  });

  test('a second signal ends it at once', async () => {
    const group = start({ FLAGFORGE_DRAIN_MS: '600000' });
    const { port } = await untilReady(group);
    group.child.kill('SIGTERM');
    await group.entry(({ event }) => event === 'ending');
    // It drains: what is asked is answered.
    expect(await ask(port)).toBe(200);
    group.child.kill('SIGTERM');
    expect(await group.exited).toEqual([null, 'SIGTERM']);
  });
});

test('a place is taken again at once, then later and later while others serve, within a second while nobody does', () => {
  const waits = (isAnyServing: boolean, ends: number): number[] => {
    const found: number[] = [];
    while (found.length < ends) found.push(backoff(found.at(-1) ?? null, 50, isAnyServing));
    return found;
  };
  expect(waits(true, 10)).toEqual([0, 100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]);
  expect(waits(false, 7)).toEqual([0, 100, 200, 400, 800, 1_000, 1_000]);
  expect(backoff(10_000, 50, false)).toBe(1_000);
  // One that ran for a while was well.
  expect(backoff(10_000, 60_001, true)).toBe(0);
});

test('totals are shared out, limits of a single request are not', () => {
  const shared = shareLimits({ ...DEFAULT_LIMITS, streams: 10, streamRate: 1 }, 3);
  expect(shared).toMatchObject({ streams: 4, streamRate: 1, bodyBytes: DEFAULT_LIMITS.bodyBytes });
});

test('there are no more streams than a process may open files', () => {
  expect(affordableStreams(100_000, 20_000)).toBe(19_500);
  expect(affordableStreams(100_000, 600)).toBe(300);
  expect(affordableStreams(100, 20_000)).toBe(100);
  expect(affordableStreams(100_000, null)).toBe(100_000);
  // The rest of the connections is left some, and the process itself too.
  expect([20_000, 600, 60, null].map((limit) => affordableConnections(120_000, limit))).toEqual([
    19_900, 500, 30, 120_000,
  ]);
});
