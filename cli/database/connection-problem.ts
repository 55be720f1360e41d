import { codedError } from '../coded-error.ts';
import { CommandError, errorCodeOf } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import { isTlsProblem } from './connect.ts';

/** Why there is no connection, by the codes of Node and the SQLSTATEs of Postgres. */
const REASONS: Readonly<Record<string, readonly [code: string, reason: string]>> = {
  ECONNREFUSED: ['FF3101', 'connection refused'],
  ECONNRESET: ['FF3101', 'the connection was cut'],
  EPIPE: ['FF3101', 'the connection was cut'],
  ETIMEDOUT: ['FF3101', 'it does not answer'],
  EHOSTUNREACH: ['FF3101', 'there is no way to that host'],
  EHOSTDOWN: ['FF3101', 'that host is down'],
  ENETUNREACH: ['FF3101', 'there is no way to that network'],
  EADDRNOTAVAIL: ['FF3101', 'there is no way to that address'],
  ENOTFOUND: ['FF3101', 'there is no host of that name'],
  EAI_AGAIN: ['FF3101', 'its name cannot be looked up now'],
  ENOENT: ['FF3101', 'there is no such socket'],
  EACCES: ['FF3101', 'this user may not use its socket'],
  EPERM: ['FF3101', 'this machine does not let it through'],
  '57P01': ['FF3101', 'the server is shutting down'],
  '57P02': ['FF3101', 'the server crashed and starts again'],
  '57P03': ['FF3101', 'the server is starting up or shutting down'],
  '57P05': ['FF3101', 'the server ended a connection that was idle'],
  '08001': ['FF3101', 'the connection was not made'],
  '08003': ['FF3101', 'the connection is gone'],
  '08004': ['FF3101', 'the server rejects the connection'],
  '08006': ['FF3101', 'the connection was cut'],
  '08P01': ['FF3101', 'what answers there does not speak as Postgres does'],
  '53300': ['FF3102', ''],
  '28P01': ['FF3103', 'the password is wrong, or there is no such login'],
  '3D000': ['FF3104', ''],
};

/** An error of connecting, or of a connection that was lost, as one for users. Never holds a password. */
export function connectionProblem(error: unknown, address: string): CommandError {
  if (error instanceof CommandError) return error;
  // A name with several addresses fails once for each.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const code = errorCodeOf(first) ?? '';
  const message = (first instanceof Error ? first.message : String(first)).split('\n')[0] ?? '';
  const [known, reason] = REASONS[code] ?? [];
  if (known !== undefined) return codedError(EXIT.outside, known, { address, reason: reason ?? '' });
  if (code === '28000') return codedError(EXIT.outside, 'FF3103', { address, reason: message });
  if (/password must be|no password supplied|empty password/i.test(message)) {
    return codedError(EXIT.outside, 'FF3103', { address, reason: 'it asks for a password, and there is none' });
  }
  if (isTlsProblem(code, message)) return codedError(EXIT.outside, 'FF3105', { address, reason: message });
  if (/timeout/i.test(message)) return codedError(EXIT.outside, 'FF3101', { address, reason: 'it does not answer' });
  if (/unexpected|unrecognized|invalid|SASL|protocol/i.test(message) && !/terminated/.test(message)) {
    return codedError(EXIT.outside, 'FF3101', { address, reason: `what answers there is no Postgres (${message})` });
  }
  return codedError(EXIT.outside, 'FF3101', { address, reason: code === '' ? 'the connection was cut' : code });
}

/** Whether an error is one of the connection and not of a statement. */
export function isConnectionProblem(error: unknown): boolean {
  const code = errorCodeOf(error);
  if (code !== null && REASONS[code] !== undefined) return true;
  return error instanceof Error && /connection terminated|connection error|client was closed/i.test(error.message);
}
