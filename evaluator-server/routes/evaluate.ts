import { invalidContext, readQuestion } from '../evaluation/question.ts';
import { matchesTag } from '../http/etag.ts';
import type { Problem } from '../http/problem.ts';
import { respond, respondEmpty } from '../http/respond.ts';
import type { Limits } from '../limits.ts';
import type { Log } from '../log.ts';
import type { Environments } from '../snapshots/environments.ts';
import { type AnswerBody, bodyHandler } from './body-handler.ts';
import type { HotRoute } from './route.ts';

/** What the routes that evaluate are made of. */
export interface EvaluateOptions {
  readonly environments: Environments;
  readonly limits: Limits;
  /** UTC epoch milliseconds; the instant of each evaluation. */
  readonly clock: () => number;
  readonly log: Log;
}

/** No Cache-Control: the answer to a POST is not cached unless it says how long it is fresh (RFC 9110, 9.3.3). */
const JSON_TYPE = ['Content-Type', 'application/json'] as const;

export const NOT_READY: Problem = {
  status: 503,
  code: 'provider_not_ready',
  detail: "This key's environment has no snapshot yet; use your own defaults and ask again.",
  headers: ['Retry-After', '1'],
};

/** Longest flag key that an answer repeats; no flag has a longer one. */
const MAX_KEY_CHARACTERS = 100;

/** The same for a flag that does not exist and for one that the key must not see: it depends on the text alone. */
export function unknownFlag(flagKey: string): Problem {
  const name = flagKey.length > MAX_KEY_CHARACTERS ? 'a key that long' : `the key ${JSON.stringify(flagKey)}`;
  return { status: 404, code: 'flag_not_found', detail: `There is no flag with ${name} here.` };
}

/**
 * `POST /v1/evaluate` and `POST /v1/evaluate/all`, without express: it takes seven times as long as they do.
 * The body is JSON whatever its Content-Type says, so that the shortest curl line works.
 * @see contract 7
 */
export function createEvaluateRoutes(options: EvaluateOptions): { readonly one: HotRoute; readonly all: HotRoute } {
  const { environments, limits, clock } = options;

  const one: AnswerBody = ({ req, res, caller, body: sent }) => {
    const question = readQuestion(sent, true, caller, limits);
    if ('status' in question) return question;
    const served = environments.get(caller.key.environment);
    if (served === null) return NOT_READY;
    const { flagKey, context, overrides } = question;
    const { evaluator, answers } = served;
    const { kind } = caller.key;
    // Before evaluating: what a key must not see takes as long as what does not exist.
    if (!answers.isVisible(flagKey, kind)) return unknownFlag(flagKey);
    const result = evaluator.evaluate(flagKey, context, clock(), overrides);
    if (result.reason === 'error') {
      if (result.errorCode === 'flag_not_found') return unknownFlag(flagKey);
      if (result.errorCode === 'invalid_context')
        return invalidContext('"context" must be a JSON object of attributes.');
    }
    const { body, bytes } = answers.one(result, kind);
    respond(req, res, 200, [...JSON_TYPE, ...caller.headers], body, bytes);
    return null;
  };

  const all: AnswerBody = ({ req, res, caller, body: sent }) => {
    const question = readQuestion(sent, false, caller, limits);
    if ('status' in question) return question;
    const served = environments.get(caller.key.environment);
    if (served === null) return NOT_READY;
    const { evaluator, answers } = served;
    const results = evaluator.evaluateAll(question.context, clock(), question.overrides);
    const { body, bytes, tag } = answers.all(results, caller.key.kind);
    const headers = ['ETag', tag, ...caller.headers];
    const known = req.headers['if-none-match'];
    if (known !== undefined && matchesTag(known, tag)) respondEmpty(res, 304, headers);
    else respond(req, res, 200, [...JSON_TYPE, ...headers], body, bytes);
    return null;
  };

  return {
    one: { name: 'evaluate', methods: { POST: bodyHandler(options, one) } },
    all: { name: 'evaluate_all', methods: { POST: bodyHandler(options, all) } },
  };
}
