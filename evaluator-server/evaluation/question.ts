import type { Problem } from '../http/problem.ts';
import type { Limits } from '../limits.ts';
import type { Caller } from '../routes/admission.ts';
import { contextProblem } from './context-limits.ts';
import { parseRequest } from './request.ts';

/** A request that may be evaluated. */
export interface Question {
  /** Empty where the request names none. */
  readonly flagKey: string;
  readonly context: Record<string, unknown>;
  /** Variants by flag key. */
  readonly overrides: Readonly<Record<string, string>> | undefined;
}

/** 400 for a context, the same words for every route. */
export function invalidContext(detail: string): Problem {
  return { status: 400, code: 'invalid_context', detail };
}

/**
 * Reads the body of an admitted request. The address that the server saw takes the place of `ip` in the context of a
 * client key: always, not only where the client gave one, because a rule about addresses must not be avoided by
 * leaving it out.
 * @param wantsFlag whether the body must name a flag.
 */
export function readQuestion(
  body: Buffer,
  wantsFlag: boolean,
  { key, address }: Pick<Caller, 'key' | 'address'>,
  limits: Limits,
): Question | Problem {
  const parsed = parseRequest(body, wantsFlag);
  if ('problem' in parsed) return parsed.problem;
  const { flagKey, context, overrides } = parsed.request;
  const problem = contextProblem(context, limits);
  if (problem !== null) return invalidContext(problem);
  const attributes = context as Record<string, unknown>;
  if (key.kind === 'client') attributes.ip = address;
  return { flagKey, context: attributes, overrides };
}
