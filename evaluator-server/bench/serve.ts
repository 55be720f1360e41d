import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEvaluationServer, createMemoryKeys, createMemorySource, keyRecord } from '../index.ts';
import { benchSnapshot } from './bench-snapshot.ts';
import { BENCH_KEY, type ServeMessage } from './protocol.ts';

/** The floor: node:http, which reads nothing, knows nothing, and answers the same to everybody. */
async function serveBare(): Promise<number> {
  const body = JSON.stringify({ value: true, variant: 'on', reason: 'default', flagKey: 'flag-00', version: 1 });
  const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
  const server = createServer((_req, res) => {
    res.writeHead(200, headers);
    res.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function serveFlagForge(): Promise<number> {
  const server = createEvaluationServer({
    source: createMemorySource([benchSnapshot()]),
    keys: createMemoryKeys([keyRecord(BENCH_KEY, { environment: 'production' })]),
    // The rate is checked as always, but a fast machine must not meet it.
    limits: { serverRate: 1_000_000, serverBurst: 10_000_000 },
    port: 0,
  });
  return (await server.listen()).port;
}

/** Runs only as a child process of the benchmark: it is told to answer by messages. */
const say = (message: ServeMessage): boolean | undefined => process.send?.(message);
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  say({ cpuMicros: user + system });
});
process.on('disconnect', () => process.exit());
say({ port: process.argv[2] === 'bare' ? await serveBare() : await serveFlagForge() });
