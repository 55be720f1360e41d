/** What the processes of one machine say to one another, through the primary. */
import type { Worker } from 'node:cluster';
import type { TicketLine, TicketMessage } from '../tickets/shared-tickets.ts';
import type { MetricsMessage } from './share-metrics.ts';

/** A worker says that it listens. */
export interface ListeningMessage {
  readonly listening: number;
}

export type ClusterMessage = MetricsMessage | TicketMessage | ListeningMessage;

export const isListening = (message: unknown): message is ListeningMessage =>
  typeof message === 'object' && message !== null && 'listening' in message;

/** Sends to the primary; what cannot be sent is lost, because the primary is gone and this process ends. */
export function tellPrimary(message: ClusterMessage): void {
  // With a callback a failure is told to it, and ends nothing.
  if (process.connected) process.send?.(message, ignoreFailure);
}

/** A process that is gone needs no answer. */
function ignoreFailure(): void {}

/** Sends to a worker; one that is gone needs no answer. */
export function tellWorker(worker: Worker, message: ClusterMessage): void {
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
