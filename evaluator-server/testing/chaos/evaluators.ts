import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { LogEntry } from '../../log.ts';
import { createEvaluationServer } from '../../server.ts';
import type { Timings } from '../../stores/settings.ts';
import { createStoreSources } from '../../stores/store-sources.ts';
import { postgresAddress, redisSettings } from '../use-stores.ts';

/** An evaluator that chaos is done to. */
export interface ChaosEvaluator {
  readonly port: number;
  readonly log: readonly LogEntry[];
  /** The process that listens; null: it is this one. */
  readonly pid: number | null;
  /** At once: a process by SIGKILL. */
  kill(): Promise<void>;
}

export interface EvaluatorPlace {
  readonly organization: string;
  readonly redisUrl: string;
  readonly postgresUrl: string;
  readonly stateFolder: string;
}

/** As `npm test` builds it. */
const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** Rates that no load of a test reaches. */
const MANY = 1_000_000;

/** In this process, with waits and a clock of the test's own. */
export async function serveHere(
  { organization, redisUrl, postgresUrl, stateFolder }: EvaluatorPlace,
  { timings, clock }: { readonly timings: Partial<Timings>; readonly clock: () => number },
): Promise<ChaosEvaluator> {
  const log: LogEntry[] = [];
  const sources = createStoreSources({
    project: { organization, project: 'web-store' },
    environments: null,
    redis: redisSettings(redisUrl),
    postgres: postgresAddress(postgresUrl),
    stateFolder,
    publicKeys: [],
    log: (entry) => log.push(entry),
    ...{ timings, clock },
  });
  const server = createEvaluationServer({
    source: sources.snapshots,
    ...{ keys: sources.keys, ticketStore: sources.tickets, usage: sources.usage, clock, port: 0 },
    limits: { clientRate: MANY, clientBurst: MANY },
    log: (entry) => log.push(entry),
  });
  const { port } = await server.listen();
  return {
    ...{ port, log, pid: null },
    async kill() {
      await server.close();
      await sources.snapshots.close();
    },
  };
}

/** The program, with every wait as it is in production. */
export async function startProcess(place: EvaluatorPlace): Promise<ChaosEvaluator> {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env['PATH'] ?? '',
      ...{
        FLAGFORGE_HOST: '127.0.0.1',
        FLAGFORGE_PORT: '0',
        FLAGFORGE_WORKERS: '1',
        FLAGFORGE_PROJECT: `${place.organization}/web-store`,
      },
      ...{ REDIS_URL: place.redisUrl, DATABASE_URL: place.postgresUrl, FLAGFORGE_STATE: place.stateFolder },
      ...{ FLAGFORGE_CLIENT_RATE: String(MANY), FLAGFORGE_CLIENT_BURST: String(MANY), FLAGFORGE_WORKERS: '1' },
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log: LogEntry[] = [];
  const port = await listening(child, log);
  return {
    ...{ port, log, pid: child.pid ?? null },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function listening(child: ChildProcess, log: LogEntry[]): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error(`the evaluator ended: ${JSON.stringify(log.slice(-5))}`)));
    for (const output of [child.stdout, child.stderr]) {
      if (output === null) continue;
      createInterface({ input: output }).on('line', (line) => {
        if (!line.startsWith('{')) return;
        const entry = JSON.parse(line) as LogEntry;
        // A long run would fill memory with what it says.
        if (log.length < 2_000) log.push(entry);
        if (entry.event === 'listening') resolve(Number(entry['port']));
      });
    }
  });
}
