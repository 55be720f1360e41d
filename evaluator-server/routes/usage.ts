import { Buffer } from 'node:buffer';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Problem } from '../http/problem.ts';
import { respond, sendProblem } from '../http/respond.ts';
import type { Limits } from '../limits.ts';
import { describeFailure, type Log } from '../log.ts';
import type { Environments } from '../snapshots/environments.ts';
import { isFlagKey } from '../usage/countable.ts';
import { knownCounts } from '../usage/known-counts.ts';
import { parseReport } from '../usage/parse-report.ts';
import { type FlagUsage, USAGE_ORIGINS, type UsageStore } from '../usage/usage-store.ts';
import { parseWindow, type UsageWindow, windowEnd } from '../usage/window.ts';
import type { AnswerBody } from './body-handler.ts';
import { bodyHandler } from './body-handler.ts';
import { NOT_READY } from './evaluate.ts';
import type { Handler, HotRoute } from './route.ts';

export interface UsageRouteOptions {
  readonly environments: Environments;
  readonly store: UsageStore;
  readonly limits: Limits;
  /** UTC epoch milliseconds. */
  readonly clock: () => number;
  readonly log: Log;
}

/** How many steps of how many flags one answer has at most: about half a second of Redis's and our work, in parts. */
const MOST_STEPS = 100_000;
/** How many answers may be under way; each holds up to `MOST_STEPS` numbers for each variant. */
const MOST_READERS = 4;
const DEFAULT_WINDOW = '1h';

const SERVER_KEYS_ONLY: Problem = {
  status: 403,
  code: 'forbidden',
  detail: 'Counts are for server keys; a client key may only report them.',
};

/** Redis is away, or as busy with reports or readers as it may be. */
const UNAVAILABLE: Problem = {
  status: 503,
  code: 'usage_unavailable',
  detail: 'Counts cannot be taken or read just now; keep yours, and try again.',
  headers: ['Retry-After', '10'],
};

function badQuery(detail: string): Problem {
  return { status: 400, code: 'parse_error', detail };
}

/** What a reader asks for: the flags (null: every flag) and the window, with its text. */
interface Query {
  readonly flagKeys: readonly string[] | null;
  readonly text: string;
  readonly window: UsageWindow;
}

function parseQuery(target: string, now: number): Query | Problem {
  const start = target.indexOf('?');
  const query = new URLSearchParams(start < 0 ? '' : target.slice(start));
  const windows = query.getAll('window');
  const [text = DEFAULT_WINDOW] = windows;
  const window = parseWindow(text, now);
  if (window === null || windows.length > 1)
    return badQuery('"window" must be whole minutes up to 120m, hours up to 2160h or days up to 90d: 1h, 24h, 30d.');
  const flags = query.getAll('flag').flatMap((list) => list.split(','));
  if (!flags.every(isFlagKey)) return badQuery('"flag" must name flags by their keys: ?flag=new-checkout,banner.');
  return { flagKeys: flags.length === 0 ? null : [...new Set(flags)], text, window };
}

/** How many flags are turned into text at a time: a few ms of work, if their window is long. */
const TEXT_FLAGS = 16;

/** `{"key":{"server":{variant: numbers},"reported":{...},"client":{...}}}`; `__proto__` is a name like any other. */
async function renderFlags(found: ReadonlyMap<string, FlagUsage>): Promise<string> {
  const parts: string[] = [];
  for (const [flagKey, series] of found) {
    const usage = Object.fromEntries(USAGE_ORIGINS.map((origin) => [origin, Object.fromEntries(series[origin])]));
    parts.push(`${JSON.stringify(flagKey)}:${JSON.stringify(usage)}`);
    if (parts.length % TEXT_FLAGS === 0) await nextTurn();
  }
  return `{${parts.join()}}`;
}

/**
 * `POST /v1/usage`: an SDK reports what it evaluated itself; 202, counted within moments.
 * `GET /v1/usage?flag=a,b&window=24h`, for server keys: how often each variant was given, by minute or hour. Without
 * `flag`: every flag of the environment.
 * @see contract 7
 */
export function createUsageRoute(options: UsageRouteOptions): HotRoute {
  const { environments, store, clock, log } = options;
  let readers = 0;

  const report: AnswerBody = ({ req, res, caller, body }) => {
    const { kind, environment } = caller.key;
    const parsed = parseReport(body, clock());
    if ('problem' in parsed) return parsed.problem;
    const served = environments.get(environment);
    if (served === null) return NOT_READY;
    const { id, at, counts } = parsed.report;
    const known = knownCounts(served, kind, counts);
    // Everybody has the client key: an id that it sends must not be able to stand for a server's.
    const origin = kind === 'client' ? ('client' as const) : ('reported' as const);
    const own = { environment, origin, id: id === null ? null : `${kind}:${id}`, at, counts: known };
    if (known.length > 0 && !store.report(own)) return UNAVAILABLE;
    respond(req, res, 202, ['Cache-Control', 'no-store', ...caller.headers], '', 0);
    return null;
  };

  const read: Handler = (req, res, { key, headers }) => {
    const refuse = (problem: Problem): void => sendProblem(req, res, problem, headers);
    if (key.kind === 'client') return refuse(SERVER_KEYS_ONLY);
    const query = parseQuery(req.url ?? '', clock());
    if ('status' in query) return refuse(query);
    const served = environments.get(key.environment);
    if (served === null) return refuse(NOT_READY);
    const { window, text } = query;
    const flagKeys = query.flagKeys ?? servedFlags(served.snapshot);
    if (flagKeys.length * window.steps > MOST_STEPS) {
      const most = Math.floor(MOST_STEPS / window.steps);
      return refuse(badQuery(`A window of ${text} can be read of ${most} flags at a time; name them with "flag".`));
    }
    if (readers >= MOST_READERS) return refuse(UNAVAILABLE);
    readers += 1;
    const answer = async (): Promise<void> => {
      const found = await store.read(key.environment, flagKeys, window);
      const step = window.grain.stepMs / 1_000;
      const head = JSON.stringify({ window: text, step, from: window.from, to: windowEnd(window) });
      const body = `${head.slice(0, -1)},"flags":${await renderFlags(found)}}`;
      const all = ['Content-Type', 'application/json', 'Cache-Control', 'no-store', ...headers];
      respond(req, res, 200, all, body, Buffer.byteLength(body));
    };
    answer()
      .catch((error: unknown) => {
        log({ level: 'warn', event: 'usage_not_read', ...describeFailure(error) });
        if (res.headersSent) res.destroy();
        else refuse(UNAVAILABLE);
      })
      .finally(() => {
        readers -= 1;
      });
  };

  return { name: 'usage', methods: { GET: read, POST: bodyHandler(options, report) } };
}

/** The flags of a snapshot, which may be any JSON, that can be counted. */
function servedFlags(snapshot: unknown): readonly string[] {
  if (typeof snapshot !== 'object' || snapshot === null || !('flags' in snapshot)) return [];
  const { flags } = snapshot;
  if (!Array.isArray(flags)) return [];
  return flags.flatMap((flag: unknown) =>
    typeof flag === 'object' && flag !== null && 'key' in flag && typeof flag.key === 'string' && isFlagKey(flag.key)
      ? [flag.key]
      : [],
  );
}
