/** Clients that are slow, say nothing or read nothing: each is cut off within its limit, and nobody else waits for them. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Flag } from '@flagforge/sdk/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Limits } from './limits.ts';
import { createMemorySource } from './snapshots/memory.ts';
import { exchange } from './testing/raw-http.ts';
import { CLIENT_KEY, SERVER_KEY, serveShop, type TestServer } from './testing/serve.ts';
import { shopSnapshot } from './testing/shop-snapshot.ts';
import { readStream } from './testing/stream-reader.ts';

/** Between two bytes of a slow client: far less than any limit, so that each byte is in time. */
const PACE_MS = 20;

const BEARER = `Authorization: Bearer ${SERVER_KEY}\r\n`;
const POST = `POST /v1/evaluate HTTP/1.1\r\nHost: x\r\n${BEARER}`;
const QUESTION = '{"flagKey":"banner","context":{}}';

/** A slow client: what it says at once, and what it repeats byte by byte for ever. */
interface Slow {
  readonly first: string;
  readonly drip: string;
}

/** Opens a slow connection. `received` is all that came until it was closed. */
function drip(port: number, { first, drip: bytes }: Slow): { socket: Socket; received: Promise<string> } {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  let at = 0;
  const timer = setInterval(() => {
    if (bytes === '' || !socket.writable) return;
    socket.write(bytes.charAt(at % bytes.length));
    at += 1;
  }, PACE_MS);
  socket.on('connect', () => first !== '' && socket.write(first));
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  socket.on('error', () => {});
  // `once` would reject for whoever is cut off in the midst of a write.
  const received = new Promise<string>((resolve) => {
    socket.once('close', () => {
      clearInterval(timer);
      resolve(text);
    });
  });
  return { socket, received };
}

/** Slow in any way, and how each is answered; empty: not at all. */
const KINDS: readonly [name: string, slow: Slow, status: string][] = [
  ['one that says nothing', { first: '', drip: '' }, '408'],
  ['a line that does not end', { first: 'POST /v1/eval', drip: '' }, '408'],
  ['a line byte by byte', { first: 'GET /', drip: 'a' }, '408'],
  ['a head byte by byte', { first: 'GET /healthz HTTP/1.1\r\nHost: x\r\n', drip: 'X-A: b\r\n' }, '408'],
  ['empty lines byte by byte', { first: '', drip: '\r\n' }, '408'],
  ['half a head of a stream', { first: 'POST /v1/stre', drip: '' }, '408'],
  ['the head of a stream byte by byte', { first: 'GET /v1/stream HTTP/1.1\r\n', drip: 'X-A: b\r\n' }, '408'],
  [
    'a stream whose body does not come',
    { first: `POST /v1/stream HTTP/1.1\r\nHost: x\r\n${BEARER}Content-Length: 9\r\n\r\n`, drip: '' },
    '408',
  ],
  ['a body that does not come', { first: `${POST}Content-Length: 5000\r\n\r\n`, drip: '' }, '408'],
  ['a body byte by byte', { first: `${POST}Content-Length: 5000\r\n\r\n{`, drip: ' ' }, '408'],
  ['chunks byte by byte', { first: `${POST}Transfer-Encoding: chunked\r\n\r\n`, drip: '1\r\n \r\n' }, '408'],
  ['a chunk extension byte by byte', { first: `${POST}Transfer-Encoding: chunked\r\n\r\n1;`, drip: 'a' }, '408'],
  [
    'a body that waits to be asked for',
    { first: `${POST}Content-Length: 9\r\nExpect: 100-continue\r\n\r\n`, drip: '' },
    '100 408',
  ],
  [
    'a refused body byte by byte',
    { first: 'POST /v1/evaluate HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n', drip: 'a' },
    '401',
  ],
  ['one that is answered and stays', { first: 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n', drip: '' }, '200'],
  [
    'one that is answered and goes on slowly',
    { first: 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /', drip: 'a' },
    '200 408',
  ],
  [
    'a whole question and half of the next',
    { first: `${POST}Content-Length: ${QUESTION.length}\r\n\r\n${QUESTION}POST `, drip: '' },
    '200 408',
  ],
];

const statusesOf = (text: string): string =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => status).join(' ');

const LIMITS: Partial<Limits> = {
  headersTimeoutMs: 300,
  requestTimeoutMs: 400,
  keepAliveMs: 300,
  answerTimeoutMs: 1_000,
};

/** Open connections of this process, on either side. */
function openSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
}

describe('with short limits', () => {
  let shop: TestServer;
  beforeAll(async () => {
    shop = await serveShop({ limits: LIMITS });
  });
  afterAll(() => shop.server.close());

  test.concurrent.each(KINDS)('%s is cut off', async (_, slow, statuses) => {
    expect(statusesOf(await drip(shop.port, slow).received)).toBe(statuses);
  });

  test('hundreds of them at once keep nobody waiting, and nothing is left of them', async () => {
    // Their own work is done in this process as well: on a busy machine honest requests need more than a moment.
    const limits = { ...LIMITS, headersTimeoutMs: 3_000, requestTimeoutMs: 4_000 };
    const shop = await serveShop({ limits });
    const idle = openSockets();
    const before = KINDS.flatMap(([, slow]) => Array.from({ length: 20 }, () => drip(shop.port, slow)));
    let open = before.length;
    for (const { received } of before) void received.then(() => (open -= 1));
    while (before.some(({ socket }) => socket.connecting)) await nextTurn();
    const stream = await readStream({ port: shop.port, key: CLIENT_KEY, body: { context: {} } });
    let answered = 0;
    while (open > 0) {
      const response = await shop.post('/v1/evaluate', QUESTION);
      expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('"flagKey":"banner"')]);
      answered += 1;
    }
    expect(answered).toBeGreaterThan(10);
    expect((await stream.next()).event).toBe('put');
    shop.source.publish(shopSnapshot({ version: 2, flags: [] }));
    expect((await stream.next()).event).toBe('patch');
    stream.close();
    while (shop.server.streamStats().open.length > 0) await nextTurn();
    // What fetch keeps alive is closed by the server, too.
    while (openSockets() > idle) await nextTurn();
    await shop.server.close();
  });

  test.each([
    ['one that is longer than all buffers on its way', 150, 1],
    ['thousands of them', 1, 20_000],
  ])(
    'answers that nobody reads are cut off, and no more are made than fill the buffers: %s',
    async (_, count, times) => {
      const value = 'x'.repeat(100_000);
      const flags = Array.from(
        { length: count },
        (_, index): Flag => ({
          ...{ key: `bulky-${1_000 + index}`, type: 'string', client: true, enabled: true, off: 'a' },
          ...{ variants: [{ name: 'a', value }], default: { serve: 'a' } },
        }),
      );
      const bulky = await serveShop({ source: createMemorySource([shopSnapshot({ flags })]), limits: LIMITS });
      const request = `POST /v1/evaluate/all HTTP/1.1\r\nHost: x\r\n${BEARER}Content-Length: 14\r\n\r\n{"context":{}}`;
      const before = openSockets();
      const socket = connect(bulky.port, '127.0.0.1');
      socket.on('error', () => {});
      socket.pause();
      await once(socket, 'connect');
      while (openSockets() < before + 2) await nextTurn();
      const heap = process.memoryUsage().heapUsed;
      socket.write(request.repeat(times));
      let most = 0;
      // The client's own end stays: it does not read that the other one is gone.
      while (openSockets() > before + 1) {
        most = Math.max(most, process.memoryUsage().heapUsed - heap);
        await nextTurn();
      }
      expect(most).toBeLessThan(200_000_000);
      const closed = once(socket, 'close');
      socket.destroy();
      await Promise.all([closed, bulky.server.close()]);
    },
  );

  test('a stream over node:http outlives the limit of unread answers: its heartbeats are its limit', async () => {
    const stream = await readStream({ port: shop.port, key: SERVER_KEY, over: 'http' });
    await stream.next();
    // Long enough for a connection that came later to be cut off.
    await drip(shop.port, { first: '', drip: '' }).received;
    await drip(shop.port, { first: '', drip: '' }).received;
    shop.source.publish(shopSnapshot({ version: 3, flags: [] }));
    expect((await stream.next()).event).toBe('patch');
    stream.close();
  });
});

