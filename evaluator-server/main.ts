import { setTimeout as delay } from 'node:timers/promises';
import { type Config, ConfigError, parseConfig } from './config.ts';
import { createJsonLog } from './json-log.ts';
import { createFileKeys } from './keys/file.ts';
import type { KeySource } from './keys/source.ts';
import { describeFailure } from './log.ts';
import { createEvaluationServer } from './server.ts';
import { createFileSource } from './snapshots/file.ts';
import type { SnapshotSource } from './snapshots/source.ts';
import { createStoreSources } from './stores/store-sources.ts';
import type { TicketStore } from './tickets/ticket-store.ts';
import type { UsageStore } from './usage/usage-store.ts';

/** The exit codes of contract 6 that a server can end with. */
const EXIT = { clean: 0, usage: 2, outside: 3 } as const;

const log = createJsonLog();

interface Sources {
  readonly source: SnapshotSource;
  readonly keys: KeySource;
  readonly ticketStore: TicketStore | null;
  readonly usage: UsageStore | null;
  /** Resolves when the database is of a kind that this server must not run on. */
  readonly schemaTooNew: Promise<string>;
}

function createSources({ from, limits }: Config): Sources {
  if ('snapshots' in from) {
    const source = createFileSource(from.snapshots, log, from.publicKeys);
    const schemaTooNew = new Promise<never>(() => {});
    return { source, keys: createFileKeys(from.keys, log), ticketStore: null, usage: null, schemaTooNew };
  }
  const counting = { everyMs: limits.usageMs, cells: limits.usageCells };
  const { snapshots, keys, tickets, usage, schemaTooNew } = createStoreSources({ ...from, usage: counting, log });
  return { source: snapshots, keys, ticketStore: tickets, usage, schemaTooNew };
}

async function run(): Promise<number> {
  const config = parseConfig(process.env);
  const { source, keys, ticketStore, usage, schemaTooNew } = createSources(config);
  const { from: _, ...settings } = config;
  if (ticketStore !== null && config.ticketSecrets.length === 0) {
    const problem = 'FLAGFORGE_TICKET_SECRET is not set: other evaluators cannot open the stream tickets of this one';
    log({ level: 'warn', event: 'tickets_not_shared', problem });
  }
  const server = createEvaluationServer({ ...settings, source, keys, ticketStore, usage, log });

  const signalled = new Promise<string>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, resolve);
  });
  const refuse = async (migration: string): Promise<number> => {
    const problem = `the database has the breaking migration ${migration}, which this server does not know: install a newer one`;
    log({ level: 'error', event: 'not_started', problem });
    await server.close();
    await Promise.all([source.close(), keys.close()]);
    return EXIT.outside;
  };

  await Promise.all([source.start(), keys.start()]);
  const refusal = await Promise.race([schemaTooNew, null]);
  if (refusal !== null) return refuse(refusal);
  try {
    await server.listen();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    const problem = code === 'EADDRINUSE' ? 'the port is in use' : `listening failed (${code})`;
    log({ level: 'error', event: 'not_listening', host: config.host, port: config.port, problem });
    await Promise.all([source.close(), keys.close()]);
    return EXIT.outside;
  }
  // The database may answer only after a while, when copies on disk are served already.
  const end = await Promise.race([signalled, schemaTooNew.then((migration) => ({ migration }))]);
  if (typeof end === 'object') return refuse(end.migration);
  // After the first signal the default action of a second one is back: it ends the process at once.
  log({ level: 'info', event: 'ending', signal: end });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.removeAllListeners(signal);
  server.drain(config.drainMs);
  await delay(config.drainMs);
  await server.close();
  await Promise.all([source.close(), keys.close()]);
  return EXIT.clean;
}

try {
  process.exitCode = await run();
} catch (error) {
  if (!(error instanceof ConfigError)) {
    log({ level: 'error', event: 'failed', ...describeFailure(error) });
    process.exitCode = EXIT.outside;
  } else {
    for (const problem of error.problems) process.stderr.write(`${problem}\n`);
    process.exitCode = EXIT.usage;
  }
}
