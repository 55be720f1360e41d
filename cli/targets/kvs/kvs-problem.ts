import { StoreConflict } from '@flagforge/edge/store';
import { codedError } from '../../coded-error.ts';
import { CommandError } from '../../command-error.ts';
import { EXIT } from '../../exit-codes.ts';

/** What a refusal means, by its name. */
const BY_NAME: Readonly<Record<string, string>> = {
  AccessDeniedException: 'FF3182',
  CredentialsProviderError: 'FF3182',
  TokenProviderError: 'FF3182',
  UnrecognizedClientException: 'FF3182',
  InvalidSignatureException: 'FF3182',
  ExpiredTokenException: 'FF3182',
  ResourceNotFoundException: 'FF3182',
  ServiceQuotaExceededException: 'FF3182',
  StoreConflict: 'FF3183',
};

const NETWORK: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name cannot be looked up',
  EHOSTUNREACH: 'no route to it',
  ENETUNREACH: 'no route to it',
  ETIMEDOUT: 'no answer in time',
};

/** What passes when it is tried again: throttling, an error of the service, a network that fails. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof StoreConflict) return false;
  const status = statusOf(error);
  return (
    status === 429 ||
    status >= 500 ||
    error.name === 'TimeoutError' ||
    /^Thrott|TooManyRequests|SlowDown/.test(error.name) ||
    NETWORK[codeOf(error)] !== undefined
  );
}

/** Nothing came back in time. The SDK calls a connection that was cut by the same name. */
export function isSilence(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError' && ['', 'ETIMEDOUT'].includes(codeOf(error));
}

/**
 * Turns what a store throws into a problem with a code, exit 3. What is none of a store, our own mistakes among it, is given
 * back as it is. Nothing of the request is in it, so no secret either.
 */
export function kvsProblem(error: unknown, address: string): unknown {
  if (error instanceof CommandError || !(error instanceof Error)) return error;
  const known = BY_NAME[error.name] ?? (statusOf(error) === 403 ? 'FF3182' : undefined);
  if (known !== undefined) return codedError(EXIT.outside, known, { address, reason: firstLine(error.message) });
  if (isPassing(error)) return codedError(EXIT.outside, 'FF3181', { address, reason: reasonOf(error) });
  if (error.name === 'ValidationException' || statusOf(error) >= 400)
    return codedError(EXIT.outside, 'FF3182', { address, reason: firstLine(error.message) });
  return error;
}

function reasonOf(error: Error): string {
  const status = statusOf(error);
  if (status === 429 || /^Thrott|TooMany|SlowDown/.test(error.name)) return 'it asks to be called less often';
  if (status >= 500) return `it answers with an error of its own (${status})`;
  return NETWORK[codeOf(error)] ?? 'no answer in time';
}

function statusOf(error: Error): number {
  const metadata = '$metadata' in error ? error.$metadata : null;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return 0;
  return Number(metadata.httpStatusCode ?? 0);
}

/** Node collects one error for each address of a name. */
function codeOf(error: Error): string {
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return inner instanceof Error && 'code' in inner && typeof inner.code === 'string' ? inner.code : '';
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').slice(0, 300);
}
