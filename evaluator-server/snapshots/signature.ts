import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { type SignedParts, signedText } from '@flagforge/sdk/snapshot';

/** The keys in a text of PEM blocks, or why it cannot be used; no problem quotes the text. */
export type ParsedPublicKeys = { readonly keys: readonly KeyObject[] } | { readonly problem: string };

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g;
const SIGNATURE = /^[A-Za-z0-9+/]{86}==$/;

/** Reads one or more Ed25519 public keys in PEM (`-----BEGIN PUBLIC KEY-----`). Line breaks may be written `\n`. */
export function parsePublicKeys(text: string): ParsedPublicKeys {
  const keys: KeyObject[] = [];
  for (const [block, label] of text.replaceAll('\\n', '\n').matchAll(BLOCK)) {
    if (label !== 'PUBLIC KEY') {
      const isPrivate = label?.endsWith('PRIVATE KEY') === true;
      return { problem: isPrivate ? 'it holds a private key, which only publishers may have' : `it holds a ${label}` };
    }
    const key = parseBlock(block);
    if (key?.asymmetricKeyType !== 'ed25519') return { problem: `key ${keys.length + 1} in it is no Ed25519 key` };
    keys.push(key);
  }
  return keys.length === 0 ? { problem: 'it holds no "-----BEGIN PUBLIC KEY-----"' } : { keys };
}

function parseBlock(pem: string): KeyObject | null {
  try {
    return createPublicKey(pem);
  } catch {
    return null;
  }
}

/**
 * Why a snapshot's signature is not good, or null. Without keys every snapshot passes; with some, one of them must have
 * signed it: place, version, commit and hash.
 * @param snapshot of which the rest was checked.
 * @see contract 5
 */
export function signatureProblem(
  snapshot: SignedParts & { readonly signature?: unknown },
  keys: readonly KeyObject[],
): string | null {
  if (keys.length === 0) return null;
  const { signature } = snapshot;
  if (signature === undefined) return 'it is not signed';
  if (typeof signature !== 'string' || !SIGNATURE.test(signature)) return 'its signature is none of Ed25519';
  const text = Buffer.from(signedText(snapshot), 'utf8');
  const bytes = Buffer.from(signature, 'base64');
  return keys.some((key) => verify(null, text, key, bytes)) ? null : 'its signature is by none of the known keys';
}
