import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMemoryKeys } from './keys/memory.ts';
import { describeFailure } from './log.ts';
import { exchange } from './testing/raw-http.ts';
import { CLIENT_KEY, SERVER_KEY, serveShop, TEST_KEYS, type TestServer } from './testing/serve.ts';

describe('what is logged of a failure', () => {
  test('is its class and where it happened, not what it says', () => {
    const { error, at } = describeFailure(new RangeError('somebody@example.com is out of range'));
    expect(error).toBe('RangeError');
    expect(at).toContain('log.test.ts');
  });

  test.each(['one\n    at secret (value)', '\n    at secret', 'at secret', ''])(
    'is not a line of its message that looks like one of a stack: %j',
    (message) => {
      const { at } = describeFailure(new Error(message));
      expect(at).toContain('log.test.ts');
      expect(at).not.toContain('secret');
    },
  );

  test.each([
    ['secret', 'string'],
    [{ secret: 1 }, 'object'],
    [null, 'object'],
  ])('is the type of what is no error: %j', (thrown, error) => {
    expect(describeFailure(thrown)).toEqual({ error, at: '' });
  });
});

describe('no key, header, path, query or context value reaches a log line', () => {
  /** Where the texts are that a caller sends, in each of which a secret stands. */
  const PLACES = ['key', 'header', 'path', 'query', 'context', 'body', 'name', 'override', 'id'] as const;

  /** A text that nothing else in a log line has in it. */
  const secretText = fc.stringMatching(/^[a-z]{12,24}$/).map((text) => `zq${text}`);
  const secrets = fc.record(Object.fromEntries(PLACES.map((place) => [place, secretText])));
  const target = fc.constantFrom(
    'POST /v1/evaluate',
    'POST /v1/evaluate/all',
    'GET /v1/evaluate',
    'GET /v1/snapshot',
    'POST /v1/usage',
    'GET /v1/usage',
    'POST /v1/stream/tickets',
    'POST /ofrep/v1/evaluate/flags',
    'POST /ofrep/v1/evaluate/flags/',
    'GET /v1/stream',
    'GET /metrics',
    'BREW /',
  );
  const key = fc.constantFrom(SERVER_KEY, CLIENT_KEY, 'ff_server_', 'Basic ');
  const isWhole = fc.boolean();

  /** Fails as stores and parsers do: with a message that quotes what it was asked. */
  let failing: TestServer;
  let shop: TestServer;
  beforeAll(async () => {
    shop = await serveShop({ accessLog: 'all' });
    const keys = createMemoryKeys(TEST_KEYS);
    failing = await serveShop({
      accessLog: 'all',
      keys: {
        ...keys,
        find(hash) {
          throw new Error(`no row for ${hash}\n    at ${SERVER_KEY}`);
        },
      },
    });
  });
  afterAll(() => Promise.all([shop.server.close(), failing.server.close()]));

  test('whatever is sent, also where the server fails', async () => {
    const property = fc.asyncProperty(secrets, target, key, isWhole, async (secret, line, presented, whole) => {
      const of = (place: (typeof PLACES)[number]): string => secret[place] ?? '';
      const [method, path] = line.split(' ');
      const sentKey = presented === SERVER_KEY || presented === CLIENT_KEY ? presented : presented + of('key');
      const json = JSON.stringify({
        flagKey: of('name'),
        context: { [of('name')]: of('context'), ip: of('context') },
        overrides: { banner: of('override') },
        body: of('body'),
      });
      const body = whole ? json : `${json.slice(0, -1)}${of('body')}`;
      const request = [
        `${method} ${path}${path?.endsWith('/') ? of('path') : ''}?flagKey=${of('query')}&ticket=${of('query')} HTTP/1.1`,
        'Host: x',
        'Connection: close',
        `Authorization: ${sentKey.startsWith('Basic') ? sentKey : `Bearer ${sentKey}`}`,
        `X-Other: ${of('header')}`,
        `X-Request-Id: ff_server_${of('id')}`,
        `Traceparent: 00-${of('id')}`,
        `Tracestate: a=${of('id')}`,
        `User-Agent: ${of('header')}`,
        `Origin: https://${of('header')}.example`,
        `X-FlagForge-Context: ${Buffer.from(json).toString('base64url')}`,
        `Content-Length: ${Buffer.byteLength(body)}`,
      ];
      const text = `${request.join('\r\n')}\r\n\r\n${body}`;
      // A stream stays open; all others end by themselves.
      if (path !== '/v1/stream' || presented !== SERVER_KEY)
        await Promise.all([shop, failing].map(({ port }) => exchange(port, text)));
      const logged = JSON.stringify([shop.log, failing.log]);
      for (const place of PLACES) expect(logged).not.toContain(of(place));
      for (const known of [SERVER_KEY, CLIENT_KEY, ...TEST_KEYS.map(({ hash }) => hash)])
        expect(logged).not.toContain(known);
      shop.log.length = 0;
      failing.log.length = 0;
    });
    await fc.assert(property, { numRuns: 300 });
  });

  test('and there are lines: each answer has one, each failure says where', async () => {
    await shop.post('/v1/evaluate', { flagKey: 'banner', context: {} });
    await failing.post('/v1/evaluate', { flagKey: 'banner', context: {} });
    expect(shop.log).toContainEqual(expect.objectContaining({ event: 'request', route: 'evaluate', status: 200 }));
    const failed = failing.log.find(({ event }) => event === 'request_failed');
    expect(failed).toMatchObject({ error: 'Error', at: expect.stringContaining('log.test.ts') });
    expect(JSON.stringify(failing.log)).not.toContain(SERVER_KEY);
  });
});
