import { STATUS_CODES } from 'node:http';

/** Every `code` of an error answer. Those that OpenFeature has are named as it names them, in lower case. */
export type ProblemCode =
  | 'parse_error'
  | 'invalid_context'
  | 'flag_not_found'
  | 'provider_not_ready'
  | 'general'
  | 'bad_request'
  | 'unauthorized'
  | 'origin_not_allowed'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'request_timeout'
  | 'body_too_large'
  | 'unsupported_encoding'
  | 'expectation_failed'
  | 'rate_limited'
  | 'too_many_streams'
  | 'too_many_connections'
  | 'usage_unavailable'
  | 'headers_too_large';

/** An error answer as data: what `renderProblem` and `sendProblem` turn into RFC 9457. */
export interface Problem {
  /** The HTTP status, 400..599. */
  readonly status: number;
  readonly code: ProblemCode;
  /** What is wrong and what to do, for the caller. It never holds a path, a stack or a key. */
  readonly detail: string;
  /** More headers, as a flat list of names and values. */
  readonly headers?: readonly string[];
}

export const PROBLEM_TYPE = 'application/problem+json';

/** Our bug, or a source's. The log says where. */
export const INTERNAL: Problem = {
  status: 500,
  code: 'general',
  detail: 'The server failed to answer; it has been logged.',
};

/** What is no route, whoever asks: paths are compared exactly, so no spelling of a route is another one. */
export const NOT_FOUND: Problem = { status: 404, code: 'not_found', detail: 'There is nothing at this path.' };

/**
 * The body of an error answer. `type` is `about:blank`, so `title` is the status in words; what a program
 * tells errors apart by is `code`.
 * @see RFC 9457, section 4.2.1
 */
export function renderProblem({ status, code, detail }: Problem): string {
  return JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail, code });
}

/** The 405 of a route that has only the methods in `allow` (a comma-separated list). */
export function methodNotAllowed(allow: string): Problem {
  const detail = `This route answers ${allow} only.`;
  return { status: 405, code: 'method_not_allowed', detail, headers: ['Allow', allow] };
}