describe('the number of connections', () => {
  const open = async (port: number, localAddress: string): Promise<Socket> => {
    const socket = connect({ port, host: '127.0.0.1', localAddress });
    socket.on('error', () => {});
    await once(socket, 'connect');
    return socket;
  };
  /** Whether the server lets a connection say something. */
  const firstLine = async (socket: Socket): Promise<string> => {
    socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    return chunk.toString('latin1');
  };

  test('of one address has a limit, which is told and concerns no other address', async () => {
    const shop = await serveShop({ limits: { connectionsPerAddress: 3, streamsPerAddress: 2 } });
    const held = await Promise.all(Array.from({ length: 5 }, () => open(shop.port, '127.0.0.2')));
    for (const socket of held) expect(await firstLine(socket)).toContain(' 200 ');
    const refused = await open(shop.port, '127.0.0.2');
    const [answer] = (await once(refused, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(
      /^HTTP\/1\.1 503 [\s\S]*^Retry-After: ([1-9]|10)\r$[\s\S]*"too_many_connections"/m,
    );
    expect(await firstLine(await open(shop.port, '127.0.0.3'))).toContain(' 200 ');
    expect(shop.log).toContainEqual(expect.objectContaining({ event: 'connections_refused', count: 1 }));
    // One that goes makes room for another.
    const [first] = held;
    first?.destroy();
    for (;;) {
      const socket = await open(shop.port, '127.0.0.2');
      if ((await firstLine(socket)).includes(' 200 ')) break;
    }
    await shop.server.close();
  });

  test('of a declared proxy has none but the total', async () => {
    const limits = { connectionsPerAddress: 1, streamsPerAddress: 1, connections: 10 };
    const shop = await serveShop({ limits, trustedProxies: ['127.0.0.1'] });
    const held = await Promise.all(Array.from({ length: 10 }, () => open(shop.port, '127.0.0.1')));
    for (const socket of held) expect(await firstLine(socket)).toContain(' 200 ');
    expect(await exchange(shop.port, '')).toContain('"too_many_connections"');
    await shop.server.close();
  });
});
