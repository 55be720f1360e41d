import type { IncomingMessage, ServerResponse } from 'node:http';
import { contextProblem } from '../evaluation/context-limits.ts';
import { parseRequest } from '../evaluation/request.ts';
import { readBody } from '../http/body.ts';
import { matchesTag } from '../http/etag.ts';
import { INTERNAL, type Problem } from '../http/problem.ts';
import { respond, respondEmpty, sendProblem } from '../http/respond.ts';
import type { Limits } from '../limits.ts';
import { describeFailure, type Log } from '../log.ts';
import type { Environments, ServedEnvironment } from '../snapshots/environments.ts';
import type { Caller } from './admission.ts';

/** What both evaluation routes are made of. */
export interface EvaluateOptions {
  readonly environments: Environments;
  readonly limits: Limits;
  /** UTC epoch milliseconds; the instant of each evaluation. */
  readonly clock: () => number;
  readonly log: Log;
}

/** Answers one admitted request of an evaluation route. */
export type EvaluateRoute = (req: IncomingMessage, res: ServerResponse, caller: Caller) => void;

/** No Cache-Control: the answer to a POST is not cached unless it says how long it is fresh (RFC 9110, 9.3.3). */
const JSON_TYPE = ['Content-Type', 'application/json'] as const;

const NOT_READY: Problem = {
  status: 503,
  code: 'provider_not_ready',
  detail: "This key's environment has no snapshot yet; use your own defaults and ask again.",
  headers: ['Retry-After', '1'],
};

const UNENCODED: Problem = {
  status: 415,
  code: 'unsupported_encoding',
  detail: 'Send the body as it is, without Content-Encoding.',
  headers: ['Accept-Encoding', 'identity'],
};

/** Longest flag key that an answer repeats; no flag has a longer one. */
const MAX_KEY_CHARACTERS = 100;

/** The same for a flag that does not exist and for one that the key must not see: it depends on the text alone. */
function unknownFlag(flagKey: string): Problem {
  const name = flagKey.length > MAX_KEY_CHARACTERS ? 'a key that long' : `the key ${JSON.stringify(flagKey)}`;
  return { status: 404, code: 'flag_not_found', detail: `There is no flag with ${name} here.` };
}

function invalidContext(detail: string): Problem {
  return { status: 400, code: 'invalid_context', detail };
}

/** A request that may be evaluated. */
interface Question {
  readonly flagKey: string;
  readonly context: Record<string, unknown>;
  readonly overrides: Readonly<Record<string, string>> | undefined;
}

/** Sends the answer, or returns the error that is one. */
type AnswerQuestion = (
  question: Question,
  served: ServedEnvironment,
  caller: Caller,
  req: IncomingMessage,
  res: ServerResponse,
) => Problem | null;

/**
 * `POST /v1/evaluate` and `POST /v1/evaluate/all`, without express: it takes seven times as long as they do.
 * The body is JSON whatever its Content-Type says, so that the shortest curl line works.
 * @see contract 7
 */
export function createEvaluateRoutes(options: EvaluateOptions): {
  readonly one: EvaluateRoute;
  readonly all: EvaluateRoute;
} {
  const { environments, limits, clock, log } = options;

  const tooLarge: Problem = {
    status: 413,
    code: 'body_too_large',
    detail: `The body has more than ${limits.bodyBytes} bytes.`,
  };

  const one: AnswerQuestion = ({ flagKey, context, overrides }, { evaluator, answers }, caller, req, res) => {
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

  const all: AnswerQuestion = ({ context, overrides }, { evaluator, answers }, caller, req, res) => {
    const { body, bytes, tag } = answers.all(evaluator.evaluateAll(context, clock(), overrides), caller.key.kind);
    const headers = ['ETag', tag, ...caller.headers];
    const known = req.headers['if-none-match'];
    if (known !== undefined && matchesTag(known, tag)) respondEmpty(res, 304, headers);
    else respond(req, res, 200, [...JSON_TYPE, ...headers], body, bytes);
    return null;
  };

  const question = (body: Buffer, wantsFlag: boolean, caller: Caller): Question | Problem => {
    const parsed = parseRequest(body, wantsFlag);
    if ('problem' in parsed) return parsed.problem;
    const { flagKey, context, overrides } = parsed.request;
    const problem = contextProblem(context, limits);
    if (problem !== null) return invalidContext(problem);
    const attributes = context as Record<string, unknown>;
    // Always, not only where the client gave one: a rule about addresses must not be avoided by leaving it out.
    if (caller.key.kind === 'client') attributes.ip = caller.address;
    return { flagKey, context: attributes, overrides };
  };

  const route = (wantsFlag: boolean, answer: AnswerQuestion): EvaluateRoute => {
    return (req, res, caller) => {
      const refuse = (problem: Problem): void => sendProblem(req, res, problem, caller.headers);
      const encoding = req.headers['content-encoding'];
      if (encoding !== undefined && encoding !== 'identity') {
        refuse(UNENCODED);
        return;
      }
      const respondTo = (body: Buffer): void => {
        try {
          const asked = question(body, wantsFlag, caller);
          const served = environments.get(caller.key.environment);
          const problem =
            'status' in asked ? asked : served === null ? NOT_READY : answer(asked, served, caller, req, res);
          if (problem !== null) refuse(problem);
        } catch (error) {
          log({ level: 'error', event: 'request_failed', ...describeFailure(error) });
          if (res.headersSent) res.destroy();
          else refuse(INTERNAL);
        }
      };
      readBody(req, limits.bodyBytes, respondTo, () => refuse(tooLarge));
    };
  };

  return { one: route(true, one), all: route(false, all) };
}
