/**
 * 100,000 streams at one server on this machine: what they cost, how fast a change reaches them, and whether one is
 * lost. `node dist/bench/streams.js [--streams 100000]`.
 *
 * Everything is real but the store: servers of their own processes, as many as the limit of open files asks for, a
 * client key, a context of 1 KB for each stream, sockets over loopback. Clients share the machine with the servers, so
 * times hold for both. Each client checks that it hears exactly what concerns it: the exit is 1 when one does not. No
 * time makes it fail. About two minutes for 100,000.
 */
import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Address, Contexts, Edition } from './streams/messages.ts';
import { preciseNow } from './streams/messages.ts';
import { type ClientCrew, type ServerCrew, startClients, startServer } from './streams/processes.ts';
import { measureServers, openFileLimit, percentile, type Row, renderRows } from './streams/table.ts';

const { values } = parseArgs({ options: { streams: { type: 'string', default: '100000' } } });
const STREAMS = Number(values.streams);
if (!Number.isInteger(STREAMS) || STREAMS < 100) throw new Error('--streams is a whole number from 100');

/** Files that a process needs beside its streams. */
const OTHER_FILES = 1_000;
/** Ports that one pair of addresses has for clients. */
const PORTS_AN_ADDRESS = 25_000;
/** How long heartbeats are watched: they are spread evenly over their 20 s. */
const HEARTBEATS_MS = 4_000;
/** Nothing here takes so long unless an event was lost, for which clients would wait for ever. */
const MOST_MS = 600_000;
/** So many rounds tell a 99th percentile of what a change takes. */
const LATENCY_ROUNDS = 20;

/** Everybody connects at once here, and nobody is to be refused for it. */
const OPEN_LIMITS = {
  ...{ clientRate: 1_000_000, clientBurst: 10_000_000 },
  ...{ streams: 1_000_000, streamRate: 1_000_000, streamBurst: 1_000_000, streamsPerAddress: 1_000_000 },
};

const processes = Math.max(availableParallelism(), Math.ceil(STREAMS / (openFileLimit() - OTHER_FILES)));
const rows: Row[] = [];
let wrong = 0;
let edition: Edition = { version: 1, everybody: 0, few: 0 };

const say = (text: string): boolean => process.stderr.write(`${text}\n`);

function addressesOf(servers: readonly ServerCrew[]): readonly Address[] {
  const addresses = Math.ceil(STREAMS / PORTS_AN_ADDRESS);
  return servers.flatMap(({ port }) =>
    Array.from({ length: addresses }, (_, index) => ({ host: `127.0.0.${index + 1}`, port })),
  );
}

/** Opens `count` streams, spread over all processes. @returns how long it took until the last one was open, in ms. */
async function openAll(
  crews: readonly ClientCrew[],
  servers: readonly ServerCrew[],
  count: number,
  contexts: Contexts,
): Promise<number> {
  const targets = addressesOf(servers);
  const each = Math.ceil(count / crews.length);
  const opened = crews.map((crew, index) => {
    crew.send({ order: 'open', targets, count: Math.min(each, count - index * each), first: index * each, contexts });
    return crew.next('opened');
  });
  return Math.max(...(await Promise.all(opened)).map(({ milliseconds }) => milliseconds));
}

async function closeAll(crews: readonly ClientCrew[]): Promise<void> {
  for (const crew of crews) crew.send({ order: 'close' });
  for (const { wrong: own } of await Promise.all(crews.map((crew) => crew.next('closed')))) wrong += own;
}

/** Publishes a change and waits until everybody has it whom it concerns. @returns ms from publish to each client. */
async function publish(
  crews: readonly ClientCrew[],
  servers: readonly ServerCrew[],
  change: 'everybody' | 'few',
): Promise<readonly number[]> {
  const before = edition;
  edition = { ...before, version: before.version + 1, [change]: before[change] + 1 };
  for (const crew of crews) crew.send({ order: 'expect', before, after: edition });
  await Promise.all(crews.map((crew) => crew.next('ready')));
  const startedAt = preciseNow();
  for (const server of servers) server.send({ order: 'publish', edition });
  const received = await Promise.all(crews.map((crew) => crew.next('received')));
  for (const report of received) wrong += report.wrong;
  return received.flatMap(({ at }) => Array.from(at, (time) => time - startedAt)).sort((a, b) => a - b);
}

