/** The console's pages: a shell that is the same for everybody, and Flight for who is signed in. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Express, Request, Response } from 'express';
import { type Asking, addressOf, type Reads, searchOf } from '../../api/answers.ts';
import type { PageContext } from '../../api/page-context.ts';
import { pageAt } from '../../api/page-paths.ts';
import type { Admission } from '../admission.ts';
import { createRequestCheck, type RequestCheck } from '../description/check-request.ts';
import { operationAt } from '../description/description.ts';
import { problem, problemBody, problemOf } from '../http/problem.ts';
import { describeFailure, type Log } from '../log.ts';
import type { Api, Route } from '../route.ts';
import type { User } from '../user.ts';
import type { Asset, BuiltPages } from './built-pages.ts';
import type { PageHeaders } from './page-security.ts';

/** Where the Flight of a page is: its own path behind this. */
const FLIGHT = '/_pages';

export interface PageParts {
  readonly pages: BuiltPages;
  readonly headers: PageHeaders;
  readonly api: Api;
  readonly routes: readonly Route[];
  readonly admission: Admission;
  readonly log: Log;
}

/** Adds the pages to an app, behind its door. Paths that are no page stay what they were: not there. */
export function addPages(app: Express, parts: PageParts): void {
  const { shell, assets } = parts.pages;
  const send = (req: Request, res: Response, asset: Asset, cacheControl: string): void =>
    sendAsset(req, res, asset, { ...parts.headers, 'Cache-Control': cacheControl });
  app.get(/.*/, (req, res, next) => {
    const { path } = req;
    const asset = assets.get(path);
    if (asset !== undefined) return send(req, res, asset, 'public, max-age=31536000, immutable');
    if (path.startsWith(`${FLIGHT}/`)) return void sendFlight(req, res, parts).catch(next);
    if (pageAt(path) === null) return next();
    return send(req, res, shell, 'no-cache');
  });
}

function sendAsset(req: IncomingMessage, res: ServerResponse, asset: Asset, given: PageHeaders): void {
  const headers = { ...given, ETag: asset.etag, Vary: 'Accept-Encoding' };
  if (req.headers['if-none-match'] === asset.etag) {
    res.writeHead(304, headers);
    res.end();
    return;
  }
  const takesGzip = /(?:^|[ ,])gzip(?:[ ,;]|$)/.test(String(req.headers['accept-encoding'] ?? ''));
  const body = takesGzip ? (asset.gzip ?? asset.body) : asset.body;
  const encoding = body === asset.body ? {} : { 'Content-Encoding': 'gzip' };
  res.writeHead(200, { ...headers, ...encoding, 'Content-Type': asset.type, 'Content-Length': body.length });
  res.end(req.method === 'HEAD' ? undefined : body);
}

async function sendFlight(req: Request, res: Response, parts: PageParts): Promise<void> {
  const { pages, api, admission, log } = parts;
  const path = req.path.slice(FLIGHT.length);
  const place = pageAt(path);
  if (place === null) throw problem(404, 'FF4400', {});
  const gone = new AbortController();
  res.on('close', () => gone.abort());
  const user = await admission.admit(req, false);
  // Whoever leaves before the end of a page is no failure.
  if (gone.signal.aborted) return;
  // The stream knows it before the answer says so.
  const hasLeft = (): boolean => gone.signal.aborted || res.destroyed;
  const context: PageContext = {
    path,
    search: new URL(req.url, 'http://page').searchParams,
    now: api.now(),
    read: reader(user, place.params.project ?? null, parts),
  };
  const flight = pages.renderer.renderPage(context, {
    signal: gone.signal,
    onError(error) {
      if (!hasLeft()) log({ level: 'error', event: 'page_failed', ...describeFailure(error) });
    },
  });
  res.writeHead(200, {
    ...parts.headers,
    'Cache-Control': 'no-store',
    'Content-Type': 'text/x-component; charset=utf-8',
  });
  try {
    await pipeline(Readable.fromWeb(flight as Parameters<typeof Readable.fromWeb>[0]), res);
  } catch (error) {
    if (!hasLeft()) throw error;
  }
}

const CHECKS = new Map<string, RequestCheck>();

/** Asked once, however often it is called. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null;
  return () => {
    answer ??= ask();
    return answer;
  };
}

/** The same API for one page: all that it reads is of one commit. */
function ofOnePage(api: Api): Api {
  const list = once(async () =>
    (await api.projects.list()).map((project) => ({
      ...project,
      newestCommit: once(() => project.newestCommit()),
    })),
  );
  return { ...api, projects: { list } };
}

/** The routes as this user is answered by them; one that is asked twice answers once. */
function reader(user: User, project: string | null, { api: shared, routes }: PageParts): PageContext['read'] {
  const api = ofOnePage(shared);
  const known = new Map<string, Promise<unknown>>();
  const ask = async (name: string, asking: Asking): Promise<unknown> => {
    const route = routes.find(({ method, path }) => method === 'GET' && path === name);
    if (route === undefined) throw new TypeError(`there is no route GET ${name}`);
    const check = CHECKS.get(name) ?? createRequestCheck(operationAt('GET', name));
    CHECKS.set(name, check);
    const call = {
      ...{ user, params: asking.params ?? {}, query: check.query(searchOf(asking.query)), body: undefined },
      ...{ project, ifMatch: null, origin: null },
    };
    try {
      const answered = await route.answer(call, api);
      if ('events' in answered) throw new TypeError(`${name} does not end`);
      return answered.body;
    } catch (error) {
      const found = problemOf(error);
      if (found === null) throw error;
      throw Object.assign(new Error(found.message), { problem: problemBody(found) });
    }
  };
  return async <R extends keyof Reads>(route: R, asking: Asking = {}) => {
    const address = addressOf(route, asking);
    const answer = known.get(address) ?? ask(route, asking);
    known.set(address, answer);
    return (await answer) as Reads[R];
  };
}
