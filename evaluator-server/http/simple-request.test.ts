import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSimpleRequest } from './simple-request.ts';

interface Seen {
  readonly method: string | undefined;
  readonly target: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What node:http makes of bytes: the requests that it reads, none when it refuses them. */
let node: Server;
let seen: Seen[] = [];
beforeAll(async () => {
  node = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const { method, url: target, headers } = req;
      seen.push({ method, target, headers, body: Buffer.concat(chunks).toString('latin1') });
      res.end();
    });
  });
  await once(node.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => node.close());

async function readByNode(bytes: Buffer): Promise<readonly Seen[]> {
  seen = [];
  const socket = connect((node.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => {});
  socket.resume();
  socket.end(bytes);
  await once(socket, 'close');
  return seen;
}

const GOOD =
  'POST /v1/stream HTTP/1.1\r\nHost: a.example:80\r\nAuthorization: Bearer ff_client_x\r\nContent-Length: 2\r\n\r\n{}';

test('a plain request is read', () => {
  expect(readSimpleRequest(Buffer.from(GOOD))).toMatchObject({
    ...{ method: 'POST', target: '/v1/stream', body: Buffer.from('{}') },
    headers: { host: 'a.example:80', authorization: 'Bearer ff_client_x', 'content-length': '2' },
  });
});

test.each([
  ['another path', GOOD.replace('/v1/stream', '/v1/streams')],
  ['a path in another spelling', GOOD.replace('/v1/stream', '/v1/%73tream')],
  ['HTTP/1.0', GOOD.replace('1.1', '1.0')],
  ['the absolute form', GOOD.replace('/v1/stream', 'http://a/v1/stream')],
  ['another method', GOOD.replace('POST', 'PUT')],
  ['no host', GOOD.replace(/Host.*\r\n/, '')],
  ['two hosts', GOOD.replace('Host', 'Host: b\r\nHost')],
  ['two lengths', GOOD.replace('Content-Length', 'Content-Length: 2\r\nContent-Length')],
  ['a length with a sign', GOOD.replace('Length: 2', 'Length: +2')],
  ['no length', GOOD.replace(/Content-Length.*\r\n/, '')],
  ['a body that is shorter', GOOD.slice(0, -1)],
  ['a body that is longer', `${GOOD}G`],
  ['a request behind it', `${GOOD}${GOOD}`],
  ['chunks', GOOD.replace('Content-Length: 2', 'Transfer-Encoding: chunked')],
  ['chunks and a length', GOOD.replace('\r\n\r\n', '\r\nTransfer-Encoding: chunked\r\n\r\n')],
  ['an expectation', GOOD.replace('\r\n\r\n', '\r\nExpect: 100-continue\r\n\r\n')],
  ['an upgrade', GOOD.replace('\r\n\r\n', '\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n')],
  ['a folded line', GOOD.replace('\r\n\r\n', '\r\nX-A: 1\r\n 2\r\n\r\n')],
  ['a space before the colon', GOOD.replace('Host:', 'Host :')],
  ['bare line feeds', GOOD.replaceAll('\r\n', '\n')],
  ['one bare line feed', GOOD.replace('\r\nAuth', '\nAuth')],
  ['a carriage return in a value', GOOD.replace('ff_client_x', 'a\rb')],
  ['a NUL', GOOD.replace('ff_client_x', 'a\0b')],
  ['what is not ASCII', GOOD.replace('ff_client_x', 'ä')],
  ['an empty line before', `\r\n${GOOD}`],
  ['a head that is long', GOOD.replace('\r\n\r\n', `\r\nX-A: ${'x'.repeat(9_000)}\r\n\r\n`)],
  ['a compressed body', GOOD.replace('\r\n\r\n', '\r\nContent-Encoding: gzip\r\n\r\n')],
  ['a GET with a length', 'GET /v1/stream HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n'],
])('%s is left to node', (_, text) => {
  expect(readSimpleRequest(Buffer.from(text, 'latin1'))).toBeNull();
});

const piece = fc.oneof(
  fc.constantFrom(
    ...['\r\n', '\n', '\r', ' ', '\t', ':', ';', ',', '\0', '\x7f', '\x80', '0', '1', '2', '+2', '{}', '\r\n\r\n'],
    ...['Host: b', 'Content-Length: 2', 'Content-Length: 3', 'Transfer-Encoding: chunked', 'Connection: close'],
    ...['X-A: b', 'x-a:c', 'Last-Event-ID: 1.ab-0', 'GET ', 'POST ', '/v1/stream', '?a=b', ' HTTP/1.1', ' HTTP/1.0'],
  ),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
/** A good request with pieces put in, taken out, and put in the place of others. */
const mutated = fc
  .array(fc.record({ at: fc.nat(GOOD.length), cut: fc.nat(12), piece }), { minLength: 1, maxLength: 4 })
  .map((changes) =>
    changes.reduce((text, { at, cut, piece: text2 }) => text.slice(0, at) + text2 + text.slice(at + cut), GOOD),
  );

test('whatever is read is read by node in the same way', async () => {
  let read = 0;
  await fc.assert(
    fc.asyncProperty(mutated, async (text) => {
      const bytes = Buffer.from(text, 'latin1');
      const simple = readSimpleRequest(bytes);
      if (simple === null) return;
      read += 1;
      const { method, target, headers, body } = simple;
      const expected = { method, target, headers: { ...headers }, body: body.toString('latin1') };
      expect(await readByNode(bytes)).toEqual([expected]);
    }),
    { numRuns: 3_000 },
  );
  expect(read).toBeGreaterThan(50);
});
