import type { Socket } from 'node:net';
import type { AnswerMeter } from '../http/answer-meter.ts';
import type { TakeRequest } from '../http/first-look.ts';
import { markFields, traceHeaders } from '../http/request-marks.ts';
import { writeRaw } from '../http/socket-errors.ts';
import type { Limits } from '../limits.ts';
import { describeFailure, type Log } from '../log.ts';
import { readStreamRequest } from '../streams/read-stream-request.ts';
import { streamHead } from '../streams/stream-head.ts';
import type { Streams } from '../streams/streams.ts';
import type { Admit } from './admission.ts';

/** What opens streams on bare sockets. */
export interface StreamSocketOptions {
  readonly streams: Streams;
  readonly admit: Admit;
  readonly limits: Limits;
  /** UTC epoch ms. */
  readonly clock: () => number;
  readonly log: Log;
  /** Measures the answers. */
  readonly meter: AnswerMeter;
}

/** Nobody needs to hear that a client is gone: it comes back. One function for all sockets, because there are many. */
function onEnd(this: Socket): void {
  this.destroy();
}

function listenTo(socket: Socket): void {
  socket.on('error', onEnd);
  socket.on('end', onEnd);
}

/**
 * Opens streams without node:http. Whatever is not a stream to be opened at once, a ticket or an error among them, is left
 * to the route over node:http, which answers it: only a stream that there is no room for is answered here, because that
 * happens to thousands at a time.
 */
export function createStreamSocket({ streams, admit, limits, clock, log, meter }: StreamSocketOptions): TakeRequest {
  const take: TakeRequest = ({ method, target, headers, body }, socket) => {
    const startedAt = performance.now();
    const asked = { headers };
    if (target !== '/v1/stream' || body.length > limits.bodyBytes) return false;
    const admission = admit({ headers, socket });
    if ('problem' in admission) return false;
    const { caller } = admission;
    const request = readStreamRequest(caller, method === 'GET' ? null : body, headers['last-event-id'], limits);
    if ('status' in request) return false;
    const problem = streams.open(request, socket, () => {
      listenTo(socket);
      // What else it sends is read and forgotten, so that its end is noticed.
      socket.resume();
      socket.write(streamHead([...caller.headers, ...traceHeaders(asked)], clock()), 'latin1');
      meter.observe(200, performance.now() - startedAt, asked);
    });
    if (problem === null) return true;
    if (problem.code !== 'too_many_streams') return false;
    listenTo(socket);
    writeRaw(socket, problem, caller.headers);
    meter.observe(problem.status, performance.now() - startedAt, asked);
    return true;
  };
  return (request, socket) => {
    try {
      return take(request, socket);
    } catch (error) {
      log({ level: 'error', event: 'request_failed', ...describeFailure(error), ...markFields(request) });
      socket.destroy();
      return true;
    }
  };
}
