import type { IncomingHttpHeaders } from 'node:http';
import { requestIdOf } from './request-id.ts';
import { readTraceContext, renderTraceResponse, type TraceContext } from './trace-context.ts';

/** By what a request is found again in the logs. */
export interface RequestMarks {
  readonly requestId: string;
  readonly trace: TraceContext | null;
}

const marks = new WeakMap<object, RequestMarks>();

/**
 * The marks of a request, the same ones each time. They are made when somebody needs them: an answer that succeeds and
 * belongs to no trace costs nothing.
 */
export function marksOf(req: { readonly headers: IncomingHttpHeaders }): RequestMarks {
  const known = marks.get(req);
  if (known !== undefined) return known;
  const { traceparent, 'x-request-id': id } = req.headers;
  const made = { requestId: requestIdOf(id), trace: readTraceContext(traceparent) };
  marks.set(req, made);
  return made;
}

/** The marks as fields of a log entry. */
export function markFields(req: { readonly headers: IncomingHttpHeaders }): Readonly<Record<string, string>> {
  const { requestId, trace } = marksOf(req);
  return trace === null ? { requestId } : { requestId, traceId: trace.traceId, spanId: trace.spanId };
}

/** The header that tells a caller which part of its trace this was, as a flat list; empty where it sent no trace. */
export function traceHeaders(req: { readonly headers: IncomingHttpHeaders }): readonly string[] {
  if (req.headers.traceparent === undefined) return NONE;
  const { trace } = marksOf(req);
  return trace === null ? NONE : ['traceresponse', renderTraceResponse(trace)];
}

const NONE: readonly string[] = [];
