import { randomBytes } from 'node:crypto';

/**
 * What is taken over from a client: UUIDs, hex digits, and what proxies make. Neither a key of ours, which has underscores,
 * nor a line break, a quote or a token with dots passes, because the id is written to logs.
 */
const SANE = /^[A-Za-z0-9-]{8,64}$/;

/** Tells the ids of several processes apart. */
const OWN = randomBytes(6).toString('hex');
let made = 0;

/** The id that a request brought in `X-Request-Id`, where it is a sane one, else a new one: unique, but no secret. */
export function requestIdOf(header: unknown): string {
  if (typeof header === 'string' && SANE.test(header)) return header;
  made += 1;
  return `${OWN}-${made.toString(36)}`;
}
