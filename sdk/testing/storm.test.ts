/**
 * A thousand clients and an evaluator that fails for a minute, in time that the test moves: one stream a client, attempts
 * spread evenly, and everybody current within five seconds of its return.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { shopSnapshot } from '../../evaluator-server/testing/shop-snapshot.ts';
import { createClient as createNodeClient } from '../node/create-client.ts';
import { createClient as createWebClient } from '../web/create-client.ts';
import { startVirtualTime, type VirtualTime } from './virtual-time.ts';

const CLIENTS = 1_000;
const OUTAGE_MS = 60_000;
const BACK_MS = 5_000;
const LATENCY_MS = 20;
const STEP_MS = 20;

/** How an evaluator fails. */
type Failure = 'is away' | 'answers 500' | 'takes streams and drops them';

/** What an evaluator that works says: on a stream, and when it is asked. */
interface Told {
  readonly stream: string;
  readonly body: string;
}

/** What one client has open, and when it asked. */
interface Line {
  streams: number;
  most: number;
}

/** An evaluator for all of them. */
function createEvaluator(failure: Failure, data: Told) {
  const lines = Array.from({ length: CLIENTS }, (): Line => ({ streams: 0, most: 0 }));
  const attempts: number[] = [];
  const streams = new Set<ReadableStreamDefaultController<Uint8Array>>();
  let isFailing = false;

  const open = (line: Line, signal: AbortSignal | null | undefined, event: string, isDropped: boolean): Response => {
    line.streams += 1;
    line.most = Math.max(line.most, line.streams);
    let isOpen = true;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        const end = (): void => {
          if (!isOpen) return;
          isOpen = false;
          line.streams -= 1;
          streams.delete(controller);
          controller.error(new TypeError('network error'));
        };
        signal?.addEventListener('abort', end);
        controller.enqueue(new TextEncoder().encode(`retry: 1000\n\n${isDropped ? '' : event}`));
        if (isDropped) setTimeout(end, LATENCY_MS);
        else streams.add(controller);
      },
    });
    return new Response(body);
  };

  return {
    lines,
    attempts,
    fetchOf:
      (index: number): typeof fetch =>
      async (url, init) => {
        const line = lines[index] as Line;
        const isStream = String(url).endsWith('/stream');
        if (isFailing && isStream) attempts.push(Date.now());
        line.streams += isStream ? 1 : 0;
        line.most = Math.max(line.most, line.streams);
        await new Promise((resolve) => setTimeout(resolve, LATENCY_MS));
        line.streams -= isStream ? 1 : 0;
        if (init?.signal?.aborted === true) throw init.signal.reason;
        if (!isFailing) return isStream ? open(line, init?.signal, data.stream, false) : new Response(data.body);
        if (failure === 'is away') throw new TypeError('fetch failed');
        if (failure === 'answers 500' || !isStream) return new Response('oops', { status: 500 });
        return open(line, init?.signal, data.stream, true);
      },
    fail() {
      isFailing = true;
      for (const controller of [...streams]) controller.error(new TypeError('network error'));
      for (const line of lines) line.streams = 0;
      streams.clear();
    },
    heal: () => {
      isFailing = false;
    },
  };
}

interface Stormed {
  current(): boolean;
  close(): unknown;
}

function told(data: unknown): Told {
  const body = JSON.stringify(data);
  return { body, stream: `id: 1.aa-0\nevent: put\ndata: ${body}\n\n` };
}
const flags = { colour: { value: 'red', variant: 'red', reason: 'default' } };

/** Both kinds of clients, behind what this test asks of them. */
const KINDS: Readonly<Record<string, { readonly data: Told; create(send: typeof fetch): Stormed }>> = {
  pages: {
    data: told({ version: 1, flags }),
    create(send) {
      const client = createWebClient({ url: 'http://flags.test', key: 'x', storage: null, usage: false, fetch: send });
      return { current: () => client.status === 'live', close: () => client.close() };
    },
  },
  services: {
    data: told(shopSnapshot({ flags: [] })),
    create(send) {
      const client = createNodeClient({ url: 'http://flags.test', key: 'x', usage: false, fetch: send, log: () => {} });
      return { current: () => client.status === 'live', close: () => client.close() };
    },
  },
};

let time: VirtualTime;
beforeEach(() => {
  time = startVirtualTime(STEP_MS);
  let last = 1;
  // The same chance in every run.
  vi.spyOn(Math, 'random').mockImplementation(() => {
    last = (last * 48_271) % 2_147_483_647;
    return last / 2_147_483_647;
  });
});
afterEach(() => time.end());

const FAILURES: readonly Failure[] = ['is away', 'answers 500', 'takes streams and drops them'];

describe.each(Object.entries(KINDS))('a thousand %s', (_, { data, create }) => {
  test.each(FAILURES)('when the evaluator %s', async (failure) => {
    const evaluator = createEvaluator(failure, data);
    const clients = evaluator.lines.map((_line, index) => create(evaluator.fetchOf(index)));
    await time.pass(1_000);
    expect(clients.filter((client) => client.current())).toHaveLength(CLIENTS);

    evaluator.fail();
    const lostAt = Date.now();
    await time.pass(OUTAGE_MS);
    // A stream that is dropped was there for a moment.
    const isNever = failure !== 'takes streams and drops them';
    if (isNever) expect(clients.filter((client) => client.current())).toHaveLength(0);
    evaluator.heal();
    const healedAt = Date.now();
    await time.pass(BACK_MS);
    expect(clients.filter((client) => client.current())).toHaveLength(CLIENTS);

    expect(Math.max(...evaluator.lines.map(({ most }) => most))).toBe(1);

    // By seconds, once the first of them are over: everybody lost the stream in the same moment.
    const perSecond = new Array<number>(OUTAGE_MS / 1_000).fill(0);
    for (const at of evaluator.attempts) {
      const second = Math.floor((at - lostAt) / 1_000);
      if (at < healedAt) perSecond[second] = (perSecond[second] ?? 0) + 1;
    }
    const settled = perSecond.slice(10);
    const mean = settled.reduce((sum, n) => sum + n, 0) / settled.length;
    expect(Math.max(...settled)).toBeLessThan(mean * 1.3);
    expect(Math.min(...settled)).toBeGreaterThan(mean * 0.7);
    // Never the whole crowd at once, not even in the first moment.
    const perTenth = new Map<number, number>();
    for (const at of evaluator.attempts)
      perTenth.set(Math.floor((at - lostAt) / 100), (perTenth.get(Math.floor((at - lostAt) / 100)) ?? 0) + 1);
    expect(Math.max(...perTenth.values())).toBeLessThan(CLIENTS / 5);

    for (const client of clients) void client.close();
  });
});
