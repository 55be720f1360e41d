/** The table of the README, executed: what a read gives at once and a minute later, by what an evaluator does and what was kept. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { shopSnapshot } from '../../evaluator-server/testing/shop-snapshot.ts';
import type { Snapshot } from '../engine/snapshot.ts';
import { readFailOpenTable } from '../testing/fail-open-table.ts';
import { startVirtualTime, type VirtualTime } from '../testing/virtual-time.ts';
import { createClient } from './create-client.ts';

const LATER_MS = 60_000;
const STEP_MS = 50;

const snapshotOf = (value: string, version: number): Snapshot =>
  shopSnapshot({
    version,
    flags: [
      {
        key: 'source',
        type: 'string',
        enabled: true,
        off: 'it',
        variants: [{ name: 'it', value }],
        default: { serve: 'it' },
      },
    ],
  });
const LIVE = snapshotOf('live', 7);
const FILE = snapshotOf('file', 6);
const event = (snapshot: Snapshot) => `id: 7.aa-0\nevent: put\ndata: ${JSON.stringify(snapshot)}\n\n`;

function stream(pieces: readonly string[], isLost = false, signal?: AbortSignal | null): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
      const lose = () => controller.error(new TypeError('network error'));
      signal?.addEventListener('abort', lose);
      if (isLost) setTimeout(lose, 10);
    },
  });
  return new Response(body);
}

type Answer = (path: string, signal: AbortSignal | null | undefined, nth: number) => Promise<Response>;

const answers = (path: string, signal: AbortSignal | null | undefined): Response =>
  path === 'stream' ? stream([event(LIVE)], false, signal) : Response.json(LIVE);
const unreachable = (): Promise<never> => Promise.reject(new TypeError('fetch failed'));
const after = (ms: number, signal: AbortSignal | null | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => reject(signal.reason));
  });

/** What an evaluator does, by the words of the table. */
const EVALUATORS: Readonly<Record<string, Answer>> = {
  answers: async (path, signal) => answers(path, signal),
  'does not answer': unreachable,
  'is slow, 12 s': async (path, signal) => {
    await after(12_000, signal);
    return answers(path, signal);
  },
  'answers, and a proxy holds the stream back': async (path, signal) =>
    path === 'stream' ? stream([], false, signal) : answers(path, signal),
  'sends a stream of nonsense': async (path, signal) =>
    path === 'stream' ? stream(['data: {"version":\n\n'], false, signal) : answers(path, signal),
  'sends a snapshot whose hash does not hold': async (path) =>
    path === 'stream' ? stream([event({ ...LIVE, hash: 'x' })]) : Response.json({ ...LIVE, unit: ['other'] }),
  'sends an older snapshot': async (path, signal) =>
    path === 'stream' ? stream([event(snapshotOf('older', 5))], false, signal) : answers(path, signal),
  'is lost in the middle of an event, then away': async (_, signal, nth) =>
    nth === 0 ? stream([event(LIVE), event(LIVE).slice(0, 60)], true, signal) : unreachable(),
  'refuses the key (401)': async () => new Response(null, { status: 401 }),
  'is asked too often (429), once': async (path, signal, nth) =>
    nth === 0 ? new Response(null, { status: 429, headers: { 'retry-after': '9' } }) : answers(path, signal),
  'fails (500)': async () => new Response('oops', { status: 500 }),
  'fails (500), then answers': async (path, signal, nth) =>
    nth < 3 ? new Response('oops', { status: 500 }) : answers(path, signal),
};

const folder = mkdtempSync(join(tmpdir(), 'flagforge-fail-open-'));
afterAll(() => rmSync(folder, { recursive: true }));
const fileWith = (text: string): string => {
  const path = join(folder, 'kept.json');
  writeFileSync(path, text);
  return path;
};

/** What was kept, by the words of the table. */
const KEPT: Readonly<Record<string, () => string | undefined>> = {
  'nothing kept': () => undefined,
  'a file': () => fileWith(JSON.stringify(FILE)),
  'a file, broken': () => fileWith(JSON.stringify(FILE).slice(0, -9)),
  'a file, changed by hand': () => fileWith(JSON.stringify(FILE).replace('"file"', '"mine"')),
};

let time: VirtualTime;
beforeEach(() => {
  time = startVirtualTime(STEP_MS);
});
afterEach(() => time.end());

async function cellOf(evaluator: Answer, file: string | undefined): Promise<string> {
  let nth = -1;
  const client = createClient({
    ...{ url: 'http://flags.test', key: 'ff_server_x', usage: false, log: () => {} },
    ...(file !== undefined && { file }),
    fetch: (url, init) => {
      nth += 1;
      return evaluator(String(url).replace('http://flags.test/v1/', ''), init?.signal, nth);
    },
  });
  const first = client.string('source', 'fallback');
  await time.pass(LATER_MS);
  const last = client.string('source', 'fallback');
  await client.close();
  return first === last ? first : `${first}, then ${last}`;
}

const table = readFailOpenTable(new URL('README.md', import.meta.url));

test('the table has every state of the evaluator and everything that may be kept', () => {
  expect(table.columns).toEqual(Object.keys(KEPT));
  expect(table.rows).toEqual(Object.keys(EVALUATORS));
});

describe.each(Object.entries(EVALUATORS))('where the evaluator %s', (name, evaluator) => {
  test.each(Object.entries(KEPT))('a read gives what the table says: %s', async (kept, file) => {
    expect(await cellOf(evaluator, file())).toBe(table.cell(name, kept));
  });
});
