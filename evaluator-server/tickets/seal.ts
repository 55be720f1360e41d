import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Seals text so that only who has the secret can read or change it. */
export interface Sealer {
  /** A token in base64url. */
  seal(text: string): string;
  /** What was sealed, with an id that no other token has, or null for anything that no secret sealed. Never throws. */
  open(token: string): { readonly id: string; readonly text: string } | null;
}

/** A secret must have this many bytes of UTF-8. */
export const LEAST_SECRET_BYTES = 32;

/** More secrets than a rotation needs; each is tried for each token. */
export const MOST_SECRETS = 8;

/** How long a token may be: a context of 8 KiB, the most that a setting allows, and what stands around it. */
const LONGEST_TOKEN = 12_000;

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
/** What the key is for, so that a secret that is used elsewhere too gives another one there; 1 is the form of tokens. */
const PURPOSE = 'flagforge stream ticket 1';

/** A token is the salt of its key, its nonce, what is sealed, and the tag. */
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = SALT_BYTES + NONCE_BYTES;

const BASE64URL = /^[A-Za-z0-9_-]+$/;

/** How many evaluators' keys are kept ready to open; making one takes about 10 microseconds. */
const MOST_KEYS = 1_000;

function keyOf(secret: string, salt: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, PURPOSE, KEY_BYTES));
}

/**
 * AES-256-GCM. Each sealer has a key of its own, which HKDF (RFC 5869) makes of the secret and 128 random bits, and
 * counts its nonces: none comes twice with one key, however many tokens all evaluators seal. A key for each token would
 * do that too, and cost a third of all the time that a list of flags takes.
 * @param secrets the first one seals, all of them open, so that a secret can be replaced without ending what it
 * sealed. At least one.
 */
export function createSealer(secrets: readonly string[]): Sealer {
  const [first] = secrets;
  if (first === undefined) throw new TypeError('tickets need a secret');
  const salt = randomBytes(SALT_BYTES);
  const sealing = keyOf(first, salt);
  const opening = new Map<string, readonly Buffer[]>();
  let count = 0;

  /** The keys that a token with this salt may be sealed with. */
  const keysOf = (salted: Buffer): readonly Buffer[] => {
    const name = salted.toString('latin1');
    const known = opening.get(name);
    if (known !== undefined) return known;
    const keys = secrets.map((secret) => keyOf(secret, salted));
    // Anybody can make up salts: they take one another's place, and cost no more than their making.
    if (opening.size >= MOST_KEYS) opening.clear();
    opening.set(name, keys);
    return keys;
  };

  return {
    seal(text) {
      const head = Buffer.allocUnsafe(HEAD_BYTES);
      salt.copy(head);
      head.fill(0, SALT_BYTES);
      count += 1;
      head.writeUIntBE(count, HEAD_BYTES - 6, 6);
      const cipher = createCipheriv(CIPHER, sealing, head.subarray(SALT_BYTES));
      const sealed = cipher.update(text, 'utf8');
      cipher.final();
      return Buffer.concat([head, sealed, cipher.getAuthTag()]).toString('base64url');
    },
    open(token) {
      if (token.length > LONGEST_TOKEN || !BASE64URL.test(token)) return null;
      const bytes = Buffer.from(token, 'base64url');
      // A text that decodes to the same bytes as another one must not be another name of the ticket.
      if (bytes.length < HEAD_BYTES + TAG_BYTES || bytes.toString('base64url') !== token) return null;
      const head = bytes.subarray(0, HEAD_BYTES);
      const sealed = bytes.subarray(HEAD_BYTES, bytes.length - TAG_BYTES);
      const tag = bytes.subarray(bytes.length - TAG_BYTES);
      for (const key of keysOf(head.subarray(0, SALT_BYTES))) {
        const text = unseal(key, head.subarray(SALT_BYTES), sealed, tag);
        if (text !== null) return { id: head.toString('base64url'), text };
      }
      return null;
    },
  };
}

function unseal(key: Buffer, nonce: Buffer, sealed: Buffer, tag: Buffer): string | null {
  try {
    const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}
