import type { RedisAddress } from '@flagforge/sdk/snapshot';
import { codedError } from '../coded-error.ts';
import { CommandError } from '../command-error.ts';
import type { Args } from '../diagnostics/diagnostic.ts';
import { EXIT } from '../exit-codes.ts';
import { missingRule } from './acl-rules.ts';

/** What a refusal of Redis means, by how its text begins. */
const BY_TEXT: readonly (readonly [RegExp, code: string])[] = [
  [/^(?:WRONGPASS|NOAUTH)|without any password configured|no password is set/, 'FF3122'],
  [/^NOPERM|ACL failure|user executing the script can't/, 'FF3123'],
  [/^(?:READONLY|MASTERDOWN|NOREPLICAS)/, 'FF3124'],
  [/^(?:OOM|MISCONF)/, 'FF3125'],
  [/^(?:MOVED|ASK|CROSSSLOT|CLUSTERDOWN|TRYAGAIN)|cluster support disabled/, 'FF3128'],
  [/^WRONGTYPE/, 'FF3129'],
  [/^connect ETIMEDOUT/, 'FF3127'],
];

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
 * Turns what the client throws into a problem with a code, exit 3. What is none of Redis, our own mistakes among it, is
 * given back as it is. The text of Redis is kept where it tells something. It never holds a password; the command and
 * its arguments, which ioredis hangs on its errors, are left out.
 */
export function redisProblem(error: unknown, address: RedisAddress): unknown {
  if (error instanceof CommandError || !(error instanceof Error)) return error;
  const cause = innermost(error);
  const problem = codeOf(cause, address);
  if (problem === null) return error;
  const { label, username } = address;
  const [code, reason] = problem;
  const args: Args = { label, reason, user: username ?? 'default', isTls: address.isTls };
  return codedError(EXIT.outside, code, code === 'FF3123' ? { ...args, rule: missingRule(reason) } : args);
}

function codeOf(cause: Error, address: RedisAddress): [code: string, reason: string] | null {
  // In a script Redis adds where in it, which is of no use to its user.
  const text = cause.message.replace(/ script: [0-9a-f]{40}, on @user_script.*$/s, '');
  const known = BY_TEXT.find(([pattern]) => pattern.test(text));
  if (known !== undefined) return [known[1], text];
  if (cause.name === 'TimeoutError') return ['FF3127', text];
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  if (isTls(code)) return ['FF3126', tlsReason(text)];
  const network = NETWORK[code] ?? (text === 'Connection is closed.' ? 'the connection was cut' : undefined);
  if (network !== undefined) return ['FF3121', network];
  if (cause.name === 'ParserError' || /^Unknown RESP type|^Protocol error/.test(text))
    return ['FF3132', text.replace(' Please report this.', '')];
  if (cause.name === 'ReplyError') return ['FF3130', text];
  return address.isTls && /certificate|TLS|SSL/i.test(text) ? ['FF3126', text] : null;
}

/** A cluster's client wraps the reason; Node collects one for each address of a name. */
function innermost(error: Error): Error {
  const inner =
    'lastNodeError' in error ? error.lastNodeError : error instanceof AggregateError ? error.errors[0] : error.cause;
  return inner instanceof Error ? innermost(inner) : error;
}

function isTls(code: string): boolean {
  return /^(?:ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO|ERR_OSSL|HOSTNAME_MISMATCH)/.test(code);
}

/** OpenSSL's texts stand between numbers, files and lines of its own. */
function tlsReason(text: string): string {
  const [, reason] = /^[0-9A-F]+:error:[0-9A-F]+:[^:]*:[^:]*:([^:]+)/.exec(text) ?? [];
  return reason ?? text;
}
