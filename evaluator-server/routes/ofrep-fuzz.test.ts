import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectOfrep, type OfrepBody } from '../testing/ofrep-schema.ts';
import { ofrepSnapshot } from '../testing/ofrep-snapshot.ts';
import { ask } from '../testing/raw-http.ts';
import { CLIENT_KEY, SERVER_KEY, serveShop, type TestServer } from '../testing/serve.ts';

let shop: TestServer;
beforeAll(async () => {
  const many = 1_000_000;
  shop = await serveShop({ limits: { clientRate: many, clientBurst: many, serverRate: many, serverBurst: many } });
  shop.source.publish(ofrepSnapshot({ version: 2 }));
});
afterAll(async () => {
  // Whatever came before: it still answers, and nothing has failed inside.
  expect((await shop.post('/ofrep/v1/evaluate/flags', { context: {} })).status).toBe(200);
  expect(shop.log.filter(({ level }) => level === 'error')).toEqual([]);
  await shop.server.close();
});

const key = fc.constantFrom(SERVER_KEY, CLIENT_KEY);

const member = fc.oneof(
  fc.jsonValue({ maxDepth: 8 }),
  fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })),
  fc.constantFrom<unknown>({ targetingKey: 'pat' }, { userId: 9e99 }, {}, '__proto__'),
);
const body = fc.oneof(
  fc.json(),
  fc.string({ unit: 'binary' }),
  fc
    .record({ context: member, overrides: member, ['__proto__']: member }, { requiredKeys: [] })
    .map((value) => JSON.stringify(value)),
  fc.record({ context: member }).map((value) => JSON.stringify(value)),
  fc.constantFrom(
    '['.repeat(30_000),
    '{"context":{"toJSON":1,"constructor":{}}}',
    '{"context":{"a":1e999}}',
    '\ufeff{}',
  ),
);

/** Which body a status of OFREP has. */
const FORMS: Readonly<Record<string, OfrepBody>> = {
  'single 200': 'single',
  'single 400': 'single-failure',
  'single 404': 'not-found',
  'bulk 200': 'bulk',
  'bulk 400': 'bulk-failure',
};

test('any body gets an answer of OFREP, or a ticket or a problem, and no fault of ours', async () => {
  const path = fc.constantFrom('flags/half', 'flags/secret', 'flags', 'tickets');
  await fc.assert(
    fc.asyncProperty(body, path, key, async (text, target, secret) => {
      const isTicket = target === 'tickets';
      const response = await shop.post(isTicket ? '/v1/stream/tickets' : `/ofrep/v1/evaluate/${target}`, text, secret);
      const answer = await response.json();
      if (isTicket) {
        expect([200, 400]).toContain(response.status);
        return;
      }
      const form = FORMS[`${target === 'flags' ? 'bulk' : 'single'} ${response.status}`];
      expect(form).toBeDefined();
      if (form !== undefined) expectOfrep(form, answer);
    }),
    { numRuns: 300 },
  );
});

/** What may stand in a request line: any byte but white space and line ends. */
const visible = fc
  .array(fc.integer({ min: 0x21, max: 0x7e }), { maxLength: 60 })
  .map((bytes) => String.fromCharCode(...bytes));

test('any last segment of a path is a flag that exists, one that does not, or no route', async () => {
  const segment = fc.oneof(
    visible,
    fc.string({ unit: 'binary' }).map((text) => {
      try {
        return encodeURIComponent(text);
      } catch {
        return '%';
      }
    }),
    fc.constantFrom(
      '..',
      '.',
      '%2e%2e',
      '%00',
      '%',
      '%ff',
      ';',
      '?',
      '#',
      '//',
      'half?x',
      'half#x',
      'HALF',
      'x'.repeat(9_000),
    ),
  );
  const sent = '{"context":{"targetingKey":"pat"}}';
  await fc.assert(
    fc.asyncProperty(segment, key, async (text, secret) => {
      const line = `POST /ofrep/v1/evaluate/flags/${text} HTTP/1.1`;
      const answer = await ask(shop.port, line, [`X-API-Key: ${secret}`, `Content-Length: ${sent.length}`], sent);
      expect([200, 400, 404, 431]).toContain(answer.status);
      if (answer.status === 200) expectOfrep('single', JSON.parse(answer.body));
      expect(answer.body).not.toMatch(/node_modules|\.ts\b|at .*\(/);
    }),
    { numRuns: 300 },
  );
});

test('any query and any context in a header is answered', async () => {
  const header = fc.oneof(
    visible.map((text) => text.trim()),
    fc.json().map((text) => Buffer.from(text).toString('base64url')),
    member.map((value) => Buffer.from(JSON.stringify(value)).toString('base64url')),
    fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64url')),
  );
  const query = fc.oneof(
    visible,
    visible.map((text) => `flagKey=${text}`),
    fc.constantFrom('flagKey=half,of-text', 'flagKey=__proto__,constructor', `flagKey=${','.repeat(5_000)}`),
  );
  await fc.assert(
    fc.asyncProperty(query, header, key, async (asked, context, secret) => {
      const headers = [`X-API-Key: ${secret}`, `x-flagforge-context: ${context}`];
      const answer = await ask(shop.port, `GET /v1/evaluate?${asked} HTTP/1.1`, headers);
      expect([200, 400]).toContain(answer.status);
      const { flags, code } = JSON.parse(answer.body) as { flags?: object; code?: string };
      expect(typeof (answer.status === 200 ? flags : code)).toBe(answer.status === 200 ? 'object' : 'string');
    }),
    { numRuns: 300 },
  );
});

test('any tag, host and origin is answered', async () => {
  const value = fc.oneof(visible, fc.constantFrom('*', 'W/""', '"', ',,,,', `"${'x'.repeat(5_000)}"`));
  const name = fc.constantFrom('If-None-Match', 'Origin', 'X-Forwarded-Host', 'X-Forwarded-Proto', 'X-Forwarded-For');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(name, value), { maxLength: 4 }), key, async (headers, secret) => {
      const lines = headers.map(([one, text]) => `${one}: ${text}`);
      const head = [`X-API-Key: ${secret}`, 'Content-Length: 14', ...lines];
      const answer = await ask(shop.port, 'POST /ofrep/v1/evaluate/flags HTTP/1.1', head, '{"context":{}}');
      expect([200, 304]).toContain(answer.status);
      if (answer.status === 200) expectOfrep('bulk', JSON.parse(answer.body));
    }),
    { numRuns: 200 },
  );
});
