import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerLast, stopAfterLast } from '../http/last-answer.ts';
import { INTERNAL, type Problem } from '../http/problem.ts';
import { markFields } from '../http/request-marks.ts';
import { sendProblem, writeHead } from '../http/respond.ts';
import { UNAUTHORIZED } from '../keys/present.ts';
import type { KeySource } from '../keys/source.ts';
import type { Limits } from '../limits.ts';
import { describeFailure, type Log } from '../log.ts';
import { readStreamRequest, ticketStreamRequest } from '../streams/read-stream-request.ts';
import { streamHeaders } from '../streams/stream-head.ts';
import type { StreamRequest, Streams } from '../streams/streams.ts';
import type { Ticket, Tickets } from '../tickets/ticket.ts';
import type { Admit, Caller } from './admission.ts';
import { bodyHandler } from './body-handler.ts';
import type { HotRoute } from './route.ts';

/** What the route of streams is made of. */
export interface StreamRouteOptions {
  readonly streams: Streams;
  readonly tickets: Tickets;
  readonly keys: KeySource;
  readonly admit: Admit;
  readonly limits: Limits;
  /** UTC epoch ms. */
  readonly clock: () => number;
  readonly log: Log;
}

/** The ticket in a request's query; null: there is none. */
function tokenOf(target: string): string | null {
  const start = target.indexOf('?');
  return start < 0 ? null : new URLSearchParams(target.slice(start + 1)).get('ticket');
}

/** What is written to a client that has just gone is lost, and that is all. One function for all answers. */
function onError(this: ServerResponse): void {
  this.destroy();
}

/**
 * `POST /v1/stream` with a context, `GET /v1/stream` for server keys and for tickets: server-sent events. Over node:http;
 * simple requests on fresh connections do not come here, because a socket alone takes a third of the memory.
 * @see contract 7
 */
export function createStreamRoute(options: StreamRouteOptions): HotRoute {
  const { streams, tickets, keys, admit, limits, clock, log } = options;
  /** What the admission read of a ticket, for the handler. */
  const opened = new WeakMap<object, Ticket>();

  const start = (res: ServerResponse, caller: Caller, request: StreamRequest): Problem | null => {
    const { req } = res;
    const isWaiting = res.socket === null;
    // One connection carries one stream. Whoever asks for another one behind it, before its answer, gets neither.
    if (isWaiting && stopAfterLast(req.socket)) req.socket.destroy();
    const isGone = res.destroyed || req.socket.destroyed;
    // Where answers before it have not left yet, node does not tell it of the connection's end.
    if (isWaiting && !isGone) req.socket.once('close', () => res.emit('close'));
    const problem = isGone
      ? null
      : streams.open(request, res, () => {
          answerLast(req, res);
          res.on('error', onError);
          res.useChunkedEncodingByDefault = false;
          writeHead(res, 200, streamHeaders(caller.headers));
        });
    if (problem !== null || isGone) request.release?.();
    // Its heartbeats find those who do not read.
    else req.socket.setTimeout(0);
    return problem;
  };

  const startByTicket = async (req: IncomingMessage, res: ServerResponse, caller: Caller, ticket: Ticket) => {
    let isTaken = false;
    const onTaken = (): void => {
      isTaken = true;
      streams.yieldTicket(res);
    };
    const claim = await tickets.claim(ticket, onTaken, clock());
    if (typeof claim === 'string') return UNAUTHORIZED;
    try {
      const request = ticketStreamRequest(caller, ticket, req.headers['last-event-id']);
      const problem = start(res, caller, { ...request, release: claim.release });
      // Somebody else came before it was opened.
      if (isTaken) streams.yieldTicket(res);
      return problem;
    } catch (error) {
      claim.release();
      throw error;
    }
  };

  return {
    name: 'stream',
    admit(req) {
      const token = tokenOf(req.url ?? '');
      if (token === null) return admit(req);
      const ticket = tickets.open(token, clock());
      if (typeof ticket === 'string') return admit(req, { problem: UNAUTHORIZED });
      const key = keys.find(ticket.keyHash);
      const isGood = key !== null && (key.expiresAt === undefined || clock() < key.expiresAt);
      if (!isGood) return admit(req, { problem: UNAUTHORIZED });
      opened.set(req, ticket);
      return admit(req, { key });
    },
    methods: {
      POST: bodyHandler({ limits, log }, ({ req, res, caller, body }) => {
        const request = readStreamRequest(caller, body, req.headers['last-event-id'], limits);
        return 'status' in request ? request : start(res, caller, request);
      }),
      GET(req, res, caller) {
        const refuse = (problem: Problem | null): void => {
          if (problem !== null) sendProblem(req, res, problem, caller.headers);
        };
        const ticket = opened.get(req);
        if (ticket === undefined) {
          const request = readStreamRequest(caller, null, req.headers['last-event-id'], limits);
          refuse('status' in request ? request : start(res, caller, request));
          return;
        }
        startByTicket(req, res, caller, ticket).then(refuse, (error: unknown) => {
          log({ level: 'error', event: 'request_failed', ...describeFailure(error), ...markFields(req) });
          if (res.headersSent) res.destroy();
          else refuse(INTERNAL);
        });
      },
    },
  };
}
