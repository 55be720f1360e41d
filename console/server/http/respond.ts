import type { IncomingMessage, ServerResponse } from 'node:http';
import { PROBLEM_TYPE, type ProblemError, problemBody } from './problem.ts';

/** What a route answers. */
export interface Answer {
  readonly status: number;
  /** JSON; undefined: no body. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What goes on after the head of an answer, as long as it is listened to. */
export interface EventSource {
  /** Calls `tell` with each event, its data JSON, until it is stopped by what it returns. */
  readonly subscribe: (tell: (event: string, data: unknown) => void) => () => void;
  /** Asked time and again; it rejects once the listener may not know these events any more. */
  readonly mayStay: () => Promise<unknown>;
}

/** An answer of server-sent events. */
export interface EventAnswer {
  readonly events: EventSource;
}

/** Of every answer: nothing here is a page, and nothing is to be kept. */
export const SAFETY: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** How much of an unwanted body is read and thrown away, so that the client gets to read the answer. */
const LINGER_BYTES = 1_048_576;
const LINGER_MS = 500;

export function sendAnswer(req: IncomingMessage, res: ServerResponse, { status, body, headers = {} }: Answer): void {
  if (body === undefined) {
    res.writeHead(status, { ...SAFETY, ...headers });
    res.end();
    return;
  }
  send(req, res, status, JSON.stringify(body), { 'Content-Type': 'application/json; charset=utf-8', ...headers });
}

export function sendProblem(req: IncomingMessage, res: ServerResponse, error: ProblemError): void {
  if (res.headersSent) {
    res.destroy();
    return;
  }
  const body = JSON.stringify(problemBody(error));
  const headers = { 'Content-Type': PROBLEM_TYPE, ...error.headers };
  if (req.complete || !hasBody(req)) {
    send(req, res, error.status, body, headers);
    return;
  }
  // Closing at once would reset the connection, and the client would see that instead of the reason.
  res.writeHead(error.status, {
    ...SAFETY,
    ...headers,
    Connection: 'close',
    'Content-Length': Buffer.byteLength(body),
  });
  if (req.method !== 'HEAD') res.write(body);
  linger(req, res);
}

function send(
  req: IncomingMessage,
  res: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>>,
): void {
  res.writeHead(status, { ...SAFETY, ...headers, 'Content-Length': Buffer.byteLength(body) });
  res.end(req.method === 'HEAD' ? undefined : body);
}

function hasBody(req: IncomingMessage): boolean {
  return req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
}

/** Drops what still comes, up to a limit of bytes and time, then ends the answer and with it the connection. */
function linger(req: IncomingMessage, res: ServerResponse): void {
  let left = LINGER_BYTES;
  const finish = (): void => {
    clearTimeout(timer);
    if (!res.writableEnded) res.end();
  };
  const timer = setTimeout(finish, LINGER_MS);
  req.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) finish();
  });
  req.on('end', finish);
  req.on('close', finish);
  req.resume();
}
