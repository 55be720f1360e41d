import { readQuestion, readStreamContext } from '../evaluation/question.ts';
import { type OwnUrlOptions, ownUrl } from '../http/own-url.ts';
import { respond } from '../http/respond.ts';
import type { Limits } from '../limits.ts';
import type { Log } from '../log.ts';
import type { Tickets } from '../tickets/ticket.ts';
import type { Caller } from './admission.ts';
import { type AnswerBody, bodyHandler } from './body-handler.ts';
import type { HotRoute } from './route.ts';

/** What the route that issues tickets is made of. */
export interface TicketRouteOptions {
  readonly tickets: Tickets;
  readonly ownUrl: OwnUrlOptions;
  readonly limits: Limits;
  /** UTC epoch milliseconds. */
  readonly clock: () => number;
  readonly log: Log;
}

/** The path and query of the stream that a ticket opens. */
export function ticketTarget(token: string): string {
  return `/v1/stream?ticket=${token}`;
}

/** What a server key's stream says does not depend on a context, so none is asked for. */
const NOTHING = { context: {}, overrides: undefined } as const;

/**
 * `POST /v1/stream/tickets` `{context, overrides?}`: `{url, expiresAt}`, a URL that opens the asker's stream without a
 * header, and until when it must have been used first. It is a credential, so it is not to be kept in a cache.
 * @see contract 7
 */
export function createTicketRoute(options: TicketRouteOptions): HotRoute {
  const { tickets, limits, clock } = options;

  const questionOf = (sent: Buffer, caller: Caller) =>
    caller.key.kind === 'server' ? NOTHING : readQuestion(sent, false, caller, limits);

  const issue: AnswerBody = ({ req, res, caller, body: sent }) => {
    const question = questionOf(sent, caller);
    if ('status' in question) return question;
    const kept = readStreamContext(question, limits);
    if ('status' in kept) return kept;
    const { hash: keyHash, environment } = caller.key;
    const { token, expiresAt } = tickets.issue({ keyHash, environment, ...kept, form: 'own', seen: null }, clock());
    const url = (ownUrl(req, options.ownUrl) ?? '') + ticketTarget(token);
    const body = JSON.stringify({ url, expiresAt: new Date(expiresAt).toISOString() });
    const headers = ['Content-Type', 'application/json', 'Cache-Control', 'no-store', ...caller.headers];
    respond(req, res, 200, headers, body, Buffer.byteLength(body));
    return null;
  };

  return { name: 'stream_tickets', methods: { POST: bodyHandler(options, issue) } };
}
