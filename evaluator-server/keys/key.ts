import { hash, randomBytes } from 'node:crypto';

/** `server` sees everything of its environment; `client` only results of flags with `client: true`. */
export type KeyKind = 'server' | 'client';

/**
 * What the server holds of a key: never the secret, only its SHA-256.
 * @see contract 7
 */
export interface KeyRecord {
  /** SHA-256 of the whole key text, 64 lower-case hex digits. */
  readonly hash: string;
  readonly kind: KeyKind;
  /** The one environment that the key reads. */
  readonly environment: string;
  /** UTC epoch milliseconds from which on (inclusive) the key is refused. Absent: never. */
  readonly expiresAt?: number;
  /** Client keys: the web origins that may use it, `https://shop.example`. Absent: any origin. */
  readonly origins?: readonly string[];
}

/**
 * What a key may look like; anything else is refused without being hashed. Those of `flagforge keys create` are
 * `ff_<kind>_<environment>_<id>_<secret>`, and names of environments may hold dots.
 */
const KEY = /^ff_(server|client)_[A-Za-z0-9._-]{1,200}$/;

const SECRET_BYTES = 32;

/** The kind that the key's own text claims, or null when the text is no key. */
export function keyKind(secret: string): KeyKind | null {
  const kind = KEY.exec(secret)?.[1];
  return kind === 'server' || kind === 'client' ? kind : null;
}

/** SHA-256 of a key's text, lower-case hex: what a key source is asked for. */
export function hashKey(secret: string): string {
  return hash('sha256', secret, 'hex');
}

/** A new key with 256 random bits. Show it once; keep `keyRecord(secret, ...)`. */
export function generateKey(kind: KeyKind): string {
  return `ff_${kind}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
}

/** What to hold of a secret. Throws a TypeError when the text is no key; the text is not in the message. */
export function keyRecord(secret: string, options: Omit<KeyRecord, 'hash' | 'kind'>): KeyRecord {
  const kind = keyKind(secret);
  if (kind === null)
    throw new TypeError('a key is "ff_server_" or "ff_client_" and then letters, digits, ".", "_" or "-"');
  return { ...options, hash: hashKey(secret), kind };
}
