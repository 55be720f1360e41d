import { createServer, type RequestListener, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { writeTogether } from './write-together.ts';

let server: Server | null = null;

afterEach(async () => {
  const ending = server;
  server = null;
  if (ending === null) return;
  ending.closeAllConnections();
  await new Promise((resolve) => ending.close(resolve));
});

async function serve(listener: RequestListener): Promise<number> {
  const started = createServer(listener);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return (started.address() as AddressInfo).port;
}

/** Sends these bytes on one connection and resolves with all that comes back before the other side ends it. */
async function exchange(port: number, sent: string): Promise<string> {
  const socket = connect(port, '127.0.0.1', () => socket.write(sent));
  return text(socket);
}

const get = (path: string, more = ''): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`;

function answer(res: ServerResponse, body: string, encoding: BufferEncoding = 'utf8'): void {
  res.writeHead(200, ['Content-Length', String(Buffer.byteLength(body))]);
  writeTogether(res, body, encoding);
}

describe('answers written together', () => {
  test('pipelined requests are answered in their order, whole, and Connection: close ends the connection', async () => {
    const port = await serve((req, res) => answer(res, `<${req.url}>`, 'latin1'));
    const received = await exchange(port, get('/a') + get('/b') + get('/c', 'Connection: close\r\n'));
    expect(received.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(3);
    expect(received.match(/<\/.>/g)).toEqual(['</a>', '</b>', '</c>']);
    expect(received.match(/^Date: .* GMT\r$/gm)).toHaveLength(3);
    expect(received.match(/^Connection: (.*)\r$/gm)?.at(-1)).toBe('Connection: close\r');
  });

  test('HTTP/1.0 gets its answer and the end of the connection', async () => {
    const port = await serve((_req, res) => answer(res, 'old'));
    expect(await exchange(port, 'GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\nold$/);
  });

  test('text beyond ASCII, bytes and no body at all arrive as they are', async () => {
    const bytes = Buffer.from([0, 255, 10]);
    const port = await serve((req, res) => {
      if (req.url === '/text') answer(res, 'größer 日本');
      else if (req.url === '/bytes') {
        res.writeHead(200, ['Content-Length', '3']);
        writeTogether(res, bytes);
      } else {
        res.writeHead(304, ['ETag', '"x"']);
        writeTogether(res, '');
      }
    });
    const base = `http://127.0.0.1:${port}`;
    expect(await (await fetch(`${base}/text`)).text()).toBe('größer 日本');
    expect(Buffer.from(await (await fetch(`${base}/bytes`)).arrayBuffer())).toEqual(bytes);
    expect((await fetch(`${base}/none`)).status).toBe(304);
  });

  test('more answers than may wait, ready in one turn, all arrive', async () => {
    const held: ServerResponse[] = [];
    const count = 300;
    const port = await serve((_req, res) => {
      held.push(res);
      if (held.length === count) for (const [index, each] of held.entries()) answer(each, String(index));
    });
    const answers = await Promise.all(
      Array.from({ length: count }, async () => {
        const res = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
          request({ port, host: '127.0.0.1', agent: false }, resolve).on('error', reject).end();
        });
        return Number(await text(res));
      }),
    );
    expect(answers.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index));
  });

  test('a client that is gone, and an answer that something else ended, cost the others nothing', async () => {
    const port = await serve((req, res) => {
      if (req.url === '/gone') {
        answer(res, 'never seen');
        res.destroy();
      } else if (req.url === '/ended') {
        answer(res, 'once');
        res.end('once');
      } else answer(res, 'well');
    });
    const gone = exchange(port, get('/gone')).catch(() => 'cut');
    const [ended, well] = await Promise.all([
      exchange(port, get('/ended', 'Connection: close\r\n')),
      exchange(port, get('/', 'Connection: close\r\n')),
    ]);
    expect(await gone).not.toContain('HTTP/1.1');
    expect(ended.match(/once/g)).toHaveLength(1);
    expect(well).toMatch(/\r\n\r\nwell$/);
  });

  test('a server that is closing finishes the answers that wait', async () => {
    const port = await serve((_req, res) => {
      answer(res, 'last');
      server?.close();
      server?.closeIdleConnections();
    });
    expect(await exchange(port, get('/', 'Connection: close\r\n'))).toMatch(/last$/);
  });
});
