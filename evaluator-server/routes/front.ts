import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { AnswerMeter, Metered } from '../http/answer-meter.ts';
import { corsHeaders, preflightHeaders } from '../http/cors.ts';
import { headProblem } from '../http/head-problem.ts';
import { answerLast } from '../http/last-answer.ts';
import { methodNotAllowed, NOT_FOUND } from '../http/problem.ts';
import { respondEmpty, sendProblem } from '../http/respond.ts';
import type { KeySource } from '../keys/source.ts';
import type { Admission } from './admission.ts';
import { allowOf, findRoute, type HotRoute, type RouteTable } from './route.ts';

/** What stands in front of express. */
export interface FrontOptions {
  readonly routes: RouteTable;
  readonly admit: (req: IncomingMessage) => Admission;
  readonly keys: KeySource;
  /** Measures the answers of a route, by its name. */
  readonly meter: (route: string) => AnswerMeter;
  /** Everything else: the routes that are not hot, and the 404. */
  readonly app: RequestListener;
}

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
 * path as it was sent, only by its methods, and only through an admission: no other spelling slips past.
 */
export function createFront({ routes, admit, keys, meter, app }: FrontOptions): RequestListener {
  const other = meter('other');
  const meters = new Map(
    [...routes.exact.values(), ...routes.below.map(([, route]) => route)].map((route) => [route, meter(route.name)]),
  );

  const preflight = (req: IncomingMessage, res: ServerResponse, route: HotRoute): void => {
    const { origin } = req.headers;
    const isAllowed = origin !== undefined && keys.allowsOrigin(origin);
    respondEmpty(res, 204, preflightHeaders(req, allowOf(route), isAllowed));
  };

  /** For an error that no key was looked at for: a page may read it when it could use any client key at all. */
  const readableHeaders = ({ headers: { origin } }: IncomingMessage): readonly string[] =>
    corsHeaders(origin !== undefined && keys.allowsOrigin(origin) ? origin : undefined);

  return (req, res: ServerResponse & Metered) => {
    res.startedAt = performance.now();
    res.meter = other;
    const wrong = headProblem(req);
    if (wrong !== null) {
      // Who sent that may see other requests in what follows than this server does.
      answerLast(req, res);
      return sendProblem(req, res, wrong, readableHeaders(req));
    }
    const path = pathOf(req.url ?? '');
    const route = findRoute(routes, path);
    if (route === undefined) {
      if (!path.startsWith('/') || path.includes('#')) return sendProblem(req, res, NOT_FOUND);
      // Express would take the path out of the target by rules of its own.
      req.url = path;
      return app(req, res);
    }
    res.meter = meters.get(route) ?? other;
    const { method } = req;
    if (method === 'OPTIONS') return preflight(req, res, route);
    const handler = method === 'POST' || method === 'GET' ? route.methods[method] : undefined;
    const tell = route.tell ?? sendProblem;
    if (handler === undefined) return tell(req, res, methodNotAllowed(allowOf(route)), readableHeaders(req));
    const admission = (route.admit ?? admit)(req);
    if ('problem' in admission) return tell(req, res, admission.problem, admission.headers);
    handler(req, res, admission.caller, path);
  };
}
