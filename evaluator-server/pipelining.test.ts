import { afterAll, beforeAll, expect, test } from 'vitest';
import { exchange } from './testing/raw-http.ts';
import { CLIENT_KEY, SERVER_KEY, serveShop, type TestServer } from './testing/serve.ts';

let shop: TestServer;
beforeAll(async () => {
  shop = await serveShop();
});
afterAll(() => shop.server.close());

/** One request as it goes over the wire. */
function raw(line: string, key: string | null, body = '', headers: readonly string[] = []): string {
  const head = [line, 'Host: x', ...headers];
  if (key !== null) head.push(`Authorization: Bearer ${key}`);
  if (body !== '') head.push(`Content-Length: ${Buffer.byteLength(body)}`);
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

const LAST = ['Connection: close'];
const one = (flagKey: string): string => JSON.stringify({ flagKey, context: { userId: 'u1' } });
const ALL = JSON.stringify({ context: { userId: 'u1' } });

const statuses = (text: string): readonly number[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));

test('requests on one connection are answered in their order, whatever each of them takes', async () => {
  const tag = (await shop.post('/v1/evaluate/all', ALL)).headers.get('etag');
  const sent = [
    raw('POST /v1/evaluate HTTP/1.1', SERVER_KEY, one('new-checkout')),
    raw('POST /v1/evaluate HTTP/1.1', SERVER_KEY, one('not-a-flag')),
    raw('POST /v1/evaluate/all HTTP/1.1', SERVER_KEY, ALL, [`If-None-Match: ${tag}`]),
    raw('OPTIONS /v1/evaluate HTTP/1.1', null, '', ['Origin: https://shop.example']),
    raw('GET /healthz HTTP/1.1', null),
    raw('HEAD /healthz HTTP/1.1', null),
    raw('GET /v1/snapshot HTTP/1.1', SERVER_KEY),
    raw('GET /v1/evaluate/all HTTP/1.1', SERVER_KEY),
    raw('POST /v1/evaluate HTTP/1.1', CLIENT_KEY, one('new-checkout'), ['Origin: https://shop.example', ...LAST]),
  ];
  const received = await exchange(shop.port, sent.join(''));
  expect(statuses(received)).toEqual([200, 404, 304, 204, 200, 200, 200, 405, 200]);
  expect(received.match(/^Date: .* GMT\r$/gm)).toHaveLength(sent.length);
  const last = received.slice(received.lastIndexOf('HTTP/1.1 '));
  expect(last).toContain('Access-Control-Allow-Origin: https://shop.example\r\n');
  expect(last).toContain('Connection: close\r\n');
});

test('a client of HTTP/1.0 gets the same answer and the end of the connection, or keeps it when it asks to', async () => {
  const request = (headers: readonly string[]): string =>
    raw('POST /v1/evaluate HTTP/1.0', SERVER_KEY, one('new-checkout'), headers);
  const received = await exchange(shop.port, request([]));
  expect(statuses(received)).toEqual([200]);
  expect(received).toContain('Connection: close\r\n');
  const kept = await exchange(shop.port, request(['Connection: keep-alive']) + request(LAST));
  expect(statuses(kept)).toEqual([200, 200]);
});

test('an answer that was ready arrives though what follows it is no request', async () => {
  const sent = `${raw('GET /v1/snapshot HTTP/1.1', SERVER_KEY)}\0\0\0 no request\r\n\r\n`;
  expect(statuses(await exchange(shop.port, sent))).toEqual([200]);
});

test('a server that closes still answers everything that it has read', async () => {
  const ending = await serveShop();
  const asked = Array.from({ length: 200 }, () => ending.post('/v1/evaluate/all', ALL));
  await Promise.race(asked);
  const [closed, ...answers] = await Promise.allSettled([ending.server.close(), ...asked]);
  expect(closed.status).toBe('fulfilled');
  const whole = await Promise.all(
    answers.map(async (answer) => (answer.status === 'fulfilled' ? (await answer.value.text()).endsWith('}}') : null)),
  );
  // A connection that was accepted and said nothing yet may be refused; an answer that began is whole.
  expect(whole).not.toContain(false);
  expect(whole).toContain(true);
});
