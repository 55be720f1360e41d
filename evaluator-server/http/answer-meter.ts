import type { IncomingHttpHeaders } from 'node:http';

/** Who wants to hear of an answer. */
export interface AnswerMeter {
  /** @param ms from the head of the request to that of the answer. */
  observe(status: number, ms: number, req: { readonly headers: IncomingHttpHeaders }): void;
}

/** What a response carries to be measured by when its head is written: a property costs less than a listener. */
export interface Metered {
  meter?: AnswerMeter;
  /** By `performance.now()`. */
  startedAt?: number;
}
