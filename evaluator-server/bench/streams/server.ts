/** A server of the stream benchmark: the real one, fed from memory. Runs only as its child process. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createEvaluationServer, createMemoryKeys, createMemorySource, keyRecord, type Limits } from '../../index.ts';
import { snapshotOf } from './changes.ts';
import { CLIENT_KEY, SERVER_KEY } from './keys.ts';
import { type Edition, preciseNow, type ServerOrder, type ServerReport } from './messages.ts';

const say = (report: ServerReport): boolean | undefined => process.send?.(report);

/** What is resident after a collection is what the streams hold. */
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const [limitsText = '{}', portText = '0', editionText = ''] = process.argv.slice(2);
const source = createMemorySource([snapshotOf(JSON.parse(editionText) as Edition)]);
const keys = createMemoryKeys([
  keyRecord(SERVER_KEY, { environment: 'production' }),
  keyRecord(CLIENT_KEY, { environment: 'production' }),
]);
const server = createEvaluationServer({
  ...{ source, keys, host: '0.0.0.0', port: Number(portText) },
  limits: JSON.parse(limitsText) as Partial<Limits>,
});

/**
 * How long the event loop stood still at most, in processor time of this process between two turns of a timer: with more
 * processes than cores, time on the clock would tell how long it was not its turn.
 */
let longestStopMs = 0;
let spent = process.cpuUsage();
setInterval(() => {
  const now = process.cpuUsage();
  longestStopMs = Math.max(longestStopMs, (now.user + now.system - spent.user - spent.system) / 1_000);
  spent = now;
}, 1);

process.on('message', (order: ServerOrder) => {
  if (order.order === 'publish') {
    const snapshot = snapshotOf(order.edition);
    const at = preciseNow();
    source.publish(snapshot);
    say({ report: 'published', version: order.edition.version, at });
    return;
  }
  const stopped = longestStopMs;
  collect();
  const { user, system } = process.cpuUsage();
  // The collection above was asked for by the benchmark.
  spent = process.cpuUsage();
  longestStopMs = 0;
  say({
    ...{ report: 'measured', residentBytes: process.memoryUsage.rss(), cpuMicros: user + system },
    ...{ longestStopMs: stopped, at: preciseNow() },
  });
});
process.on('disconnect', () => process.exit());
const { port } = await server.listen();
say({ report: 'listening', port });
