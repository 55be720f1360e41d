/** What goes wrong with GitHub, in words. No token is in any of them. */
import { codedError } from '../../coded-error.ts';
import { CommandError, errorCodeOf } from '../../command-error.ts';
import { formatInstant } from '../../diagnostics/format-instant.ts';
import { EXIT } from '../../exit-codes.ts';
import { printable } from '../../terminal/printable.ts';
import type { Credentials } from './client.ts';

export interface ProblemPlace {
  /** `reading pull request #12`. */
  readonly doing: string;
  /** `github.com/acme/web-store`. */
  readonly name: string;
  readonly host: string;
  readonly credentials: Credentials;
  /** UTC epoch ms. */
  readonly now: number;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly said: string;
}

/** Longer answers are somebody's page, not a reason. */
const MAX_SAID = 300;

/** @returns a CommandError (3), or the error itself where it has nothing to do with GitHub: that is our bug. */
export function gitHubProblem(error: unknown, place: ProblemPlace): unknown {
  if (error instanceof CommandError || !(error instanceof Error)) return error;
  const answer = answerOf(error, place);
  if (answer !== null) return refused(answer, place);
  if (isKeyProblem(error)) return codedError(EXIT.outside, 'FF4112', {});
  const cause = rootOf(error);
  const { doing, host } = place;
  if (cause.name === 'TimeoutError') return codedError(EXIT.outside, 'FF4108', { doing, host });
  if (cause.name === 'NotJson') return codedError(EXIT.outside, 'FF4109', { doing, host, said: cause.message });
  const isOfNetwork = 'request' in error || error.name === 'AbortError';
  return isOfNetwork ? codedError(EXIT.outside, 'FF4107', { doing, host, reason: reasonOf(cause, place) }) : error;
}

function answerOf(error: Error, place: ProblemPlace): Answer | null {
  if (!('response' in error) || typeof error.response !== 'object' || error.response === null) return null;
  const { status, headers, data } = error.response as { status?: unknown; headers?: unknown; data?: unknown };
  return {
    status: Number(status),
    headers: typeof headers === 'object' && headers !== null ? (headers as Answer['headers']) : {},
    said: clean(wordsOf(data), place.credentials),
  };
}

/** GitHub's message, and its list of errors behind it. */
function wordsOf(data: unknown): string {
  if (typeof data !== 'object' || data === null) return '';
  const { message, errors } = data as { message?: unknown; errors?: unknown };
  const more = (Array.isArray(errors) ? errors : []).map((error: unknown) => {
    if (typeof error === 'string') return error;
    const { message: own, field, code } = (error ?? {}) as Record<string, unknown>;
    return typeof own === 'string' ? own : [field, code].filter((word) => typeof word === 'string').join(' ');
  });
  return [String(message ?? ''), ...more].filter((text) => text !== '').join(': ');
}

function refused(
  { status, headers, said }: Answer,
  { doing, name, host, credentials, now }: ProblemPlace,
): CommandError {
  const args = { doing, name, host, said, status };
  const isApp = credentials.kind === 'app';
  const until = rateLimitEnd(status, headers, said, now);
  if (until !== null) return codedError(EXIT.outside, 'FF4106', { ...args, until: formatInstant(until) });
  if (status === 401) return codedError(EXIT.outside, 'FF4101', { ...args, isApp });
  if (status === 403) return codedError(EXIT.outside, 'FF4102', { ...args, isApp });
  if (status === 404) return codedError(EXIT.outside, 'FF4103', { ...args, isApp });
  if (status === 405 || status === 409 || status === 422) return codedError(EXIT.findings, 'FF4105', args);
  return codedError(EXIT.outside, 'FF4109', {
    ...args,
    said: said === '' ? `status ${status}` : `status ${status}: ${said}`,
  });
}

/** When a rate limit ends, UTC epoch ms; null: it is none. */
function rateLimitEnd(status: number, headers: Answer['headers'], said: string, now: number): number | null {
  if (status !== 403 && status !== 429) return null;
  const after = Number(headers['retry-after']);
  if (Number.isFinite(after) && after > 0) return now + after * 1000;
  if (headers['x-ratelimit-remaining'] === '0') return Number(headers['x-ratelimit-reset']) * 1000;
  // Without any header GitHub asks for a minute.
  return status === 429 || /\bsecondary rate\b|abuse detection/i.test(said) ? now + 60_000 : null;
}

/** The key of an App that nothing can be signed with. */
const isKeyProblem = (error: Error): boolean =>
  /^ERR_OSSL|^ERR_CRYPTO/.test(errorCodeOf(error) ?? '') || /private ?key|PKCS|asymmetric key/i.test(error.message);

function rootOf(error: Error): Error {
  let root = error;
  for (let next = root.cause; next instanceof Error; next = root.cause) root = next;
  return root;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name is not known here',
  EAI_AGAIN: 'its name cannot be looked up right now',
  ECONNREFUSED: 'nobody answers there',
  ECONNRESET: 'the connection broke off',
  UND_ERR_SOCKET: 'the connection broke off',
  UND_ERR_CONNECT_TIMEOUT: 'no connection came about',
  ETIMEDOUT: 'no connection came about',
  EHOSTUNREACH: 'there is no way there',
  ENETUNREACH: 'there is no way there',
};

function reasonOf(cause: Error, place: ProblemPlace): string {
  const code = errorCodeOf(cause);
  return code === null ? clean(cause.message, place.credentials) : `${REASONS[code] ?? 'the network failed'} (${code})`;
}

/** Anybody's text, on one line, without the token: proxies like to repeat what they were sent. */
function clean(text: string, credentials: Credentials): string {
  const own = credentials.kind === 'token' ? text.replaceAll(credentials.token, '[token]') : text;
  const bare = own.replace(/\b(?:gh[a-z]_\w{8,}|github_pat_\w{8,}|eyJ[\w-]+\.[\w-]+\.[\w-]+)/g, '[token]');
  const short = bare.length > MAX_SAID ? `${bare.slice(0, MAX_SAID)}...` : bare;
  return printable(short);
}
