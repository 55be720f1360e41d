import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { problemOf } from '../http/problem.ts';
import { sendProblem } from '../http/respond.ts';
import { DEFAULT_LIMITS, type Limits } from '../limits.ts';
import { createStreams, type Streams } from './send-events.ts';

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

type Tell = (event: string, data: unknown) => void;

async function start(limits: Partial<Limits>, mayStay: () => Promise<unknown> = async () => {}) {
  const streams: Streams = createStreams({ ...DEFAULT_LIMITS, heartbeatMs: 1_000_000, ...limits });
  const tells = new Set<Tell>();
  const listening = { stopped: 0 };
  server = createServer((req, res) => {
    try {
      const source = {
        mayStay,
        subscribe(tell: Tell) {
          tells.add(tell);
          tell('state', {});
          return () => {
            tells.delete(tell);
            listening.stopped += 1;
          };
        },
      };
      streams.open({ req, res, user: String(req.headers['x-user']), source, mayStay: async () => {} });
    } catch (error) {
      const found = problemOf(error);
      if (found !== null) sendProblem(req, res, found);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const open = (user: string) => fetch(`http://127.0.0.1:${port}`, { headers: { 'x-user': user } });
  return { streams, tells, listening, open, port };
}

test('one user has so many streams, and all together so many', async () => {
  const { open } = await start({ streamsPerUser: 2, streams: 3 });
  expect([(await open('kim')).status, (await open('kim')).status]).toEqual([200, 200]);
  const third = await open('kim');
  expect([third.status, third.headers.get('retry-after')]).toEqual([429, '10']);
  expect((await open('sam')).status).toBe(200);
  expect((await open('jo')).status).toBe(429);
});

test('who may not listen any more is told nothing, and the stream ends', async () => {
  let may = true;
  const { open, tells, listening } = await start({}, async () => {
    if (!may) throw new Error('the token ended');
  });
  const reader = (await open('kim')).body?.getReader();
  await reader?.read();
  may = false;
  for (const tell of tells) tell('changed', { secret: 1 });
  let text = '';
  for (let chunk = await reader?.read(); chunk?.done === false; chunk = await reader?.read())
    text += Buffer.from(chunk.value).toString();
  expect(text).not.toContain('secret');
  expect(listening.stopped).toBe(1);
});

test('a heartbeat asks too, so that a quiet stream ends with its token', async () => {
  let may = true;
  const { open } = await start({ heartbeatMs: 5 }, async () => {
    if (!may) throw new Error('the token ended');
  });
  const answer = await open('kim');
  may = false;
  await answer.text();
});

test('who does not read is cut off', async () => {
  const { tells, port } = await start({ streamBytes: 100_000 });
  const socket = connect(port, '127.0.0.1');
  const closed = once(socket, 'close');
  socket.on('error', () => {});
  socket.write('GET / HTTP/1.1\r\nHost: a\r\nX-User: kim\r\n\r\n');
  await once(socket, 'data');
  socket.pause();
  while (tells.size > 0) {
    for (const tell of tells) tell('changed', { text: 'x'.repeat(100_000) });
    await new Promise((resolve) => setImmediate(resolve));
  }
  socket.resume();
  await closed;
});

test('all end with the server, and none begins after', async () => {
  const { open, streams, listening } = await start({});
  const answer = await open('kim');
  streams.close();
  await answer.text();
  expect(listening.stopped).toBe(1);
});
