import type { IncomingMessage } from 'node:http';
import type { Problem } from '../http/problem.ts';
import { type KeyRecord, keyKind } from './key.ts';
import type { FindKey } from './known-keys.ts';

/** The key that a request presents, or the error that answers it. */
export type PresentedKey = { readonly key: KeyRecord } | { readonly problem: Problem };

const BEARER = /^Bearer +([^ ]+)$/i;

function unauthorized(detail: string, challenge: string): Problem {
  return { status: 401, code: 'unauthorized', detail, headers: ['WWW-Authenticate', challenge] };
}

const MISSING: PresentedKey = {
  problem: unauthorized(
    'Send a key: "Authorization: Bearer ff_..." or "X-API-Key: ff_...".',
    'Bearer realm="flagforge"',
  ),
};

/** One answer for every key and every ticket that is not good, so that none tells whether it ever was. */
export const UNAUTHORIZED: Problem = unauthorized(
  'This key or ticket is not known here, has expired or was revoked.',
  'Bearer realm="flagforge", error="invalid_token"',
);
const REFUSED: PresentedKey = { problem: UNAUTHORIZED };

const CONFLICT: PresentedKey = {
  problem: {
    status: 400,
    code: 'bad_request',
    detail: 'The headers Authorization and X-API-Key do not carry the same key; send one of them.',
  },
};

/**
 * Finds the key of a request in `Authorization: Bearer` or `X-API-Key`. Both with the same key are fine, both with
 * different ones are a 400; no key, or one that is unknown or expired at `now` (epoch ms), is a 401.
 */
export function presentedKey(req: Pick<IncomingMessage, 'headers'>, find: FindKey, now: number): PresentedKey {
  const { authorization } = req.headers;
  const apiKey = req.headers['x-api-key'];
  if (authorization === undefined && apiKey === undefined) return MISSING;
  const bearer = authorization === undefined ? undefined : (BEARER.exec(authorization)?.[1] ?? '');
  const secret = bearer ?? apiKey;
  if (bearer !== undefined && apiKey !== undefined && bearer !== apiKey) return CONFLICT;
  if (typeof secret !== 'string') return REFUSED;
  const kind = keyKind(secret);
  if (kind === null) return REFUSED;
  const key = find(secret);
  if (key === null || key.kind !== kind) return REFUSED;
  return key.expiresAt !== undefined && now >= key.expiresAt ? REFUSED : { key };
}
