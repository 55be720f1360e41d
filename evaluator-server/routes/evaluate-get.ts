import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { type AdmittedContext, admitContext, invalidContext } from '../evaluation/question.ts';
import type { Problem } from '../http/problem.ts';
import { respond, sendProblem } from '../http/respond.ts';
import type { Limits } from '../limits.ts';
import type { Caller } from './admission.ts';
import { type EvaluateOptions, NOT_READY } from './evaluate.ts';
import type { Handler } from './route.ts';

/** How many flags one request may ask for: as many as the edge can answer in its time. @see contract 7 and 12 */
const MOST_FLAGS = 10;

const BASE64URL = /^[A-Za-z0-9_-]+={0,2}$/;

function badQuery(detail: string): Problem {
  return { status: 400, code: 'parse_error', detail };
}

/** The flags that a request names, each once, in its order. */
function askedFlags(target: string): readonly string[] | Problem {
  const start = target.indexOf('?');
  const named = start < 0 ? [] : new URLSearchParams(target.slice(start)).getAll('flagKey');
  const keys = new Set(named.flatMap((list) => list.split(',')).filter((key) => key !== ''));
  if (keys.size === 0) return badQuery('"flagKey" is missing; name up to 10 flags: ?flagKey=new-checkout,banner.');
  return keys.size > MOST_FLAGS ? badQuery(`"flagKey" names more than ${MOST_FLAGS} flags.`) : [...keys];
}

function readContext(req: IncomingMessage, caller: Caller, limits: Limits): AdmittedContext {
  const header = req.headers['x-flagforge-context'];
  if (typeof header !== 'string' || header === '') {
    const detail = 'The header x-flagforge-context is missing; it holds the context as base64url of JSON, e30 for {}.';
    return { problem: invalidContext(detail) };
  }
  const bytes = BASE64URL.test(header) ? Buffer.from(header, 'base64url') : null;
  if (bytes === null || !isUtf8(bytes)) return { problem: badQuery('x-flagforge-context is not base64url of UTF-8.') };
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    return { problem: badQuery('x-flagforge-context is not JSON.') };
  }
  return admitContext(value, caller, limits);
}

/**
 * `GET /v1/evaluate?flagKey=a,b`: `{version, flags: {a: {value, variant, reason, errorCode?}}}`, the same as the edge
 * answers. A flag that does not exist, or that the key must not see, is an entry with an error.
 * @see contract 7 and 12
 */
export function createEvaluateGet({ environments, limits, clock }: EvaluateOptions): Handler {
  return (req, res, caller) => {
    const refuse = (problem: Problem): void => sendProblem(req, res, problem, caller.headers);
    const flags = askedFlags(req.url ?? '');
    if ('status' in flags) return refuse(flags);
    const admitted = readContext(req, caller, limits);
    if ('problem' in admitted) return refuse(admitted.problem);
    const served = environments.get(caller.key.environment);
    if (served === null) return refuse(NOT_READY);
    const { evaluator, answers } = served;
    const { kind } = caller.key;
    const now = clock();
    // What a key must not see is not evaluated: it takes as long as what does not exist.
    const results = flags.map((key) =>
      answers.isVisible(key, kind) ? evaluator.evaluate(key, admitted.context, now) : key,
    );
    const { body, bytes } = answers.some(results, kind);
    // A cache would have to know both the key and the context.
    const headers = ['Content-Type', 'application/json', 'Cache-Control', 'no-store', ...caller.headers];
    respond(req, res, 200, headers, body, bytes);
  };
}
