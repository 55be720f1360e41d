import { codedError } from '../coded-error.ts';
import { type CommandError, errorCodeOf } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';

/** Why there is no connection, by the codes of Node and the SQLSTATEs of Postgres. */
const REASONS: Readonly<Record<string, readonly [code: string, reason: string]>> = {
  ECONNREFUSED: ['FF3101', 'connection refused'],
  ECONNRESET: ['FF3101', 'the connection was cut'],
  EPIPE: ['FF3101', 'the connection was cut'],
  ETIMEDOUT: ['FF3101', 'no answer'],
  EHOSTUNREACH: ['FF3101', 'no way to that host'],
  ENETUNREACH: ['FF3101', 'no way to that network'],
  ENOTFOUND: ['FF3101', 'no host of that name'],
  EAI_AGAIN: ['FF3101', 'the name could not be looked up'],
  ENOENT: ['FF3101', 'there is no such socket'],
  EACCES: ['FF3101', 'this user may not use the socket'],
  '57P01': ['FF3101', 'the server is shutting down'],
  '57P02': ['FF3101', 'the server crashed and is starting again'],
  '57P03': ['FF3101', 'the server is starting up or shutting down'],
  '53300': ['FF3102', 'it has too many connections'],
  '28P01': ['FF3103', 'it refuses the password'],
  '28000': ['FF3103', 'it refuses the login'],
  '3D000': ['FF3104', 'it has no database of that name'],
};

/** An error of connecting as one for users. Never holds a password. */
export function connectionProblem(error: unknown, address: string): CommandError {
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  const code = errorCodeOf(first) ?? '';
  const message = first instanceof Error ? first.message : String(first);
  const known = REASONS[code];
  if (known !== undefined) return codedError(EXIT.outside, known[0], { address, reason: known[1] });
  if (/password must be a string|no password/i.test(message))
    return codedError(EXIT.outside, 'FF3103', { address, reason: 'it asks for a password' });
  if (/ssl|certificate|tls/i.test(message) || /^(ERR_TLS|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO)/.test(code))
    return codedError(EXIT.outside, 'FF3105', { address, reason: message.split('\n')[0] ?? '' });
  if (/timeout/i.test(message)) return codedError(EXIT.outside, 'FF3101', { address, reason: 'no answer' });
  if (code === 'ERR_INVALID_URL' || /invalid url/i.test(message)) return codedError(EXIT.usage, 'FF3106', {});
  return codedError(EXIT.outside, 'FF3101', { address, reason: code === '' ? 'the connection ended' : code });
}

/** Whether an error is one of the connection and not of a statement. */
export function isConnectionProblem(error: unknown): boolean {
  const code = errorCodeOf(error);
  if (code !== null && REASONS[code] !== undefined) return true;
  return error instanceof Error && /connection terminated|connection ended|client was closed/i.test(error.message);
}
