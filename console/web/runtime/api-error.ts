import type { ProblemJson } from '../../api/problem-json.ts';

/** A call that the server answered with a problem, or that did not reach it (`status` 0). */
export class ApiError extends Error {
  readonly problem: ProblemJson;

  constructor(problem: ProblemJson) {
    super(problem.detail ?? problem.title);
    this.name = 'ApiError';
    this.problem = problem;
  }
}

/** What is told to people of anything that was thrown. */
export function problemFrom(error: unknown): ProblemJson {
  if (error instanceof ApiError) return error.problem;
  return { status: 0, title: 'Not reachable', detail: 'The console’s server does not answer.' };
}

/** What an answer that is no success says; proxies on the way answer with something else than a problem. */
export async function readProblem(response: Response): Promise<ProblemJson> {
  const fallback: ProblemJson = { status: response.status, title: response.statusText || 'Error' };
  if (!(response.headers.get('content-type') ?? '').includes('json')) return fallback;
  try {
    return { ...fallback, ...((await response.json()) as ProblemJson) };
  } catch {
    return fallback;
  }
}
