import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Problem } from '../http/problem.ts';
import type { Admission, Caller } from './admission.ts';

/** Answers one admitted request of a hot route. `path` is the request's, as it was sent, without the query. */
export type Handler = (req: IncomingMessage, res: ServerResponse, caller: Caller, path: string) => void;

/** Tells an error in the form of a route: problem+json, or OFREP's own. @param headers a flat list, CORS among them. */
export type TellProblem = (
  req: IncomingMessage,
  res: ServerResponse,
  problem: Problem,
  headers?: readonly string[],
) => void;

/** A route that is answered in front of express: it checks the key before a byte of the body is read. */
export interface HotRoute {
  /** The word that metrics and logs know it by: `evaluate`, `ofrep_bulk`. */
  readonly name: string;
  readonly methods: Readonly<Partial<Record<'GET' | 'POST', Handler>>>;
  /** Left out: problem+json. */
  readonly tell?: TellProblem;
  /** Who may ask, where that is not told by a key in a header; left out: the admission by key. */
  readonly admit?: (req: IncomingMessage) => Admission;
}

/**
 * Which path is which route. Paths are compared byte by byte; `below` are prefixes that end in `/`, behind which
 * exactly one more segment of the path is the handler's to read.
 */
export interface RouteTable {
  readonly exact: ReadonlyMap<string, HotRoute>;
  readonly below: readonly (readonly [prefix: string, route: HotRoute])[];
}

/** The route of a path, or undefined. */
export function findRoute({ exact, below }: RouteTable, path: string): HotRoute | undefined {
  const found = exact.get(path);
  if (found !== undefined) return found;
  for (const [prefix, route] of below) {
    if (path.length > prefix.length && path.startsWith(prefix) && !path.includes('/', prefix.length)) return route;
  }
  return undefined;
}

/** The methods of a route as `Allow` lists them. */
export function allowOf({ methods }: HotRoute): string {
  return [...Object.keys(methods), 'OPTIONS'].join(', ');
}
