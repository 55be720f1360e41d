import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { EXIT } from '../exit-codes.ts';
import { describeFailure, type Log } from '../log.ts';
import { createSharedTickets } from '../tickets/shared-tickets.ts';
import { backoff } from './backoff.ts';
import { endProcesses } from './end-processes.ts';
import { isListening, workerLine } from './lines.ts';
import { carryMetrics } from './share-metrics.ts';

/** Names the place of a worker among the others, 0 and up: a new one takes the place of one that is gone. */
export const WORKER_VARIABLE = 'FLAGFORGE_WORKER';

/** Set for a worker that is started while others serve: it does as they do, and goes on without a store that is too new for it. */
export const JOINS_VARIABLE = 'FLAGFORGE_WORKER_JOINS';

export interface PrimaryOptions {
  /** How many workers there are to be, 2 or more. */
  readonly workers: number;
  /** What workers are told: the settings of this process, and what all of them share. */
  readonly env: Readonly<Record<string, string>>;
  /** How many used tickets are known for all of them; about 200 bytes each. */
  readonly ticketEntries: number;
  /** How long workers serve on after a signal, ms. */
  readonly drainMs: number;
  readonly log: Log;
  /** Resolves when the process is to end, with the signal's name. */
  readonly signalled: Promise<string>;
}

/** The exit code by which a worker says that it must not run here: when none serves, no other one would either. */
const MUST_NOT_RUN = EXIT.outside;

/** How long a worker may take to end beside that, ms: it needs 5 s when both stores hang. */
const END_MS = 8_000;

/**
 * Runs a group of processes that answer on one port. It holds no key and no connection to a store, so there is little that it
 * can die of. A worker that ends takes its own connections along, and another one takes its place.
 * @returns the exit code: 0 after a signal; a worker's own one when the first worker does not start, or when one must not
 * run and none serves.
 */
export async function runPrimary(options: PrimaryOptions): Promise<number> {
  const { workers, env, ticketEntries, drainMs, log, signalled } = options;
  const tickets = createSharedTickets({ entries: ticketEntries });
  const metrics = carryMetrics();
  const timers = new Set<NodeJS.Timeout>();
  const serving = new Set<Worker>();
  let isEnding = false;
  let stop: (code: number) => void = () => {};
  const stopped = new Promise<number>((resolve) => {
    stop = resolve;
  });

  const fork = (place: number): Worker => {
    const joins = serving.size > 0 ? { [JOINS_VARIABLE]: 'true' } : {};
    const worker = cluster.fork({ ...env, [WORKER_VARIABLE]: String(place), ...joins });
    // A connection that is being handed to a worker while it dies: without a listener it would end the primary too.
    worker.on('error', (error) =>
      log({ level: 'warn', event: 'worker_line_failed', worker: place, ...describeFailure(error) }),
    );
    const { lost } = tickets.serve(workerLine(worker));
    metrics.serve(worker);
    worker.on('message', (message: unknown) => {
      if (isListening(message)) serving.add(worker);
    });
    worker.once('exit', () => {
      lost();
      serving.delete(worker);
    });
    return worker;
  };

  /** Keeps a place taken. @param waited how long it stayed empty before this worker, ms; null: it is the first one. */
  const keep = (place: number, worker: Worker, waited: number | null): void => {
    const startedAt = performance.now();
    worker.once('exit', (code: number | null, signal: string | null) => {
      if (isEnding) return;
      if (code === MUST_NOT_RUN && serving.size === 0) return stop(MUST_NOT_RUN);
      const wait = backoff(waited, performance.now() - startedAt, serving.size > 0);
      log({ level: 'error', event: 'worker_ended', worker: place, code, signal, replacedInMs: wait });
      const timer = setTimeout(() => {
        timers.delete(timer);
        keep(place, fork(place), wait);
      }, wait);
      timers.add(timer);
    });
  };

  // One first: what stops it from starting would stop all of them, and is to be told once.
  const first = fork(0);
  const started = await Promise.race([
    untilListens(first),
    once(first, 'exit').then(([code]) => Number(code ?? MUST_NOT_RUN)),
    signalled.then(() => 'signalled' as const),
  ]);
  if (typeof started === 'number') return started;
  if (started === 'listening') {
    keep(0, first, null);
    for (let place = 1; place < workers; place += 1) keep(place, fork(place), null);
  }
  const end = await Promise.race([signalled, stopped]);
  isEnding = true;
  for (const timer of timers) clearTimeout(timer);
  if (typeof end === 'string') log({ level: 'info', event: 'ending', signal: end });
  const alive = Object.values(cluster.workers ?? {}).flatMap((worker) =>
    worker === undefined ? [] : [worker.process],
  );
  for (const pid of await endProcesses(alive, drainMs + END_MS))
    log({ level: 'error', event: 'worker_killed', pid, problem: 'it did not end in time' });
  return typeof end === 'string' ? 0 : end;
}

function untilListens(worker: Worker): Promise<'listening'> {
  return new Promise((resolve) => {
    worker.on('message', (message: unknown) => {
      if (isListening(message)) resolve('listening');
    });
  });
}
