import cluster, { type Worker } from 'node:cluster';
import { createKeptCounters } from '../metrics/kept-counters.ts';
import type { MetricsDump } from '../metrics/metrics.ts';
import { tellPrimary, tellWorker } from './lines.ts';

/** What workers and the primary say to one another about metrics. */
export type MetricsMessage =
  /** A worker asks what the others measured, and tells what it measured itself. */
  | { readonly metrics: 'ask'; readonly question: number; readonly dump: MetricsDump }
  /** The primary asks a worker, which tells. */
  | { readonly metrics: 'want'; readonly question: number }
  | { readonly metrics: 'tell'; readonly question: number; readonly dump: MetricsDump }
  /** The answer to the worker that asked. */
  | { readonly metrics: 'all'; readonly question: number; readonly dumps: readonly MetricsDump[] };

const isMetrics = (message: unknown): message is MetricsMessage =>
  typeof message === 'object' && message !== null && 'metrics' in message;

/** How long another process may take to tell what it measured, in ms; then its last counters stand for it. */
const ANSWER_MS = 1_000;

/**
 * In a worker: asks all others, and answers them.
 * @param own what this process measured.
 * @returns asks the others, and tells them what this process has just measured.
 */
export function shareMetrics(own: () => Promise<MetricsDump>): (dump: MetricsDump) => Promise<readonly MetricsDump[]> {
  const open = new Map<number, (dumps: readonly MetricsDump[]) => void>();
  let count = 0;
  process.on('message', (message: unknown) => {
    if (!isMetrics(message)) return;
    const { question } = message;
    if (message.metrics === 'all') open.get(question)?.(message.dumps);
    else if (message.metrics === 'want')
      own().then(
        (dump) => tellPrimary({ metrics: 'tell', question, dump }),
        // Then the asker waits until its time is over, and tells of the others.
        () => {},
      );
  });
  return (dump) => {
    count += 1;
    const question = count;
    return new Promise((resolve) => {
      const settle = (dumps: readonly MetricsDump[]): void => {
        clearTimeout(timer);
        open.delete(question);
        resolve(dumps);
      };
      const timer = setTimeout(() => settle([]), 2 * ANSWER_MS);
      open.set(question, settle);
      tellPrimary({ metrics: 'ask', question, dump });
    });
  };
}

/** In the primary: carries questions and answers between workers, and keeps what those counted that are gone. */
export function carryMetrics(): { readonly serve: (worker: Worker) => void } {
  const kept = createKeptCounters();
  /** The questions that are not answered yet; each is told who answered, with what, or that somebody is gone. */
  const open = new Map<number, (from: number, dump: MetricsDump | null) => void>();
  let count = 0;

  const ask = (asker: Worker, question: number): void => {
    const others = Object.values(cluster.workers ?? {}).filter(
      (worker): worker is Worker => worker !== undefined && worker.id !== asker.id && worker.isConnected(),
    );
    const silent = new Set(others.map(({ id }) => id));
    const dumps: MetricsDump[] = [];
    count += 1;
    const own = count;
    const finish = async (): Promise<void> => {
      clearTimeout(timer);
      open.delete(own);
      tellWorker(asker, { metrics: 'all', question, dumps: [...dumps, ...(await kept.of(silent))] });
    };
    const timer = setTimeout(finish, ANSWER_MS);
    open.set(own, (from, dump) => {
      if (!silent.delete(from)) return;
      if (dump !== null) dumps.push(dump);
      if (silent.size === 0) void finish();
    });
    if (silent.size === 0) void finish();
    for (const worker of others) tellWorker(worker, { metrics: 'want', question: own });
  };

  return {
    serve(worker) {
      const { id } = worker;
      worker.on('message', (message: unknown) => {
        if (!isMetrics(message)) return;
        if (message.metrics === 'ask' || message.metrics === 'tell') kept.told(id, message.dump);
        if (message.metrics === 'ask') ask(worker, message.question);
        else if (message.metrics === 'tell') open.get(message.question)?.(id, message.dump);
      });
      worker.once('exit', () => {
        kept.ended(id);
        for (const answer of open.values()) answer(id, null);
      });
    },
  };
}
