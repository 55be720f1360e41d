import type { RequestListener, ServerResponse } from 'node:http';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { AnswerMeter, Metered } from './http/answer-meter.ts';
import { preflightHeaders } from './http/cors.ts';
import { INTERNAL, methodNotAllowed, NOT_FOUND } from './http/problem.ts';
import { markFields } from './http/request-marks.ts';
import { respondEmpty, sendProblem } from './http/respond.ts';
import { describeFailure, type Log } from './log.ts';
import { healthz, readyz } from './routes/health.ts';

/** What the routes of the app are made of. */
export interface AppOptions {
  /** Why the server is not ready, as a sentence, or null when it is. */
  readonly missing: () => string | null;
  /** `GET /metrics`. */
  readonly metrics: RequestListener;
  /** Measures the answers of a route, by its name. */
  readonly meter: (route: string) => AnswerMeter;
  readonly log: Log;
}

/** Answers every method that a route does not have: OPTIONS with what there is, anything else with 405. */
function otherMethods(allow: string): RequestHandler {
  return (req, res) => {
    if (req.method === 'OPTIONS') respondEmpty(res, 204, preflightHeaders(req, allow, false));
    else sendProblem(req, res, methodNotAllowed(allow));
  };
}

/**
 * The routes that are not hot. Paths match exactly: case and a trailing slash count, and nothing is decoded or
 * normalised. A route that needs a key checks it itself, never by a prefix of its path.
 */
export function createApp({ missing, metrics, meter, log }: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.enable('case sensitive routing');
  app.enable('strict routing');
  app.set('query parser', false);

  for (const [name, listener] of Object.entries({ healthz, readyz: readyz(missing), metrics })) {
    const own = meter(name);
    const measure: RequestHandler = (_req, res: ServerResponse & Metered, next) => {
      res.meter = own;
      next();
    };
    app.all(`/${name}`, measure).get(`/${name}`, listener).all(`/${name}`, otherMethods('GET, HEAD, OPTIONS'));
  }
  app.use(((req, res) => sendProblem(req, res, NOT_FOUND)) satisfies RequestHandler);

  const onError: ErrorRequestHandler = (error, req, res, _next) => {
    // Express itself fails with a status on paths that it cannot decode; those are no routes either.
    const status: unknown = typeof error === 'object' && error !== null ? (error as { status?: unknown }).status : null;
    if (typeof status === 'number' && status < 500) return sendProblem(req, res, NOT_FOUND);
    log({ level: 'error', event: 'request_failed', ...describeFailure(error), ...markFields(req) });
    if (res.headersSent) res.destroy();
    else sendProblem(req, res, INTERNAL);
  };
  app.use(onError);
  return app;
}
