import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from '../testing/raw-http.ts';
import { SERVER_KEY, serveShop, TEST_KEYS, type TestServer } from '../testing/serve.ts';
import { marksOf } from './request-marks.ts';
import { readTraceContext, renderTraceResponse } from './trace-context.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const TRACEPARENT = `00-${TRACE}-${PARENT}-01`;

describe('the id of a request', () => {
  test.each(['8d2f6c1e-4b1a-4f0e-9a57-0c1d2e3f4a5b', 'abcdefgh', 'A'.repeat(64)])('is taken over: %s', (sent) => {
    expect(marksOf({ headers: { 'x-request-id': sent } }).requestId).toBe(sent);
  });

  test.each([
    '',
    'short',
    'A'.repeat(65),
    'with space here',
    'line\nbreak-line',
    '"quoted-quoted"',
    'ff_server_secret-secret',
    'eyJhbGciOi.eyJzdWIi.c2ln',
    'größer-als-ascii',
    ['abcdefgh', 'abcdefgh'],
  ])('is made where %j was sent, and is another one for each request', (sent) => {
    const headers = { 'x-request-id': sent as string };
    const [one, two] = [marksOf({ headers }).requestId, marksOf({ headers }).requestId];
    expect(one).toMatch(/^[0-9a-f]{12}-[0-9a-z]+$/);
    expect(two).not.toBe(one);
  });

  test('stays the same for one request', () => {
    const req = { headers: {} };
    expect(marksOf(req)).toBe(marksOf(req));
  });
});

describe('the trace of a request', () => {
  test.each([
    TRACEPARENT,
    `00-${TRACE}-${PARENT}-00`,
    `01-${TRACE}-${PARENT}-01`,
    `cc-${TRACE}-${PARENT}-01-of-a-later-version`,
  ])('is read from %s, and the request gets a span of its own', (sent) => {
    const trace = readTraceContext(sent);
    expect(trace).toMatchObject({ traceId: TRACE, flags: sent.slice(53, 55) });
    expect(trace?.spanId).toMatch(/^[0-9a-f]{16}$/);
    expect(trace?.spanId).not.toBe(PARENT);
    expect(readTraceContext(sent)?.spanId).not.toBe(trace?.spanId);
  });

  test.each([
    undefined,
    '',
    TRACEPARENT.toUpperCase(),
    ` ${TRACEPARENT}`,
    `${TRACEPARENT}-more`,
    `${TRACEPARENT}x`,
    `cc-${TRACE}-${PARENT}-01x`,
    `ff-${TRACE}-${PARENT}-01`,
    `00-${'0'.repeat(32)}-${PARENT}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.slice(1)}-${PARENT}-01`,
    `00-${TRACE}-${PARENT}`,
    `01-${TRACE}-${PARENT}-01-${'x'.repeat(600)}`,
    [TRACEPARENT],
  ])('is none where %j was sent', (sent) => {
    expect(readTraceContext(sent)).toBeNull();
  });

  test('is told as the same trace with our own span', () => {
    const trace = readTraceContext(TRACEPARENT);
    expect(trace === null ? '' : renderTraceResponse(trace)).toBe(`00-${TRACE}-${trace?.spanId}-01`);
  });
});

describe('over HTTP', () => {
  let shop: TestServer;
  let failing: TestServer;

  beforeAll(async () => {
    shop = await serveShop();
    failing = await serveShop({
      keys: {
        start: async () => {},
        find: () => {
          throw new Error('the store of keys broke');
        },
        environments: () => new Set(TEST_KEYS.map(({ environment }) => environment)),
        allowsOrigin: () => false,
        close: async () => {},
      },
    });
  });
  afterAll(() => Promise.all([shop.server.close(), failing.server.close()]));

  const headOf = async (server: TestServer, line: string, headers: readonly string[]): Promise<string> =>
    (await ask(server.port, line, headers)).head;

  test.each(['GET /nothing HTTP/1.1', 'GET /v1/snapshot HTTP/1.1', 'POST /ofrep/v1/evaluate/flags HTTP/1.1'])(
    'an error answer of %s carries the id that was sent',
    async (line) => {
      expect(await headOf(shop, line, ['X-Request-Id: client-made-17'])).toContain('X-Request-Id: client-made-17\r\n');
      expect(await headOf(shop, line, ['X-Request-Id: ff_server_x'])).toMatch(/^X-Request-Id: [0-9a-f]{12}-\w+\r$/m);
    },
  );

  test('any answer tells the trace that it belongs to, and nothing to who sent none', async () => {
    const key = `Authorization: Bearer ${SERVER_KEY}`;
    const line = 'GET /v1/snapshot HTTP/1.1';
    expect(await headOf(shop, line, [key, `Traceparent: ${TRACEPARENT}`])).toMatch(
      new RegExp(`^traceresponse: 00-${TRACE}-[0-9a-f]{16}-01\r?$`, 'm'),
    );
    expect(await headOf(shop, line, [key, 'Traceparent: 00-nonsense'])).not.toContain('traceresponse');
    expect(await headOf(shop, line, [key])).not.toContain('traceresponse');
  });

  test('what fails by our fault is logged with both, as the answer has them', async () => {
    const headers = [
      `Authorization: Bearer ${SERVER_KEY}`,
      `Traceparent: ${TRACEPARENT}`,
      'X-Request-Id: find-me-again',
    ];
    const head = await headOf(failing, 'GET /v1/snapshot HTTP/1.1', headers);
    expect(head).toMatch(/^HTTP\/1\.1 500 /);
    expect(head).toContain('X-Request-Id: find-me-again\r\n');
    const entry = failing.log.find(({ event }) => event === 'request_failed');
    expect(entry).toMatchObject({ level: 'error', requestId: 'find-me-again', traceId: TRACE });
    expect(head).toContain(`traceresponse: 00-${TRACE}-${entry?.spanId}-01`);
  });
});
