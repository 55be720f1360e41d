import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CLIENT_KEY, SERVER_KEY, serveShop, type TestServer } from './testing/serve.ts';

/** `fuzz.heavy.test.ts` asks for more. */
const RUNS = Number(process.env['FLAGFORGE_FUZZ_RUNS'] ?? 200);

let shop: TestServer;
beforeAll(async () => {
  const many = 1_000_000;
  shop = await serveShop({ limits: { clientRate: many, clientBurst: many, serverRate: many, serverBurst: many } });
});
afterAll(() => shop.server.close());

/** Whatever came before: the server still answers, and has not failed inside. */
async function expectHealthy(): Promise<void> {
  const response = await shop.post('/v1/evaluate', { flagKey: 'banner', context: {} });
  expect(response.status).toBe(200);
  expect(shop.log.filter(({ event }) => event === 'request_failed')).toEqual([]);
  // Nothing that was sent has left a stream behind.
  while (shop.server.streamStats().open.length > 0) await new Promise(setImmediate);
}

/** Sends pieces on one connection, then ends or cuts it, and returns what came until it closed. */
function sendPieces(pieces: readonly (string | Uint8Array)[], isCut: boolean): Promise<string> {
  return new Promise((resolve) => {
    let received = '';
    const socket = connect(shop.port, '127.0.0.1', () => {
      for (const piece of pieces) socket.write(piece);
      if (isCut) socket.resetAndDestroy();
      else socket.end();
    });
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(received));
  });
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

test('any body gets a JSON answer with a status that is no fault of ours', async () => {
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
      if (response.status !== 200) expect(answer).toMatchObject({ status: response.status, code: expect.any(String) });
      expect(JSON.stringify(answer)).not.toMatch(/node_modules|\.ts\b|\.js\b|at .*\(/);
    }),
    { numRuns: RUNS },
  );
  await expectHealthy();
});

test('any bytes on a connection, whole or cut, are answered in HTTP or not at all', async () => {
  const line = fc.oneof(
    fc.constantFrom(
      'POST /v1/evaluate HTTP/1.1\r\n',
      'POST /v1/evaluate/all HTTP/1.0\r\n',
      'GET /readyz HTTP/1.1\r\n',
      'POST /v1/stream HTTP/1.1\r\n',
      'GET /v1/stream?ticket=x HTTP/1.1\r\n',
      'GET /v1/evaluate?flagKey=banner HTTP/1.1\r\nx-flagforge-context: e30\r\n',
      'POST /ofrep/v1/evaluate/flags/banner HTTP/1.1\r\n',
      'POST /v1/usage HTTP/1.1\r\n',
      'GET /metrics HTTP/1.1\r\n',
      'Last-Event-ID: 1.x-0\r\n',
      `Authorization: Bearer ${CLIENT_KEY}\r\n`,
      'Content-Length: 14\r\n\r\n{"context":{}}',
      'CONNECT x:1 HTTP/1.1\r\n',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      'Host: x\r\n',
      `X-API-Key: ${SERVER_KEY}\r\n`,
      'Content-Length: 5\r\n',
      'Content-Length: -1\r\n',
      'Content-Length: 99999999999999999999\r\n',
      'Transfer-Encoding: chunked\r\n',
      'Transfer-Encoding: gzip, chunked\r\n',
      'Expect: 100-continue\r\n',
      'Upgrade: websocket\r\nConnection: Upgrade\r\n',
      '\r\n',
      '5\r\nhello\r\n0\r\n\r\n',
      'ffffffffffff\r\n',
      '{"flagKey":"banner","context":{}}',
    ),
    fc.string({ unit: 'binary', maxLength: 50 }),
    fc.uint8Array({ maxLength: 50 }),
    fc.nat(30_000).map((length) => `X-Long: ${'x'.repeat(length)}\r\n`),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 10 }), fc.boolean(), async (pieces, isCut) => {
      const received = await sendPieces(pieces, isCut);
      if (received !== '') expect(received).toMatch(/^HTTP\/1\.1 [1-5]\d\d /);
      expect(received).not.toMatch(/^HTTP\/1\.1 500 /m);
    }),
    { numRuns: RUNS },
  );
  await expectHealthy();
});

test('requests that follow one another without waiting are answered each, in their order', async () => {
  const one = (flagKey: string): string => {
    const body = JSON.stringify({ flagKey, context: {} });
    return `POST /v1/evaluate HTTP/1.1\r\nHost: x\r\nX-API-Key: ${SERVER_KEY}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  };
  const keys = ['banner', 'nope', 'local', 'new-checkout', 'banner'];
  const received = await sendPieces([keys.map(one).join('')], false);
  expect(received.match(/"flagKey":"[^"]*"|flag_not_found/g)).toEqual(
    keys.map((key) => (key === 'nope' ? 'flag_not_found' : `"flagKey":"${key}"`)),
  );
});