setTimeout(() => {
  console.error('not done after ten minutes: some client never heard what concerns it, or could not connect');
  process.exit(1);
}, MOST_MS).unref();
say(`${STREAMS} streams over ${processes} server processes`);
const servers = await Promise.all(Array.from({ length: processes }, () => startServer(OPEN_LIMITS, edition)));
const crews = await Promise.all(Array.from({ length: processes }, () => startClients()));

const idle = await measureServers(servers);
say('connecting, a context each');
const connecting = await openAll(crews, servers, STREAMS, 'distinct');
const full = await measureServers(servers);
const bytes = (full.residentBytes - idle.residentBytes) / STREAMS;
rows.push({ name: 'memory a stream, context of 1 KB', value: bytes / 1_024, unit: 'KB', goal: 6 });
rows.push({ name: 'connections a second', value: (STREAMS * 1_000) / connecting, unit: '' });

say('a change that concerns everybody, evaluated for each');
const everybody = await publish(crews, servers, 'everybody');
rows.push({ name: 'last of all contexts has a change', value: (everybody.at(-1) ?? 0) / 1_000, unit: 's', goal: 2.5 });
rows.push({
  name: 'longest stop of an event loop',
  value: (await measureServers(servers)).longestStopMs,
  unit: 'ms',
  goal: 20,
});

say('a change that concerns 1 %');
const few = await publish(crews, servers, 'few');
rows.push({ name: `last of the ${few.length} whom a change concerns`, value: (few.at(-1) ?? 0) / 1_000, unit: 's' });
say('heartbeats');
const quiet = await measureServers(servers);
const quietSince = performance.now();
await delay(HEARTBEATS_MS);
const beaten = await measureServers(servers);
const share = (beaten.cpuMicros - quiet.cpuMicros) / 1_000 / (performance.now() - quietSince);
rows.push({ name: 'heartbeats every 20 s, share of a core', value: share * 100, unit: '%', goal: 20 });

say('one server is killed and comes back');
for (const crew of crews) crew.send({ order: 'rejoin' });
await Promise.all(crews.map((crew) => crew.next('ready')));
const [victim] = servers;
if (victim === undefined) throw new Error('there is no server');
await victim.kill();
// It lets in as many in a second as servers do.
const { streamRate: _, streamBurst: __, ...limits } = OPEN_LIMITS;
servers[0] = await startServer(limits, edition, victim.port);
const rejoined = await Promise.all(crews.map((crew) => crew.next('rejoined')));
const lost = rejoined.reduce((sum, report) => sum + report.lost, 0);
const back = Math.max(...rejoined.map(({ milliseconds }) => milliseconds));
const sentAway = rejoined.reduce((sum, report) => sum + report.refused, 0);
rows.push({ name: `all ${lost} of a killed server are back`, value: back / 1_000, unit: 's' });
rows.push({ name: 'of them sent away until there was room', value: sentAway, unit: 'times' });
const after = await publish(crews, servers, 'everybody');
rows.push({ name: 'streams that have the next change', value: (after.length * 100) / STREAMS, unit: '%' });
await closeAll(crews);

say('connecting, everybody with the same context');
await openAll(crews, servers, STREAMS, 'same');
const shared = await publish(crews, servers, 'everybody');
rows.push({ name: 'last of all has a shared change', value: (shared.at(-1) ?? 0) / 1_000, unit: 's', goal: 1 });
await closeAll(crews);

const modest = Math.min(STREAMS, 5_000 * availableParallelism());
say(`${modest} streams, ${LATENCY_ROUNDS} changes`);
await openAll(crews, servers, modest, 'distinct');
const latencies: number[] = [];
for (let round = 0; round < LATENCY_ROUNDS; round += 1) latencies.push(...(await publish(crews, servers, 'everybody')));
latencies.sort((a, b) => a - b);
rows.push({ name: `P99 of a change at ${modest} streams`, value: percentile(latencies, 0.99), unit: 'ms', goal: 200 });

for (const { child } of [...servers, ...crews]) child.disconnect();
console.log(`Streams: ${STREAMS} on ${availableParallelism()} cores (less is better)`);
for (const line of renderRows(rows)) console.log(line);
console.log(`${wrong} clients heard what did not concern them, or in the wrong order`);
if (wrong > 0) process.exitCode = 1;
