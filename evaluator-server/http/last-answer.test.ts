import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exchange } from '../testing/raw-http.ts';
import { SERVER_KEY, serveShop, type TestServer } from '../testing/serve.ts';
import { answerLast, stopAfterLast } from './last-answer.ts';

const NEXT = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';

/** What a server that answers like this sends on one connection, and which targets it took for requests. */
async function serve(text: string, listener: RequestListener): Promise<{ received: string; targets: string[] }> {
  const targets: string[] = [];
  const server = createServer((req, res) => {
    if (stopAfterLast(req.socket)) return;
    targets.push(req.url ?? '');
    listener(req, res);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const received = await exchange((server.address() as AddressInfo).port, text);
  server.close();
  return { received, targets };
}

test('the last answer says that it is, leaves whole, and nothing behind it is a request', async () => {
  const long = 'x'.repeat(1_000_000);
  const { received, targets } = await serve(`GET /a HTTP/1.1\r\nHost: x\r\n\r\n${NEXT}${NEXT}`, (req, res) => {
    answerLast(req, res);
    res.end(long);
  });
  expect(targets).toEqual(['/a']);
  expect(received).toMatch(/^Connection: close\r$/m);
  expect(received.endsWith(long)).toBe(true);
});

test('answers before the last one are not concerned', async () => {
  const last = 'GET /last HTTP/1.1\r\nHost: x\r\n\r\n';
  const { received, targets } = await serve(NEXT + NEXT + last + NEXT, (req, res) => {
    if (req.url === '/last') answerLast(req, res);
    res.end();
  });
  expect(targets).toEqual(['/healthz', '/healthz', '/last']);
  expect(received.match(/HTTP\/1\.1 200/g)).toHaveLength(3);
});

test('a last answer that never ends is ended by what follows it', async () => {
  const { received, targets } = await serve(`GET /a HTTP/1.1\r\nHost: x\r\n\r\n${NEXT}`, (req, res) => {
    answerLast(req, res);
    res.write('begun');
  });
  expect(targets).toEqual(['/a']);
  expect(received.match(/HTTP\/1\.1 /g)?.length ?? 0).toBeLessThanOrEqual(1);
});

let shop: TestServer;
beforeAll(async () => {
  shop = await serveShop();
});
afterAll(() => shop.server.close());

const BEARER = `Authorization: Bearer ${SERVER_KEY}\r\n`;
const QUESTION = '{"flagKey":"banner","context":{}}';

test.each([
  ['no Host', 400, 'GET /healthz HTTP/1.1\r\n\r\n'],
  ['two Hosts', 400, 'GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'],
  ['the same Host twice', 400, 'GET /healthz HTTP/1.1\r\nHost: a\r\nhOST: a\r\n\r\n'],
  [
    'a coding that is not understood',
    501,
    'POST /v1/evaluate HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
  ],
  ['a body of a GET', 400, 'GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello'],
  ['a body of a GET that does not come', 400, 'GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 999\r\n\r\n'],
  ['chunks of a HEAD', 400, 'HEAD /healthz HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['a body of a preflight', 400, 'OPTIONS /v1/evaluate HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello'],
  [
    'a body behind an unknown key',
    401,
    `POST /v1/evaluate HTTP/1.1\r\nHost: a\r\nContent-Length: ${QUESTION.length}\r\n\r\n${QUESTION}`,
  ],
  [
    'a body that is too large',
    413,
    `POST /v1/evaluate HTTP/1.1\r\nHost: a\r\n${BEARER}Content-Length: 70000\r\n\r\n${' '.repeat(70_000)}`,
  ],
  ['an expectation and two Hosts', 417, 'GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\nExpect: tea\r\n\r\n'],
  [
    'an expectation that cannot be met',
    417,
    `POST /v1/evaluate HTTP/1.1\r\nHost: a\r\nExpect: tea\r\nContent-Length: ${QUESTION.length}\r\n\r\n${QUESTION}`,
  ],
  ['a tunnel', 405, 'CONNECT else.where:443 HTTP/1.1\r\nHost: else.where:443\r\n\r\n'],
])('nothing is answered behind %s', async (_, status, text) => {
  const received = await exchange(shop.port, text + NEXT);
  expect(received.match(/HTTP\/1\.1 \d{3}/g)).toEqual([`HTTP/1.1 ${status}`]);
  expect(received).toMatch(/^Connection: close\r$/m);
});

const STREAM = `GET /v1/stream HTTP/1.1\r\nHost: a\r\n${BEARER}\r\n`;

test.each([
  ['a fresh connection', STREAM + NEXT, 0],
  ['a used connection', NEXT + STREAM + NEXT, 1],
])('a request behind that for a stream ends the stream and is not answered, on %s', async (_, text, before) => {
  const received = await exchange(shop.port, text);
  const answers = received.split(/(?=HTTP\/1\.1 \d{3} )/).filter((answer) => !answer.includes('text/event-stream'));
  expect(answers.filter((answer) => answer !== '')).toHaveLength(before);
  expect(shop.server.streamStats().open).toEqual([]);
});

test('a tunnel behind a stream and what is refused ends the connection', async () => {
  const post = (path: string): string =>
    `POST ${path} HTTP/1.1\r\nHost: a\r\n${path === '/v1/stream' ? BEARER : ''}Content-Length: 2\r\n\r\n{}`;
  await exchange(
    shop.port,
    `${post('/v1/stream')}${post('/v1/evaluate')}CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n${NEXT}`,
  );
  while (shop.server.streamStats().open.length > 0) await new Promise(setImmediate);
});
