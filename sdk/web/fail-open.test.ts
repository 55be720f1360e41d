/**
 * The table of the README, executed: for each state of the evaluator and each thing that a page may have kept, what a read
 * gives at once, and what it gives half a minute later.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readFailOpenTable } from '../testing/fail-open-table.ts';
import type { ClientOptions, Results } from './client.ts';
import { createClient } from './create-client.ts';
import { createMemoryStorage } from './testing/memory-storage.ts';

const DAY_MS = 86_400_000;
/** Long enough for everything that heals by itself. */
const LATER_MS = 60_000;

const resultsOf = (value: string, version: number): Results => ({
  version,
  flags: { colour: { value, variant: value, reason: 'default' } },
});
const LIVE = resultsOf('live', 7);
const CACHED = resultsOf('cache', 6);
const GIVEN = resultsOf('bootstrap', 5);

const event = (results: Results) => `id: 7.aa-0\nevent: put\ndata: ${JSON.stringify(results)}\n\n`;

/** A stream of these pieces, which then stays open, ends, or is lost. */
function stream(pieces: readonly string[], end: 'open' | 'lost', signal?: AbortSignal | null): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
      const lose = () => controller.error(new TypeError('network error'));
      signal?.addEventListener('abort', lose);
      if (end === 'lost') setTimeout(lose, 10);
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

type Answer = (path: string, signal: AbortSignal | null | undefined, nth: number) => Promise<Response>;

const answers = (path: string, signal: AbortSignal | null | undefined): Response =>
  path === 'stream' ? stream([event(LIVE)], 'open', signal) : Response.json(LIVE);
const unreachable = (): Promise<never> => Promise.reject(new TypeError('fetch failed'));

/** Waits, unless it is given up before. */
const after = (ms: number, signal: AbortSignal | null | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
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
    path === 'stream' ? stream([], 'open', signal) : answers(path, signal),
  'sends a stream of nonsense': async (path, signal) =>
    path === 'stream' ? stream(['data: {"version":\n\n'], 'open', signal) : answers(path, signal),
  'sends nonsense everywhere': async (path, signal) =>
    path === 'stream' ? stream(['event: put\ndata: {"flags":7}\n\n'], 'open', signal) : new Response('<html>'),
  'is lost in the middle of an event, then away': async (_, signal, nth) =>
    nth === 0 ? stream([event(LIVE), event(LIVE).slice(0, 60)], 'lost', signal) : unreachable(),
  'refuses the key (401)': async () => new Response(null, { status: 401 }),
  'is asked too often (429), once': async (path, signal, nth) =>
    nth === 0 ? new Response(null, { status: 429, headers: { 'retry-after': '9' } }) : answers(path, signal),
  'is asked too often (429), for long': async () =>
    new Response(null, { status: 429, headers: { 'retry-after': '600' } }),
  'fails (500)': async () => new Response('oops', { status: 500 }),
  'fails (500), then answers': async (path, signal, nth) =>
    nth < 3 ? new Response('oops', { status: 500 }) : answers(path, signal),
};

/** A former visit: what it left behind. */
async function visited(): Promise<ReturnType<typeof createMemoryStorage>> {
  const storage = createMemoryStorage();
  const fetch = async (_: unknown, init?: RequestInit) => stream([event(CACHED)], 'open', init?.signal);
  const former = createClient({
    url: 'http://flags.test',
    key: 'ff_client_x',
    storage,
    usage: false,
    fetch: fetch as never,
  });
  await former.ready();
  former.close();
  return storage;
}

const blocked = () => {
  throw new DOMException('Access is denied for this document.', 'SecurityError');
};

/** What a page has, by the words of the table. */
const PAGES: Readonly<Record<string, () => Promise<Partial<ClientOptions>>>> = {
  'nothing kept': async () => ({ storage: createMemoryStorage() }),
  kept: async () => ({ storage: await visited() }),
  'kept, broken': async () => {
    const storage = await visited();
    for (const [name, text] of storage.kept) storage.kept.set(name, text.slice(0, -9));
    return { storage };
  },
  'storage blocked': async () => ({ storage: { getItem: blocked, setItem: blocked, removeItem: blocked } }),
  'clock a day back': async () => {
    const storage = await visited();
    vi.setSystemTime(Date.now() - DAY_MS);
    return { storage };
  },
  'clock a month on': async () => {
    const storage = await visited();
    vi.setSystemTime(Date.now() + 30 * DAY_MS);
    return { storage };
  },
  bootstrap: async () => ({ storage: createMemoryStorage(), bootstrap: GIVEN }),
  'bootstrap and kept': async () => ({ storage: await visited(), bootstrap: GIVEN }),
};

beforeEach(() => {
  vi.useFakeTimers();
  let last = 1;
  // The same chance in every run.
  vi.spyOn(Math, 'random').mockImplementation(() => {
    last = (last * 48_271) % 2_147_483_647;
    return last / 2_147_483_647;
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** What a read gives at once and later, as the table says it: `cache`, or `fallback, then live`. */
async function cellOf(evaluator: Answer, page: () => Promise<Partial<ClientOptions>>): Promise<string> {
  const options = await page();
  let nth = -1;
  const client = createClient({
    ...{ url: 'http://flags.test', key: 'ff_client_x', usage: false },
    fetch: (url, init) => {
      nth += 1;
      return evaluator(String(url).replace('http://flags.test/v1/', ''), init?.signal, nth);
    },
    ...options,
  });
  const read = () => {
    const { source, value } = client.details('colour', 'fallback');
    // The value is of where it is said to be from.
    expect(value).toBe(source);
    return source;
  };
  const first = read();
  await vi.advanceTimersByTimeAsync(LATER_MS);
  const last = read();
  client.close();
  return first === last ? first : `${first}, then ${last}`;
}

const table = readFailOpenTable(new URL('README.md', import.meta.url));

test('the table has every state of the evaluator and everything that a page may have kept', () => {
  expect(table.columns).toEqual(Object.keys(PAGES));
  expect(table.rows).toEqual(Object.keys(EVALUATORS));
});

describe.each(Object.entries(EVALUATORS))('where the evaluator %s', (name, evaluator) => {
  test.each(Object.entries(PAGES))('a read gives what the table says: %s', async (page, options) => {
    expect(await cellOf(evaluator, options)).toBe(table.cell(name, page));
  });
});
