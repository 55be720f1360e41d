import type { IncomingMessage } from 'node:http';
import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler } from 'express';
import { CommandError, EXIT } from 'flagforge';
import type { Admission } from './admission.ts';
import { createRequestCheck, type RequestCheck } from './description/check-request.ts';
import { operationAt } from './description/description.ts';
import type { Streams } from './events/send-events.ts';
import { exactPath } from './http/exact-path.ts';
import { type ProblemError, problem, problemOf } from './http/problem.ts';
import { readJson } from './http/read-json.ts';
import { type Answer, type EventSource, sendAnswer, sendProblem } from './http/respond.ts';
import { checkWhence, type Whence } from './http/whence.ts';
import type { Idempotency } from './idempotency.ts';
import type { Limits } from './limits.ts';
import { describeFailure, type Log } from './log.ts';
import type { BuiltPages } from './pages/built-pages.ts';
import { addPages } from './pages/page-routes.ts';
import type { PageHeaders } from './pages/page-security.ts';
import type { Api, OpenCall, Route } from './route.ts';

export interface AppParts {
  /** null: this server has none. */
  readonly pages: BuiltPages | null;
  readonly pageHeaders: PageHeaders;
  readonly api: Api;
  readonly routes: readonly Route[];
  readonly admission: Admission;
  readonly idempotency: Idempotency;
  readonly streams: Streams;
  /** Called for each request, because the port is known only after listening. */
  readonly whence: () => Whence;
  readonly limits: Limits;
  readonly log: Log;
}

const NOT_FOUND = (): ProblemError => problem(404, 'FF4400', {});

/**
 * The management API. Denied by default: what is no route of the table is 404 whoever asks, another method is 405, and
 * each route is behind a valid token unless the table says that it is open. No route is reached by another spelling of
 * its path.
 */
export function createApp(parts: AppParts): Express {
  const { pages, routes, whence, log } = parts;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.enable('case sensitive routing');
  app.enable('strict routing');
  app.set('query parser', false);

  const atTheDoor: RequestHandler = (req, _res, next) => {
    // Of two, a proxy in front may have looked at the other one. @see RFC 9112, 3.2
    if (req.headersDistinct.host?.length !== 1)
      throw problem(400, 'FF4421', { why: 'the header Host is missing, or stands there twice' });
    checkWhence(req, whence());
    if (exactPath(req.url) === null) throw NOT_FOUND();
    next();
  };
  app.use(atTheDoor);
  for (const [path, own] of byPath(routes)) {
    const at = expressPath(path);
    for (const route of own) app[METHODS[route.method]](at, handler(route, parts));
    app.all(at, otherMethods(own));
  }
  if (pages !== null) addPages(app, { ...parts, pages, headers: parts.pageHeaders });
  app.use(() => {
    throw NOT_FOUND();
  });

  const onError: ErrorRequestHandler = (error, req, res, _next) => {
    const found = problemOf(error) ?? expressProblem(error);
    // The world's failures are of interest to whoever runs this; what users get wrong is not.
    if (found === null) log({ level: 'error', event: 'request_failed', ...describeFailure(error) });
    else if (found.status >= 500) log({ level: 'warn', event: 'answer_failed', code: found.problem.code ?? '' });
    sendProblem(req, res, found === null || isOurBug(error) ? problem(500, 'FF4419', {}) : found);
  };
  app.use(onError);
  return app;
}

const METHODS = { GET: 'get', POST: 'post', PATCH: 'patch' } as const;

function byPath(routes: readonly Route[]): Map<string, Route[]> {
  const paths = new Map<string, Route[]>();
  for (const route of routes) paths.set(route.path, [...(paths.get(route.path) ?? []), route]);
  return paths;
}

/** `/v1/flags/{id}` -> `/v1/flags/:id` */
const expressPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');

const isOurBug = (error: unknown): boolean => error instanceof CommandError && error.exitCode === EXIT.bug;

/** Express itself fails with a status on paths that it cannot decode; those are no routes either. */
function expressProblem(error: unknown): ProblemError | null {
  const status: unknown = typeof error === 'object' && error !== null ? (error as { status?: unknown }).status : null;
  return typeof status === 'number' && status < 500 ? NOT_FOUND() : null;
}

/** What a path answers to methods that it does not have. It says no more than the description does. */
function otherMethods(routes: readonly Route[]): RequestHandler {
  const methods = routes.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  const allow = methods.join(', ');
  return () => {
    throw problem(405, 'FF4401', { allow }, {}, { Allow: allow });
  };
}

function handler(route: Route, parts: AppParts): RequestHandler {
  const check = createRequestCheck(operationAt(route.method, route.path));
  return async (req, res) => {
    const answered = await answer(route, check, parts, req);
    if ('status' in answered) return sendAnswer(req, res, answered);
    const { user, source } = answered;
    parts.streams.open({ req, res, user, source, mayStay: () => parts.admission.admitStill(req) });
  };
}

async function answer(route: Route, check: RequestCheck, parts: AppParts, req: Request): Promise<Answer | Listening> {
  const { api, admission, idempotency, limits } = parts;
  const isWrite = route.method !== 'GET';
  if (route.isOpen) {
    admission.admitStranger(req);
    return route.answer(await readCall(req, check, limits), api);
  }
  // Before the body: a stranger's is not read at all.
  const user = await admission.admit(req, isWrite);
  const call = { ...(await readCall(req, check, limits)), user };
  const name = `${user.organization.id} ${user.id}`;
  if (!isWrite || route.isPure === true) {
    const answered = await route.answer(call, api);
    return 'events' in answered ? { user: name, source: answered.events } : answered;
  }
  const { body, project, ifMatch } = call;
  const write = {
    ...{ user: name, method: route.method, path: req.url },
    ...{ project, ifMatch, body },
  };
  const answered = await idempotency.once(headerOf(req, 'idempotency-key'), write, api.now(), async () => {
    const done = await route.answer(call, api);
    if ('events' in done) throw new TypeError('a write is answered at once');
    return done;
  });
  api.watches.look();
  return answered;
}

/** Somebody to whom events are sent. */
interface Listening {
  readonly user: string;
  readonly source: EventSource;
}

async function readCall(req: Request, check: RequestCheck, limits: Limits): Promise<OpenCall> {
  const search = req.url.slice(req.url.indexOf('?') + 1 || req.url.length);
  if (search.length > limits.queryCharacters)
    throw problem(400, 'FF4407', { part: 'query', problem: `it has more than ${limits.queryCharacters} characters` });
  const query = check.query(new URLSearchParams(search));
  const body = await readJson(req, limits);
  check.body(body);
  return {
    params: req.params as Readonly<Record<string, string>>,
    ...{ query, body },
    ...{ project: headerOf(req, 'x-flagforge-project'), ifMatch: headerOf(req, 'if-match') },
    origin: headerOf(req, 'origin'),
  };
}

function headerOf(req: IncomingMessage, name: string): string | null {
  const value = req.headers[name];
  return typeof value === 'string' ? value : null;
}
