import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Metered } from './answer-meter.ts';
import { answerLast } from './last-answer.ts';
import { PROBLEM_TYPE, type Problem, renderProblem } from './problem.ts';
import { marksOf, traceHeaders } from './request-marks.ts';
import { writeTogether } from './write-together.ts';

/** How much of an unwanted body is read and thrown away, so that the client gets to read the answer. */
const LINGER_BYTES = 1_048_576;
const LINGER_MS = 500;

/**
 * Writes the head of an answer; every answer's passes here. It is measured, and tells a caller that sent a trace which part
 * of it this was.
 */
export function writeHead(res: ServerResponse, status: number, headers: string[]): void {
  const { meter, startedAt } = res as ServerResponse & Metered;
  meter?.observe(status, performance.now() - (startedAt ?? 0), res.req);
  const trace = traceHeaders(res.req);
  if (trace.length > 0) headers.push(...trace);
  res.writeHead(status, headers);
}

/** Sends a whole answer. `bytes` is the body's length in UTF-8; HEAD gets the head only. */
export function respond(
  req: IncomingMessage,
  res: ServerResponse,
  status: number,
  headers: readonly string[],
  body: string,
  bytes: number,
): void {
  writeHead(res, status, [...headers, 'Content-Length', String(bytes)]);
  // Plain ASCII, the usual case, is written without being encoded.
  writeTogether(res, req.method === 'HEAD' ? '' : body, bytes === body.length ? 'latin1' : 'utf8');
}

/** Sends a whole answer that is bytes already and may be long: they are shared with other answers, not copied. */
export function respondBytes(res: ServerResponse, status: number, headers: readonly string[], body: Buffer): void {
  writeHead(res, status, [...headers, 'Content-Length', String(body.length)]);
  writeTogether(res, body);
}

/** Sends an answer that has no body by its status: 204 or 304. */
export function respondEmpty(res: ServerResponse, status: 204 | 304, headers: readonly string[]): void {
  writeHead(res, status, [...headers]);
  writeTogether(res, '');
}

/** Answers with an error as problem+json. @see sendError */
export function sendProblem(
  req: IncomingMessage,
  res: ServerResponse,
  problem: Problem,
  headers: readonly string[] = [],
): void {
  const all = ['Content-Type', PROBLEM_TYPE, ...headers, ...(problem.headers ?? [])];
  sendError(req, res, problem.status, all, renderProblem(problem));
}

/**
 * Answers with an error, and with the id by which the request is found in the logs. A request whose body is not read yet
 * and may be long closes the connection, but slowly: closing at once resets it, and the client would see a broken
 * connection instead of the reason.
 * @param headers a flat list, Content-Type among them.
 */
export function sendError(
  req: IncomingMessage,
  res: ServerResponse,
  status: number,
  headers: readonly string[],
  body: string,
): void {
  const all = ['Cache-Control', 'no-store', 'X-Request-Id', marksOf(req).requestId, ...headers];
  const bytes = Buffer.byteLength(body);
  if (req.complete || !hasBody(req)) {
    writeHead(res, status, [...all, 'Content-Length', String(bytes)]);
    // Not together with others: where what follows on the connection is no request, the connection ends at once.
    res.end(req.method === 'HEAD' ? undefined : body);
    return;
  }
  answerLast(req, res);
  writeHead(res, status, [...all, 'Content-Length', String(bytes)]);
  if (req.method !== 'HEAD') res.write(body);
  linger(req, res);
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
}
