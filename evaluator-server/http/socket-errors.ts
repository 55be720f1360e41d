import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { answerLast, stopAfterLast } from './last-answer.ts';
import { PROBLEM_TYPE, type Problem, renderProblem } from './problem.ts';
import { sendProblem } from './respond.ts';

const BAD_REQUEST: Problem = { status: 400, code: 'bad_request', detail: 'This is not an HTTP/1.1 request.' };
const NO_TUNNEL: Problem = { status: 405, code: 'method_not_allowed', detail: 'This server is no proxy.' };
const TIMEOUT: Problem = { status: 408, code: 'request_timeout', detail: 'The request did not arrive in time.' };
const HEADERS: Problem = { status: 431, code: 'headers_too_large', detail: 'The head of the request is too large.' };

/** What node's HTTP parser says, in our words. */
const BY_CODE: Readonly<Record<string, Problem>> = {
  ERR_HTTP_REQUEST_TIMEOUT: TIMEOUT,
  HPE_HEADER_OVERFLOW: HEADERS,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    ...HEADERS,
    status: 413,
    code: 'body_too_large',
    detail: 'Its chunk extensions are too large.',
  },
};

/** A socket whose answer, if any, has been begun: another must not be written into it. */
interface AnsweringSocket extends Socket {
  readonly _httpMessage?: { readonly headersSent: boolean } | null;
}

/** Answers on a socket without a request of node:http, and closes it. @param headers flat list of names and values. */
export function writeRaw(socket: Duplex, problem: Problem, headers: readonly string[] = []): void {
  const body = renderProblem(problem);
  const more = [...headers, ...(problem.headers ?? [])];
  const head = [
    `HTTP/1.1 ${problem.status} ${JSON.parse(body).title}`,
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  for (let at = 0; at < more.length; at += 2) head.push(`${more[at]}: ${more[at + 1]}`);
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

/**
 * Answers what never becomes a request (malformed, too large, too slow, CONNECT) with problem+json, and an `Expect`
 * that cannot be met with 417. Nothing that a peer sends or stops sending ends in an exception.
 */
export function answerSocketErrors(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: AnsweringSocket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    if (socket._httpMessage?.headersSent === true) {
      // What was answered before leaves at the end of this turn.
      setImmediate(() => socket.destroy());
      return;
    }
    writeRaw(socket, BY_CODE[error.code ?? ''] ?? BAD_REQUEST);
  });
  // Without a listener node would end the connection without a word.
  server.on('connect', (_req, socket: AnsweringSocket) => {
    socket.on('error', () => socket.destroy());
    if (!stopAfterLast(socket) && socket._httpMessage == null) return writeRaw(socket, NO_TUNNEL);
    // Behind other requests it gets no answer: it must not come before theirs, which leave by the next turn. node has let
    // go of the socket, so that nobody else would notice its end.
    setImmediate(() => setImmediate(() => socket.destroySoon()));
  });
  server.on('checkExpectation', (req, res) => {
    if (stopAfterLast(req.socket)) return;
    // Nothing else of its head was looked at.
    answerLast(req, res);
    const detail = 'The only expectation that can be met is 100-continue.';
    sendProblem(req, res, { status: 417, code: 'expectation_failed', detail });
  });
}
