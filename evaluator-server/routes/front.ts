import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { preflightHeaders } from '../http/cors.ts';
import { headProblem } from '../http/head-problem.ts';
import { methodNotAllowed } from '../http/problem.ts';
import { respondEmpty, sendProblem } from '../http/respond.ts';
import type { KeySource } from '../keys/source.ts';
import type { Admission } from './admission.ts';
import type { EvaluateRoute } from './evaluate.ts';

/** What stands in front of express. */
export interface FrontOptions {
  readonly routes: { readonly one: EvaluateRoute; readonly all: EvaluateRoute };
  readonly admit: (req: IncomingMessage) => Admission;
  readonly keys: KeySource;
  /** Everything else: the routes that are not hot, and the 404. */
  readonly app: RequestListener;
}

const ALLOW = 'POST, OPTIONS';

/** The path of a request target as it was sent: nothing decoded, nothing normalised; the query is left out. */
function pathOf(target: string): string {
  const end = target.indexOf('?');
  const path = end < 0 ? target : target.slice(0, end);
  if (path.startsWith('/')) return path;
  // The absolute form, which RFC 9112 asks every server to accept: http://host/path, with a host and no user.
  return /^https?:\/\/[^/@]+(\/.*)$/i.exec(path)?.[1] ?? path;
}

/**
 * Sends the hot routes to their handlers and everything else to express. Each hot handler is reached only by its
 * exact path, only by POST, and only through `admit`: there is no prefix that another spelling could slip past.
 */
export function createFront({ routes, admit, keys, app }: FrontOptions): RequestListener {
  const hot = new Map<string, EvaluateRoute>([
    ['/v1/evaluate', routes.one],
    ['/v1/evaluate/all', routes.all],
  ]);

  const preflight = (req: IncomingMessage, res: ServerResponse): void => {
    const { origin } = req.headers;
    respondEmpty(res, 204, preflightHeaders(req, ALLOW, origin !== undefined && keys.allowsOrigin(origin)));
  };

  return (req, res) => {
    const wrong = headProblem(req);
    if (wrong !== null) return sendProblem(req, res, wrong);
    const route = hot.get(pathOf(req.url ?? ''));
    if (route === undefined) return app(req, res);
    if (req.method === 'OPTIONS') return preflight(req, res);
    if (req.method !== 'POST') return sendProblem(req, res, methodNotAllowed(ALLOW));
    const admission = admit(req);
    if ('problem' in admission) return sendProblem(req, res, admission.problem, admission.headers);
    route(req, res, admission.caller);
  };
}
