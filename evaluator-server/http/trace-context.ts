import { randomBytes } from 'node:crypto';

/** The trace that a request belongs to, and this server's part of it. */
export interface TraceContext {
  /** 32 lower-case hex digits, not all 0. */
  readonly traceId: string;
  /** This request's own id within the trace, 16 hex digits: what is below it, and its log lines, belong to it. */
  readonly spanId: string;
  /** Two hex digits, as the caller sent them: bit 0 says that somebody records the trace. */
  readonly flags: string;
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const NO_TRACE = '0'.repeat(32);
const NO_SPAN = '0'.repeat(16);

/** Random where ids of several processes must not meet; the rest is a count, which costs nothing. */
const OWN = randomBytes(4).toString('hex');
const SPANS = 2 ** 32;
let spans = 0;

function nextSpanId(): string {
  spans = (spans + 1) % SPANS;
  return OWN + spans.toString(16).padStart(8, '0');
}

/**
 * Reads a `traceparent`, and gives the request an id of its own. Null for what is none: the trace then begins with whoever
 * sent it correctly. Of a version after 00 only the part that all versions have in common is read.
 * @see W3C Trace Context, 3.2
 */
export function readTraceContext(traceparent: unknown): TraceContext | null {
  if (typeof traceparent !== 'string' || traceparent.length > MOST_CHARACTERS) return null;
  const [, version, traceId, parentId, flags, more] = TRACEPARENT.exec(traceparent) ?? [];
  if (traceId === undefined || flags === undefined || version === 'ff') return null;
  if (version === '00' && more !== undefined) return null;
  if (traceId === NO_TRACE || parentId === NO_SPAN) return null;
  return { traceId, spanId: nextSpanId(), flags };
}

const MOST_CHARACTERS = 512;

/** The value of `traceresponse`, by which a client finds what the server did for it. @see W3C Trace Context Level 2, draft */
export function renderTraceResponse({ traceId, spanId, flags }: TraceContext): string {
  return `00-${traceId}-${spanId}-${flags}`;
}
