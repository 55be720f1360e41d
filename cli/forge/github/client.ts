/** The connection to GitHub: octokit, with credentials, bounded waiting, and problems in words. */
import type { Octokit } from 'octokit';
import { codedError } from '../../coded-error.ts';
import { EXIT } from '../../exit-codes.ts';
import { createGate, createWritePace } from './pace.ts';
import { gitHubProblem } from './problems.ts';
import { createWholeFetch } from './whole-answers.ts';

/** Who asks. A key is a PEM text. */
export type Credentials =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'app'; readonly id: string; readonly key: string };

/** Where a repository is on GitHub. */
export interface GitHubPlace {
  readonly owner: string;
  readonly repo: string;
  /** Without a slash at its end: `https://api.github.com`. */
  readonly apiUrl: string;
  /** The host that people see: `github.com`. */
  readonly host: string;
}

export interface ClientOptions {
  readonly place: GitHubPlace;
  readonly credentials: Credentials;
  /** Told what is waited for, a line each. */
  readonly progress?: (text: string) => void;
  /** UTC epoch ms. Default: the clock. */
  readonly now?: () => number;
  /** How long one request may take, in ms. Default 20 s. */
  readonly limitMs?: number;
  /** How long a second is while waiting. Tests make it shorter. */
  readonly secondMs?: number;
  /** Whose token it is, where tokens do not say: `github-actions[bot]`. */
  readonly presumedLogin?: string;
}

export interface GitHubClient {
  readonly place: GitHubPlace;
  /** `github.com/acme/web-store`. */
  readonly name: string;
  readonly credentials: Credentials;
  readonly now: () => number;
  readonly secondMs: number;
  readonly presumedLogin: string | null;
  /** `{owner, repo}`, as every call takes them. */
  readonly own: { readonly owner: string; readonly repo: string };
  /**
   * Asks GitHub something.
   * @param doing for messages: `reading pull request #12`.
   * @throws CommandError (3) whatever goes wrong, unless `refused` has an answer for it.
   */
  ask<Result>(
    doing: string,
    work: (octokit: Octokit) => Promise<Result>,
    refused?: (status: number, said: string) => Result | undefined,
  ): Promise<Result>;
  /** The same as the App itself rather than as its installation. Only with the credentials of an App. */
  askAsApp<Result>(doing: string, work: (octokit: Octokit) => Promise<Result>): Promise<Result>;
}

const LIMIT_MS = 20_000;
/** A rate limit that lasts longer is a problem to be told, not to be waited for. */
const LONGEST_WAIT_S = 60;
const RETRIES = 2;
const AT_ONCE = 8;

/** Nothing is asked, and octokit not loaded, before the first call. */
export function createClient(options: ClientOptions): GitHubClient {
  const { place, credentials, now = Date.now, secondMs = 1000, presumedLogin = null } = options;
  const name = `${place.host}/${place.owner}/${place.repo}`;
  let opened: Promise<Opened> | null = null;
  const connect = (): Promise<Opened> => {
    opened ??= open(options).catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };
  const problemOf = (error: unknown, doing: string): unknown =>
    gitHubProblem(error, { doing, name, host: place.host, credentials, now: now() });
  return {
    ...{ place, name, credentials, now, secondMs, presumedLogin, own: { owner: place.owner, repo: place.repo } },
    async ask(doing, work, refused) {
      try {
        return await work((await connect()).octokit);
      } catch (error) {
        const refusal = refusalOf(error);
        const answer = refusal === null ? undefined : refused?.(refusal.status, refusal.said);
        if (answer !== undefined) return answer;
        throw problemOf(error, doing);
      }
    },
    async askAsApp(doing, work) {
      const { app } = await connect().catch((error: unknown) => {
        throw problemOf(error, doing);
      });
      if (app === null) throw new TypeError('these credentials are not those of an App');
      return work(app).catch((error: unknown) => {
        throw problemOf(error, doing);
      });
    },
  };
}

interface Opened {
  readonly octokit: Octokit;
  readonly app: Octokit | null;
}

async function open(options: ClientOptions): Promise<Opened> {
  const { place, credentials } = options;
  const { App, Octokit } = await import('octokit');
  const settings = settingsOf(options);
  if (credentials.kind === 'token') {
    return { octokit: new Octokit({ ...settings, auth: credentials.token }), app: null };
  }
  const app = new App({
    ...{ appId: credentials.id, privateKey: credentials.key, log: settings.log },
    Octokit: Octokit.defaults(settings),
  });
  const { owner, repo } = place;
  const installation = await app.octokit.rest.apps.getRepoInstallation({ owner, repo }).catch((error: unknown) => {
    if (refusalOf(error)?.status !== 404) throw error;
    throw codedError(EXIT.outside, 'FF4111', { name: `${place.host}/${owner}/${repo}`, id: credentials.id });
  });
  const octokit = await app.getInstallationOctokit(installation.data.id);
  return { octokit: octokit as Octokit, app: app.octokit as Octokit };
}

function settingsOf({ place, progress, limitMs = LIMIT_MS, secondMs = 1000 }: ClientOptions) {
  const nothing = (): void => {};
  const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
  const waitOnce = (seconds: number, _request: object, _octokit: object, attempt: number): boolean => {
    if (seconds > LONGEST_WAIT_S || attempt >= RETRIES) return false;
    progress?.(`${place.host} asks us to wait: going on in ${seconds} s`);
    return true;
  };
  const writes = createWritePace(secondMs);
  const gate = createGate(AT_ONCE);
  return {
    baseUrl: place.apiUrl,
    userAgent: 'flagforge',
    log,
    request: { fetch: createWholeFetch(limitMs), log },
    // 429 is a rate limit too: throttling waits for it, as long as GitHub says.
    retry: {
      retries: RETRIES,
      retryAfterBaseValue: secondMs,
      doNotRetry: [400, 401, 403, 404, 405, 409, 410, 422, 429, 451],
    },
    throttle: {
      ...{ onRateLimit: waitOnce, onSecondaryRateLimit: waitOnce, retryAfterBaseValue: secondMs },
      ...({ global: gate, auth: createGate(1), write: writes, search: gate, notifications: gate } as object),
    },
  };
}

/** What GitHub itself answered with, if that is what went wrong. */
export function refusalOf(error: unknown): { readonly status: number; readonly said: string } | null {
  if (!(error instanceof Error) || !('status' in error) || !('response' in error)) return null;
  const { status, response } = error;
  return typeof status === 'number' && response !== undefined ? { status, said: error.message } : null;
}
