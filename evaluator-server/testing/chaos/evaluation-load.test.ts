import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startEvaluationLoad } from './evaluation-load.ts';

/** What counts nothing wrong must be able to. */
let answer: (response: ServerResponse) => void = () => {};
const server = createServer((req, res) => {
  req.resume();
  req.on('end', () => answer(res));
});
let port = 0;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const flags = (version: number, value = version) => JSON.stringify({ version, value, flags: { version: { value } } });

test.each<[string, (response: ServerResponse) => void, 'failed' | 'old' | 'torn']>([
  ['another status', (res) => res.writeHead(503).end(flags(2)), 'failed'],
  ['a connection that is cut', (res) => res.destroy(), 'failed'],
  ['half an answer', (res) => res.writeHead(200, { 'content-length': 99 }).write('{', () => res.destroy()), 'failed'],
  ['a version that is older than one before', (res) => res.end(flags(1)), 'old'],
  ['a value of another version', (res) => res.end(flags(2, 1)), 'torn'],
])('%s is counted', async (_, wrong, what) => {
  const load = startEvaluationLoad({ serverKey: 's', clientKey: 'c' });
  answer = (res) => res.end(flags(2));
  load.aim(port);
  await load.seen(2);
  await load.more(5);
  expect(load.counts()).toMatchObject({ failed: 0, old: 0, torn: 0 });
  answer = wrong;
  await vi.waitFor(() => expect(load.counts()[what]).toBeGreaterThan(0), 5_000);
  expect(load.counts().problems).not.toEqual([]);
  await load.stop();
});
