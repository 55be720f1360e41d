import { type Question, readQuestion, readStreamContext } from '../evaluation/question.ts';
import { matchesTag } from '../http/etag.ts';
import { type OwnUrlOptions, ownUrl } from '../http/own-url.ts';
import { markFields } from '../http/request-marks.ts';
import { respond, respondEmpty } from '../http/respond.ts';
import { describeFailure } from '../log.ts';
import { createVersionWait } from '../snapshots/await-version.ts';
import type { ServedEnvironment } from '../snapshots/environments.ts';
import { createStateIds } from '../streams/state-ids.ts';
import { TICKET_LIFE_MS } from '../tickets/claims.ts';
import type { Tickets } from '../tickets/ticket.ts';
import { type AnswerBody, bodyHandler, type Received } from './body-handler.ts';
import { type EvaluateOptions, NOT_READY, unknownFlag } from './evaluate.ts';
import { OFREP_FLAGS, tellBulkFailure, tellFlagFailure } from './ofrep-problem.ts';
import type { HotRoute } from './route.ts';
import { ticketTarget } from './tickets.ts';

/** What the OFREP routes are made of. */
export interface OfrepOptions extends EvaluateOptions {
  readonly tickets: Tickets;
  readonly ownUrl: OwnUrlOptions;
}

const JSON_TYPE = ['Content-Type', 'application/json'] as const;

/** How long a page may be in the background until its provider lets the stream go, in seconds: OFREP's own default. */
const INACTIVITY_SECONDS = 120;

/**
 * A 304 names no stream, and providers keep the one that they had: twice in a ticket's life the same list gets another
 * tag, so that nobody is left with a ticket that has ended.
 */
const TAG_LIFE_MS = TICKET_LIFE_MS / 2;

/** The tag of a list that is given at this time. */
function tagAt(tag: string, now: number): string {
  return `${tag.slice(0, -1)}-${Math.floor(now / TAG_LIFE_MS).toString(36)}"`;
}

/** How long a provider that was told of a change waits for an evaluator that is not told yet, in ms. */
const FRESH_MS = 2_000;
/** How many may wait so; beyond it they are answered with what there is. About 2 KB each. */
const MOST_WAITING = 1_000;

/** The version that an event named, which the provider hands on; 0 where there was none. */
function announcedVersion(target: string): number {
  return Number(/[?&]flagConfigEtag=(\d{1,15})\./.exec(target)?.[1] ?? 0);
}

/**
 * OFREP 0.3: `POST /ofrep/v1/evaluate/flags/{key}` and `POST /ofrep/v1/evaluate/flags`. Each list of all flags names a
 * stream that says when to ask again: a ticket of its own, which is why it is left out of the tag. Who asks again because one
 * evaluator said so is not answered with what another one served before.
 * @see contract 7
 */
export function createOfrepRoutes(options: OfrepOptions): { readonly one: HotRoute; readonly bulk: HotRoute } {
  const { environments, limits, clock, log, tickets } = options;
  const stateIds = createStateIds();
  const versions = createVersionWait({ environments, longestMs: FRESH_MS, most: MOST_WAITING });

  const one: AnswerBody = ({ req, res, caller, path, body: sent }) => {
    const question = readQuestion(sent, false, caller, limits);
    if ('status' in question) return question;
    const served = environments.get(caller.key.environment);
    if (served === null) return NOT_READY;
    // Not decoded: no key of a flag has anything to encode, and so each has one spelling.
    const flagKey = path.slice(OFREP_FLAGS.length);
    const { evaluator, answers } = served;
    const { kind } = caller.key;
    if (!answers.isVisible(flagKey, kind)) return unknownFlag(flagKey);
    const result = evaluator.evaluate(flagKey, question.context, clock(), question.overrides);
    const { body, bytes } = answers.ofrepOne(result, kind);
    const status = result.reason === 'error' ? 400 : 200;
    respond(req, res, status, [...JSON_TYPE, ...caller.headers], body, bytes);
    return null;
  };

  /** The member with the stream of this question, after a comma, or nothing where its context is too large for one. */
  const eventStreams = (question: Question, { req, caller }: Received, seen: string, now: number): string => {
    const kept = readStreamContext(question, limits);
    if ('status' in kept) return '';
    const { hash: keyHash, environment } = caller.key;
    const { context, overrides } = kept;
    const { token } = tickets.issue({ keyHash, environment, context, overrides, form: 'ofrep', seen }, now);
    const origin = ownUrl(req, options.ownUrl);
    const target = ticketTarget(token);
    // Where it is not known how the server is reached, providers know: they take the origin that they ask.
    const place = origin === null ? `"endpoint":{"requestUri":"${target}"}` : `"url":"${origin}${target}"`;
    return `,"eventStreams":[{"type":"sse",${place},"inactivityDelaySec":${INACTIVITY_SECONDS}}]`;
  };

  const sendBulk = (received: Received, question: Question, served: ServedEnvironment): void => {
    const { req, res, caller } = received;
    const now = clock();
    const results = served.evaluator.evaluateAll(question.context, now, question.overrides);
    const { body, bytes, tag: own } = served.answers.ofrepAll(results, caller.key.kind);
    const tag = tagAt(own, now);
    const headers = ['ETag', tag, ...caller.headers];
    const known = req.headers['if-none-match'];
    if (known !== undefined && matchesTag(known, tag)) {
      respondEmpty(res, 304, headers);
      return;
    }
    const streams = eventStreams(question, received, stateIds.at(served, now), now);
    // All of it is ASCII without quotes: the token, the host, and a public URL that is percent-encoded.
    respond(req, res, 200, [...JSON_TYPE, ...headers], `${body}${streams}}`, bytes + streams.length + 1);
  };

  const bulk: AnswerBody = (received) => {
    const { req, res, caller, body: sent } = received;
    const question = readQuestion(sent, false, caller, limits);
    if ('status' in question) return question;
    const { environment } = caller.key;
    const served = environments.get(environment);
    if (served === null) return NOT_READY;
    const version = announcedVersion(req.url ?? '');
    if (version <= served.version) sendBulk(received, question, served);
    else {
      versions.until(environment, version, () => {
        try {
          if (!res.destroyed) sendBulk(received, question, environments.get(environment) ?? served);
        } catch (error) {
          log({ level: 'error', event: 'request_failed', ...describeFailure(error), ...markFields(req) });
          res.destroy();
        }
      });
    }
    return null;
  };

  const tell = { one: tellFlagFailure, bulk: tellBulkFailure };
  return {
    one: { name: 'ofrep', methods: { POST: bodyHandler({ ...options, tell: tell.one }, one) }, tell: tell.one },
    bulk: {
      name: 'ofrep_bulk',
      methods: { POST: bodyHandler({ ...options, tell: tell.bulk }, bulk) },
      tell: tell.bulk,
    },
  };
}
