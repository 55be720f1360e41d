import type { RedisAddress } from '@flagforge/sdk/snapshot';
import { codedError } from '../coded-error.ts';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';

/** What a refusal of Redis means, by the word that its text begins with. */
const BY_WORD: Readonly<Record<string, string>> = {
  WRONGPASS: 'FF3122',
  NOAUTH: 'FF3122',
  NOPERM: 'FF3123',
  READONLY: 'FF3124',
  MASTERDOWN: 'FF3124',
  NOREPLICAS: 'FF3124',
  OOM: 'FF3125',
  MISCONF: 'FF3125',
  MOVED: 'FF3128',
  ASK: 'FF3128',
  CROSSSLOT: 'FF3128',
  CLUSTERDOWN: 'FF3128',
  TRYAGAIN: 'FF3128',
  WRONGTYPE: 'FF3129',
};

const NETWORK: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name cannot be looked up',
  EHOSTUNREACH: 'no route to it',
  ENETUNREACH: 'no route to it',
  ETIMEDOUT: 'no answer',
  ENOENT: 'there is no such socket',
  EACCES: 'permission denied',
};

/**
 * Turns what the client throws into a problem with a code, exit 3. Errors that are none of Redis, our own mistakes
 * among them, are given back as they are. The text of Redis is kept where it tells something; it never holds a password,
 * and the command with its arguments, which ioredis hangs on its errors, is left out.
 */
export function redisProblem(error: unknown, address: RedisAddress): unknown {
  if (error instanceof CommandError || !(error instanceof Error)) return error;
  const cause = innermost(error);
  const code = codeOf(cause);
  const label = address.label;
  const known = BY_WORD[/^[A-Z]+/.exec(cause.message)?.[0] ?? ''];
  if (known !== undefined)
    return codedError(EXIT.outside, known, { label, reason: cause.message, ...wordsOf(cause, address) });
  if (cause.name === 'TimeoutError') return codedError(EXIT.outside, 'FF3127', { label, reason: cause.message });
  if (isTlsProblem(code, cause.message))
    return codedError(EXIT.outside, 'FF3126', { label, reason: tlsReason(cause, address) });
  const network = NETWORK[code] ?? (cause.message === 'Connection is closed.' ? 'the connection was cut' : undefined);
  if (network !== undefined) return codedError(EXIT.outside, 'FF3121', { label, reason: network });
  if (cause.message === 'connect ETIMEDOUT') return codedError(EXIT.outside, 'FF3121', { label, reason: 'no answer' });
  if (/without any password configured|no password is set/.test(cause.message))
    return codedError(EXIT.outside, 'FF3122', { label, reason: cause.message });
  if (/cluster support disabled/.test(cause.message))
    return codedError(EXIT.outside, 'FF3128', { label, reason: cause.message, isPlain: true });
  if (cause.name === 'ReplyError') return codedError(EXIT.outside, 'FF3130', { label, reason: cause.message });
  return error;
}

/** A cluster's client wraps the reason; Node collects one for each address of a name. */
function innermost(error: Error): Error {
  const inner =
    'lastNodeError' in error ? error.lastNodeError : error instanceof AggregateError ? error.errors[0] : error.cause;
  return inner instanceof Error ? innermost(inner) : error;
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function isTlsProblem(code: string, message: string): boolean {
  return (
    /^(?:ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO|ERR_OSSL)/.test(code) || /TLS|SSL/.test(message)
  );
}

function tlsReason(cause: Error, { isTls }: RedisAddress): string {
  if (!isTls) return cause.message;
  // OpenSSL's texts begin with numbers of threads and functions.
  return cause.message
    .replace(/^[0-9A-F]+:error:[0-9A-F]+:/, '')
    .replace(/:[^:]*\.c:\d+:?.*$/s, '')
    .trim();
}

function wordsOf(cause: Error, address: RedisAddress): { user: string; command: string } {
  const command = 'command' in cause ? cause.command : null;
  const name = typeof command === 'object' && command !== null && 'name' in command ? command.name : null;
  return { user: address.username ?? 'default', command: typeof name === 'string' ? name : '' };
}
