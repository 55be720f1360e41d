import type { IncomingHttpHeaders } from 'node:http';
import type { Cidr, Ip } from '@flagforge/sdk/engine';
import { addressBucket, clientAddress, printAddress } from '../http/client-address.ts';
import { corsHeaders } from '../http/cors.ts';
import type { Problem } from '../http/problem.ts';
import type { KeyRecord } from '../keys/key.ts';
import { createKnownKeys } from '../keys/known-keys.ts';
import { type PresentedKey, presentedKey } from '../keys/present.ts';
import { isOriginAllowed, type KeySource } from '../keys/source.ts';
import type { Limits } from '../limits.ts';
import { createRateLimiter } from '../rate-limiter.ts';

/** Who asks, once admitted. */
export interface Caller {
  readonly key: KeyRecord;
  /** The address that the server saw; empty for server keys, which speak for others, and when the socket is gone. */
  readonly address: string;
  /** The headers that every answer to this request carries (CORS), as a flat list. */
  readonly headers: readonly string[];
}

/** A request admitted, or the error that answers it, with the headers that let a web page read it. */
export type Admission =
  | { readonly caller: Caller }
  | { readonly problem: Problem; readonly headers: readonly string[] };

/** What of a request says who asks. */
export interface RequestHead {
  readonly headers: IncomingHttpHeaders;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/** Decides who may ask. @param presented the key, where another credential than a header's brought it. */
export type Admit = (req: RequestHead, presented?: PresentedKey) => Admission;

/** What admission is decided by. */
export interface AdmissionOptions {
  readonly keys: KeySource;
  readonly limits: Limits;
  readonly trustedProxies: readonly Cidr[];
  readonly clock: () => number;
}

/** Why a browser's page may not use a client key. */
const FOREIGN_ORIGIN: Problem = {
  status: 403,
  code: 'origin_not_allowed',
  detail: 'This client key may not be used from this web origin.',
};

function rateLimited(waitMs: number, who: string): Problem {
  const seconds = Math.max(1, Math.ceil(waitMs / 1_000));
  return {
    status: 429,
    code: 'rate_limited',
    detail: `Too many requests ${who}; ask again in ${seconds} s.`,
    headers: ['Retry-After', String(seconds)],
  };
}

/**
 * Decides who may ask, before a byte of the body is read: key, its expiry, its web origins, its rate. Server keys
 * are limited each, client keys by the address they come from, since everybody has the same client key.
 *
 * What comes without a good key is limited by address too, but counted apart and looked at last: a good key is never
 * refused for what others behind the same address send. That hides no key, whose 256 bits nobody guesses; it tells those who
 * keep a wrong one to wait, as they would have to with a good one.
 *
 * A server key never gets CORS headers: a page must not hold one.
 */
export function createAdmission(options: AdmissionOptions): Admit {
  const { keys, limits, trustedProxies, clock } = options;
  const find = createKnownKeys(keys);
  const entries = limits.rateEntries;
  const clients = createRateLimiter({ rate: limits.clientRate, burst: limits.clientBurst, entries });
  const strangers = createRateLimiter({ rate: limits.clientRate, burst: limits.clientBurst, entries });
  const servers = createRateLimiter({ rate: limits.serverRate, burst: limits.serverBurst, entries });

  const addressOf = (req: RequestHead): Ip | null =>
    clientAddress(req.socket.remoteAddress, req.headers['x-forwarded-for'], trustedProxies);
  const bucketOf = (ip: Ip | null): string => (ip === null ? '' : addressBucket(ip));

  return (req, brought) => {
    const now = clock();
    const { origin } = req.headers;
    const presented = brought ?? presentedKey(req, find, now);
    if ('problem' in presented) {
      // No key yet: a page may read the error when it could use any client key at all.
      const isReadable = origin !== undefined && keys.allowsOrigin(origin);
      const waitMs = strangers.take(bucketOf(addressOf(req)), now);
      const problem = waitMs > 0 ? rateLimited(waitMs, 'without a good key from your address') : presented.problem;
      return { problem, headers: corsHeaders(isReadable ? origin : undefined) };
    }
    const { key } = presented;
    if (key.kind === 'server') {
      const waitMs = servers.take(key.hash, now);
      if (waitMs > 0) return { problem: rateLimited(waitMs, 'with this server key'), headers: [] };
      return { caller: { key, address: '', headers: [] } };
    }
    const isForeign = origin !== undefined && !isOriginAllowed(key, origin);
    const headers = corsHeaders(isForeign ? undefined : origin);
    const ip = addressOf(req);
    const waitMs = clients.take(bucketOf(ip), now);
    if (waitMs > 0) return { problem: rateLimited(waitMs, 'with client keys from your address'), headers };
    if (isForeign) return { problem: FOREIGN_ORIGIN, headers };
    return { caller: { key, address: ip === null ? '' : printAddress(ip), headers } };
  };
}
