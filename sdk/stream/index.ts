/** What SDKs that follow a stream share. Pure: text, times and chance come in. */
export { backoffMs } from './backoff.ts';
export { createEventParser, type EventBlock } from './event-parser.ts';
export { retryAfterMs } from './retry-after.ts';
