/** What the processes of one machine say to one another, through the primary. */
import cluster, { type Worker } from 'node:cluster';
import type { MetricsDump } from '../metrics/metrics.ts';
import type { TicketLine, TicketMessage } from '../tickets/shared-tickets.ts';

/** From a worker: it asks what the others measured, or tells what it measured itself. */
export type MetricsMessage =
  | { readonly metrics: 'ask'; readonly question: number }
  | { readonly metrics: 'tell'; readonly question: number; readonly dump: MetricsDump }
  | { readonly metrics: 'all'; readonly question: number; readonly dumps: readonly MetricsDump[] };

/** A worker says that it listens. */
export interface ListeningMessage {
  readonly listening: number;
}

export type ClusterMessage = MetricsMessage | TicketMessage | ListeningMessage;

export const isMetrics = (message: unknown): message is MetricsMessage =>
  typeof message === 'object' && message !== null && 'metrics' in message;

export const isListening = (message: unknown): message is ListeningMessage =>
  typeof message === 'object' && message !== null && 'listening' in message;

/** Sends to the primary; what cannot be sent is lost, because the primary is gone and this process ends. */
export function tellPrimary(message: ClusterMessage): void {
  // With a callback a failure is told to it, and ends nothing.
  if (process.connected) process.send?.(message, ignoreFailure);
}

/** A process that is gone needs no answer. */
function ignoreFailure(): void {}

function tellWorker(worker: Worker, message: ClusterMessage): void {
  if (worker.isConnected()) worker.send(message, ignoreFailure);
}

/** A worker's line to the primary, for tickets. */
export const primaryLine: TicketLine = {
  post: tellPrimary,
  listen: (listener) => void process.on('message', listener),
};

/** The primary's line to a worker. */
export function workerLine(worker: Worker): TicketLine {
  return {
    post: (message) => tellWorker(worker, message),
    listen: (listener) => void worker.on('message', listener),
  };
}

/** How long another process may take to tell what it measured, in ms. */
const ANSWER_MS = 1_000;

/** In a worker: asks all others, and answers them. @param own what this process measured. */
export function shareMetrics(own: () => Promise<MetricsDump>): () => Promise<readonly MetricsDump[]> {
  const open = new Map<number, (dumps: readonly MetricsDump[]) => void>();
  let count = 0;
  process.on('message', (message: unknown) => {
    if (!isMetrics(message)) return;
    const { question } = message;
    if (message.metrics === 'all') open.get(question)?.(message.dumps);
    else if (message.metrics === 'ask')
      own().then(
        (dump) => tellPrimary({ metrics: 'tell', question, dump }),
        // Then the asker waits until its time is over, and tells of the others.
        () => {},
      );
  });
  return () => {
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
      tellPrimary({ metrics: 'ask', question });
    });
  };
}

/** In the primary: carries questions and answers between workers. */
export function carryMetrics(): { readonly serve: (worker: Worker) => void } {
  const open = new Map<number, (from: number, dump: MetricsDump) => void>();
  let count = 0;

  const ask = (asker: Worker, question: number): void => {
    const others = Object.values(cluster.workers ?? {}).filter(
      (worker): worker is Worker => worker !== undefined && worker.id !== asker.id && worker.isConnected(),
    );
    const dumps = new Map<number, MetricsDump>();
    count += 1;
    const own = count;
    const finish = (): void => {
      clearTimeout(timer);
      open.delete(own);
      tellWorker(asker, { metrics: 'all', question, dumps: [...dumps.values()] });
    };
    const timer = setTimeout(finish, ANSWER_MS);
    open.set(own, (from, dump) => {
      dumps.set(from, dump);
      if (dumps.size === others.length) finish();
    });
    if (others.length === 0) finish();
    for (const worker of others) tellWorker(worker, { metrics: 'ask', question: own });
  };

  return {
    serve(worker) {
      worker.on('message', (message: unknown) => {
        if (!isMetrics(message)) return;
        if (message.metrics === 'ask') ask(worker, message.question);
        else if (message.metrics === 'tell') open.get(message.question)?.(worker.id, message.dump);
      });
    },
  };
}
