import cluster from 'node:cluster';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { primaryLine, tellPrimary } from './cluster/lines.ts';
import { affordableConnections, affordableStreams } from './cluster/open-files.ts';
import { JOINS_VARIABLE, WORKER_VARIABLE } from './cluster/run-primary.ts';
import { shareLimits } from './cluster/share-limits.ts';
import { shareMetrics } from './cluster/share-metrics.ts';
import type { Config } from './config.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { createFileKeys } from './keys/file.ts';
import type { KeySource } from './keys/source.ts';
import type { Log } from './log.ts';
import type { MetricsDump } from './metrics/metrics.ts';
import { createEvaluationServer } from './server.ts';
import { createFileSource } from './snapshots/file.ts';
import type { SnapshotSource } from './snapshots/source.ts';
import { createStoreSources } from './stores/store-sources.ts';
import { createLineTicketStore } from './tickets/shared-tickets.ts';
import type { TicketStore } from './tickets/ticket-store.ts';
import type { UsageStore } from './usage/usage-store.ts';

interface Sources {
  readonly source: SnapshotSource;
  readonly keys: KeySource;
  readonly ticketStore: TicketStore | null;
  readonly usage: UsageStore | null;
  /** Resolves when the database is of a kind that this server must not run on. */
  readonly schemaTooNew: Promise<string>;
}

/** The folder of a process without workers, and those of workers. */
async function listFolders(root: string): Promise<readonly string[]> {
  const names = await readdir(root).catch(() => []);
  return [root, ...names.filter((name) => /^worker-\d+$/.test(name)).map((name) => join(root, name))];
}

function createSources({ from, limits }: Config, log: Log): Sources {
  if ('snapshots' in from) {
    const source = createFileSource(from.snapshots, log, from.publicKeys);
    const schemaTooNew = new Promise<never>(() => {});
    return { source, keys: createFileKeys(from.keys, log), ticketStore: null, usage: null, schemaTooNew };
  }
  const counting = { everyMs: limits.usageMs, cells: limits.usageCells };
  const { stateFolder } = from;
  const { snapshots, keys, tickets, usage, schemaTooNew } = createStoreSources({
    ...{ ...from, usage: counting, log },
    ...(cluster.isWorker && stateFolder !== null ? { otherStateFolders: () => listFolders(dirname(stateFolder)) } : {}),
  });
  return { source: snapshots, keys, ticketStore: tickets, usage, schemaTooNew };
}

/** The part of a machine's settings that one of its workers has: a share of the totals, a folder of its own. */
function ownConfig(config: Config): Config {
  if (!cluster.isWorker) return config;
  const limits = shareLimits(config.limits, config.workers);
  const { from } = config;
  if ('snapshots' in from || from.stateFolder === null) return { ...config, limits };
  const stateFolder = join(from.stateFolder, `worker-${process.env[WORKER_VARIABLE] ?? '0'}`);
  return { ...config, limits, from: { ...from, stateFolder } };
}

/** The limits, with no more streams and connections than this process may open files. */
function affordable(given: Config['limits'], log: Log): Config['limits'] {
  const limits = { ...given, connections: affordableConnections(given.connections) };
  const streams = affordableStreams(limits.streams);
  if (streams === limits.streams) return limits;
  const problem = `this process may open too few files for ${limits.streams} streams; raise its limit (ulimit -n, LimitNOFILE)`;
  log({ level: 'info', event: 'streams_limited', streams, problem });
  return { ...limits, streams };
}

/** Whether there is a snapshot for somebody who has a key. */
function canServe({ source, keys }: Pick<Sources, 'source' | 'keys'>): boolean {
  return [...keys.environments()].some((environment) => source.current(environment) !== null);
}

/** Serves in this process until `signalled` resolves. @returns the exit code. */
export async function serve(given: Config, log: Log, signalled: Promise<string>): Promise<ExitCode> {
  const config = ownConfig(given);
  const { source, keys, ticketStore, usage, schemaTooNew } = createSources(config, log);
  // A worker that takes the place of another one goes on with what there is, as its siblings do.
  const goesOn = (): boolean => process.env[JOINS_VARIABLE] !== undefined && canServe({ source, keys });
  const { from: _, workers: __, ...settings } = config;
  let ownMetrics: (() => Promise<MetricsDump>) | null = null;
  const server = createEvaluationServer({
    ...settings,
    limits: affordable(config.limits, log),
    ...{ source, keys, usage, log },
    // Without a Redis, the processes of a machine still know together which tickets were used.
    ticketStore: ticketStore ?? (cluster.isWorker ? createLineTicketStore(primaryLine) : null),
    ...(cluster.isWorker ? { otherMetrics: shareMetrics(() => ownMetrics?.() ?? Promise.resolve([])) } : {}),
  });
  ownMetrics = server.metrics;

  const refuse = async (migration: string): Promise<ExitCode> => {
    const problem = `the database has the breaking migration ${migration}, which this server does not know: install a newer one`;
    log({ level: 'error', event: 'not_started', problem });
    await server.close();
    await Promise.all([source.close(), keys.close()]);
    return EXIT.outside;
  };

  await Promise.all([source.start(), keys.start()]);
  const refusal = await Promise.race([schemaTooNew, null]);
  if (refusal !== null && !goesOn()) return refuse(refusal);
  try {
    const { port } = await server.listen();
    if (cluster.isWorker) tellPrimary({ listening: port });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    const problem = code === 'EADDRINUSE' ? 'the port is in use' : `listening failed (${code})`;
    log({ level: 'error', event: 'not_listening', host: config.host, port: config.port, problem });
    await Promise.all([source.close(), keys.close()]);
    return EXIT.outside;
  }
  // The database may answer only after a while, when copies on disk are served already.
  const tooNew = schemaTooNew.then((migration) => (goesOn() ? new Promise<never>(() => {}) : { migration }));
  const end = await Promise.race([signalled, tooNew]);
  if (typeof end === 'object') return refuse(end.migration);
  if (!cluster.isWorker) log({ level: 'info', event: 'ending', signal: end });
  server.drain(config.drainMs);
  await delay(config.drainMs);
  await server.close();
  await Promise.all([source.close(), keys.close()]);
  return EXIT.clean;
}
