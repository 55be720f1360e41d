import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hostile } from './testing/hostile-requests.ts';
import { sendPieces } from './testing/send-pieces.ts';
import { CLIENT_KEY, SERVER_KEY, serveShop, type TestServer } from './testing/serve.ts';
import { readStrictAnswers, type StrictAnswer } from './testing/strict-answers.ts';
import { readStrictRequests, type StrictRequest } from './testing/strict-requests.ts';

/** `fuzz.heavy.test.ts` asks for more. */
const RUNS = Number(process.env['FLAGFORGE_FUZZ_RUNS'] ?? 2_000);
/** So often is it counted what is left in memory: at each tenth of a short run. */
const GROWTH_STEP = Math.min(1_000, Math.ceil(RUNS / 10));
/** What the second half of the requests may add to what the first half left, in bytes. */
const GROWTH_BYTES = 4_194_304;
const LONGEST_MS = 3_600_000;
/** The usual limit for a property would end this one early, and call that a success. */
const AS_LONG_AS_IT_TAKES = { interruptAfterTimeLimit: LONGEST_MS } as const;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What is used once everything that is not used any more is gone, in bytes. */
function heapUsed(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

/** The open connections of this process, on either side. */
function openSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
}

/**
 * The answers on a connection, or null. What the parser refuses is answered without its method being known, so the answer to a
 * HEAD that is the last one may have a body, and that to what the strict reader did not see as a request may have none.
 */
function readAnswersTo(requests: readonly StrictRequest[], received: Buffer): readonly StrictAnswer[] | null {
  const isHead = (index: number): boolean => requests[index]?.method === 'HEAD';
  const ways = [
    isHead,
    (index: number) => index === requests.length || isHead(index),
    ...requests.map((_, last) => (index: number) => index < last && isHead(index)),
  ];
  for (const way of ways) {
    const answers = readStrictAnswers(received, way);
    if (answers !== null) return answers;
  }
  return null;
}

let shop: TestServer;
beforeAll(async () => {
  const many = 1_000_000;
  const rates = { clientRate: many, clientBurst: many, serverRate: many, serverBurst: many };
  shop = await serveShop({ limits: { ...rates, streamRate: many, streamBurst: many } });
});
afterAll(() => shop.server.close());

/** Whatever came before: the server still answers, and has not failed inside. */
async function expectHealthy(): Promise<void> {
  const response = await shop.post('/v1/evaluate', { flagKey: 'banner', context: {} });
  expect(response.status).toBe(200);
  expect(shop.log.filter(({ event }) => event === 'request_failed')).toEqual([]);
}

const jsonish = fc.oneof(
  fc.json(),
  fc.string({ unit: 'binary' }),
  fc.json().map((text) => text.slice(0, -1)),
  fc.constantFrom('['.repeat(30_000), '{"a":'.repeat(10_000), '"\\ud800"', '1e999', '-0', '\ufeff{}', 'null'),
);

const member = fc.oneof(
  fc.jsonValue({ maxDepth: 8 }),
  fc.constantFrom<unknown>('banner', 'secret-api', {}, '__proto__'),
);
const request = fc.record(
  { flagKey: member, context: member, overrides: member, ['__proto__']: member },
  { requiredKeys: [] },
);

test(
  'any body gets a JSON answer with a status that is no fault of ours',
  async () => {
    const body = fc.oneof(
      jsonish,
      request.map((value) => JSON.stringify(value)),
    );
    const path = fc.constantFrom('/v1/evaluate', '/v1/evaluate/all');
    await fc.assert(
      fc.asyncProperty(body, path, fc.constantFrom(SERVER_KEY, CLIENT_KEY), async (text, target, key) => {
        const response = await shop.post(target, text, key);
        expect([200, 400, 404]).toContain(response.status);
        const answer = (await response.json()) as { status?: number; code?: string };
        if (response.status !== 200)
          expect(answer).toMatchObject({ status: response.status, code: expect.any(String) });
        expect(JSON.stringify(answer)).not.toMatch(/node_modules|\.ts\b|\.js\b|at .*\(/);
      }),
      { numRuns: RUNS, ...AS_LONG_AS_IT_TAKES },
    );
    await expectHealthy();
  },
  LONGEST_MS,
);

test(
  'any bytes on a connection, whole, in pieces or cut, are answered in whole messages of HTTP, or not at all',
  async () => {
    const quiet = async (): Promise<void> => {
      // Nothing that was sent has left a connection or a stream behind.
      while (openSockets() > idle || shop.server.streamStats().open.length > 0) await nextTurn();
    };
    const idle = openSockets();
    const sizes: number[] = [];
    let sent = 0;
    const property = fc.asyncProperty(hostile, async (what) => {
      const received = await sendPieces(shop.port, what);
      sent += 1;
      if (sent % GROWTH_STEP === 0) {
        await quiet();
        sizes.push(heapUsed());
      }
      if (what.last === 'reset') return;
      const { requests, stop } = readStrictRequests(what.bytes);
      const answers = readAnswersTo(requests, received);
      if (answers === null)
        throw new Error(`not whole: ${JSON.stringify(received.toString('latin1').slice(0, 2_000))}`);
      const faults = answers.filter(({ status }) => status >= 500 && status !== 501 && status !== 503);
      expect(faults).toEqual([]);
      // What a strict reader does not see as a request is not answered as one; what it refuses is refused once.
      const isWhole = stop === 'end' || stop === 'closes';
      expect(answers.length).toBeLessThanOrEqual(requests.length + (isWhole ? 0 : 1));
    });
    await fc.assert(property, { numRuns: RUNS, ...AS_LONG_AS_IT_TAKES });
    await quiet();
    expect(sent).toBeGreaterThanOrEqual(RUNS);
    // The first half fills what is bounded and is compiled; the second half adds nothing.
    const half = Math.floor(sizes.length / 2);
    if (half >= 2)
      expect(Math.min(...sizes.slice(half)) - Math.min(...sizes.slice(0, half))).toBeLessThan(GROWTH_BYTES);
    await expectHealthy();
    expect(JSON.stringify(shop.log)).not.toMatch(/ff_(?:server|client)_/);
  },
  LONGEST_MS,
);

test('requests that follow one another without waiting are answered each, in their order', async () => {
  const one = (flagKey: string): string => {
    const body = JSON.stringify({ flagKey, context: {} });
    return `POST /v1/evaluate HTTP/1.1\r\nHost: x\r\nX-API-Key: ${SERVER_KEY}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  };
  const keys = ['banner', 'nope', 'local', 'new-checkout', 'banner'];
  const received = await sendPieces(shop.port, { bytes: Buffer.from(keys.map(one).join('')), cuts: [], last: 'end' });
  expect(received.toString().match(/"flagKey":"[^"]*"|flag_not_found/g)).toEqual(
    keys.map((key) => (key === 'nope' ? 'flag_not_found' : `"flagKey":"${key}"`)),
  );
});
