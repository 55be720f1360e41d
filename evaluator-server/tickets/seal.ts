import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomFillSync } from 'node:crypto';

/** Seals text so that only who has the secret can read or change it. */
export interface Sealer {
  /** A token in base64url, and the 128 random bits that make it the only one of its kind, in base64url too. */
  seal(text: string): { readonly id: string; readonly token: string };
  /** What was sealed, or null for anything that was not sealed with one of the secrets. Never throws. */
  open(token: string): { readonly id: string; readonly text: string } | null;
}

/** A secret must have this many bytes of UTF-8. */
export const LEAST_SECRET_BYTES = 32;

/** More secrets than a rotation needs; each is tried for each token. */
export const MOST_SECRETS = 8;

/** How long a token may be: a context of 4 KiB, overrides, and what stands around them. Longer ones are not looked at. */
const LONGEST_TOKEN = 14_000;

const CIPHER = 'aes-256-gcm';
/** The first byte of a token: which way it is sealed. */
const VERSION = 1;
const ID_BYTES = 16;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const PURPOSE = 'flagforge stream ticket 1';

/** Each token has a key of its own, so that no nonce is ever used twice with one. */
const NONCE = Buffer.alloc(12);
const HEAD = Buffer.from([VERSION]);
const BASE64URL = /^[A-Za-z0-9_-]+$/;

/** Random bits are drawn for this many tokens at once: a draw costs more than a token. */
const IDS_A_DRAW = 256;

function createIds(): () => Buffer {
  let drawn = Buffer.alloc(0);
  let at = 0;
  return () => {
    if (at === drawn.length) {
      drawn = randomFillSync(Buffer.alloc(IDS_A_DRAW * ID_BYTES));
      at = 0;
    }
    at += ID_BYTES;
    return drawn.subarray(at - ID_BYTES, at);
  };
}

/**
 * AES-256-GCM with a key for each token: HKDF (RFC 5869) makes one of the secret, and HMAC-SHA256 of that and the
 * token's 128 random bits the token's own.
 * @param secrets the first one seals, all of them open, so that a secret can be replaced without ending what it
 * sealed. At least one.
 */
export function createSealer(secrets: readonly string[]): Sealer {
  const roots = secrets.map((secret) => Buffer.from(hkdfSync('sha256', secret, '', PURPOSE, KEY_BYTES)));
  const [first] = roots;
  if (first === undefined) throw new TypeError('tickets need a secret');
  const nextId = createIds();
  const keyOf = (root: Buffer, id: Buffer): Buffer => createHmac('sha256', root).update(id).digest();

  return {
    seal(text) {
      const id = nextId();
      const cipher = createCipheriv(CIPHER, keyOf(first, id), NONCE);
      cipher.setAAD(HEAD);
      const sealed = cipher.update(text, 'utf8');
      cipher.final();
      const token = Buffer.concat([HEAD, id, sealed, cipher.getAuthTag()]).toString('base64url');
      return { id: id.toString('base64url'), token };
    },
    open(token) {
      if (token.length > LONGEST_TOKEN || !BASE64URL.test(token)) return null;
      const bytes = Buffer.from(token, 'base64url');
      // A text that decodes to the same bytes as another one must not be another name of the ticket.
      if (bytes.length < HEAD.length + ID_BYTES + TAG_BYTES || bytes.toString('base64url') !== token) return null;
      if (bytes[0] !== VERSION) return null;
      const id = bytes.subarray(HEAD.length, HEAD.length + ID_BYTES);
      const sealed = bytes.subarray(HEAD.length + ID_BYTES, bytes.length - TAG_BYTES);
      const tag = bytes.subarray(bytes.length - TAG_BYTES);
      for (const root of roots) {
        const text = unseal(keyOf(root, id), sealed, tag);
        if (text !== null) return { id: id.toString('base64url'), text };
      }
      return null;
    },
  };
}

function unseal(key: Buffer, sealed: Buffer, tag: Buffer): string | null {
  try {
    const decipher = createDecipheriv(CIPHER, key, NONCE, { authTagLength: TAG_BYTES });
    decipher.setAAD(HEAD);
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}
