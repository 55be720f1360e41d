import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashKey } from '../keys/key.ts';
import { CLIENT_KEY, SERVER_KEY, serveShop, type TestServer } from '../testing/serve.ts';
import { createTickets } from '../tickets/tickets.ts';

const SECRET = 'a secret for tests, of 32 bytes or so';
const NOW = Date.parse('2026-12-01T09:00:00Z');

let shop: TestServer;
beforeAll(async () => {
  shop = await serveShop({ ticketSecrets: [SECRET], clock: () => NOW });
});
afterAll(() => shop.server.close());

async function issue(body: unknown, key = CLIENT_KEY, headers = {}) {
  const response = await shop.post('/v1/stream/tickets', body, key, headers);
  const answer = (await response.json()) as { url: string; expiresAt: string; code: string };
  return { status: response.status, headers: response.headers, answer };
}

/** What another evaluator reads in a ticket. */
function read(url: string) {
  const tickets = createTickets({ secrets: [SECRET], entries: 1 });
  return tickets.open(new URL(url).searchParams.get('ticket') ?? '', NOW);
}

describe('POST /v1/stream/tickets', () => {
  test('gives a URL for 60 seconds that says who asks what, sealed', async () => {
    const { status, headers, answer } = await issue({ context: { userId: 'u1', ip: '9.9.9.9' } });
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(Object.keys(answer)).toEqual(['url', 'expiresAt']);
    expect(answer.expiresAt).toBe('2026-12-01T09:01:00.000Z');
    expect(answer.url.startsWith(`${shop.url}/v1/stream?ticket=`)).toBe(true);
    expect(read(answer.url)).toMatchObject({
      keyHash: hashKey(CLIENT_KEY),
      environment: 'production',
      context: { userId: 'u1', ip: '127.0.0.1' },
      form: 'own',
      issuedAt: NOW,
    });
  });

  test('each is another one', async () => {
    const [one, other] = await Promise.all([issue({ context: {} }), issue({ context: {} })]);
    expect(one.answer.url).not.toBe(other.answer.url);
  });

  test('keeps overrides for the stream', async () => {
    const { answer } = await issue({ context: {}, overrides: { banner: 'none' } });
    expect(read(answer.url)).toMatchObject({ overrides: { banner: 'none' } });
  });

  test('a server key needs no context, since its stream depends on none', async () => {
    for (const body of ['', {}, { context: { userId: 'u1' } }]) {
      const { status, answer } = await issue(body, SERVER_KEY);
      expect(status).toBe(200);
      expect(read(answer.url)).toMatchObject({ keyHash: hashKey(SERVER_KEY), context: {} });
    }
  });

  test.each([
    ['nothing', '', 'parse_error'],
    ['no context', {}, 'invalid_context'],
    ['more than a stream keeps', { context: { a: 'x'.repeat(4_000), b: 'x'.repeat(100) } }, 'invalid_context'],
    ['too many overrides', { context: {}, overrides: { a: 'x'.repeat(5_000) } }, 'invalid_context'],
    ['overrides that are none', { context: {}, overrides: { a: 1 } }, 'parse_error'],
  ])('%s is 400', async (_, body, code) => {
    const { status, answer } = await issue(body);
    expect([status, answer.code]).toEqual([400, code]);
  });

  test('as large a context as a stream keeps fits, and its URL in a head', async () => {
    const padding = 4_096 - JSON.stringify({ a: '', ip: '127.0.0.1' }).length;
    const { status, answer } = await issue({ context: { a: 'x'.repeat(padding) } });
    expect(status).toBe(200);
    expect(answer.url.length).toBeLessThan(6_000);
    expect(read(answer.url)).toHaveProperty('context.a');
    expect((await issue({ context: { a: 'x'.repeat(padding + 1) } })).status).toBe(400);
  });

  test('asks for a key, and lets pages of its origins read the answer', async () => {
    expect((await shop.post('/v1/stream/tickets', { context: {} }, null)).status).toBe(401);
    const { headers } = await issue({ context: {} }, CLIENT_KEY, { origin: 'https://shop.example' });
    expect(headers.get('access-control-allow-origin')).toBe('https://shop.example');
  });
});
