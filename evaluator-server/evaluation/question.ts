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

/** Whose question it is. */
export type Asker = Pick<Caller, 'key' | 'address'>;

/** 400 for a context, the same words for every route. */
export function invalidContext(detail: string): Problem {
  return { status: 400, code: 'invalid_context', detail };
}

/** A context that may be evaluated, or the error that answers it. */
export type AdmittedContext = { readonly context: Record<string, unknown> } | { readonly problem: Problem };

/**
 * Checks a context against its limits. The address that the server saw takes the place of `ip` in the context of a
 * client key: always, not only where the client gave one, because a rule about addresses must not be avoided by
 * leaving it out.
 */
export function admitContext(value: unknown, { key, address }: Asker, limits: Limits): AdmittedContext {
  const problem = contextProblem(value, limits);
  if (problem !== null) return { problem: invalidContext(problem) };
  const context = value as Record<string, unknown>;
  if (key.kind === 'client') context.ip = address;
  return { context };
}

/** What a stream keeps of a question: its parts as JSON. */
export interface StreamContext {
  readonly context: string;
  readonly overrides: string | undefined;
}

/** What a stream is to keep of a question whose context was admitted, or the error when that is too much. */
export function readStreamContext(
  question: Pick<Question, 'context' | 'overrides'>,
  { streamContextBytes: most }: Pick<Limits, 'streamContextBytes'>,
): StreamContext | Problem {
  const context = JSON.stringify(question.context);
  const overrides = question.overrides === undefined ? undefined : JSON.stringify(question.overrides);
  const bytes = Buffer.byteLength(context) + (overrides === undefined ? 0 : Buffer.byteLength(overrides));
  if (bytes <= most) return { context, overrides };
  return invalidContext(
    `"context" and "overrides" have more than ${most} bytes of JSON, the most that a stream keeps.`,
  );
}

/**
 * Reads the body of an admitted request.
 * @param wantsFlag whether the body must name a flag.
 */
export function readQuestion(body: Buffer, wantsFlag: boolean, asker: Asker, limits: Limits): Question | Problem {
  const parsed = parseRequest(body, wantsFlag);
  if ('problem' in parsed) return parsed.problem;
  const { flagKey, context, overrides } = parsed.request;
  const admitted = admitContext(context, asker, limits);
  return 'problem' in admitted ? admitted.problem : { flagKey, context: admitted.context, overrides };
}
