import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type SignedParts, signedText } from '@flagforge/sdk/snapshot';
import { codedError } from '../coded-error.ts';
import { errorCodeOf } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import { systemReason } from '../system-reason.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** The signature of a version: Ed25519 over `signedText`, base64. */
export type Signer = (parts: SignedParts) => string;

/**
 * The publisher's key: FLAGFORGE_SIGNING_KEY, the text of a PEM file (PKCS#8; line breaks may be written `\n`) or its
 * path. null where it is not set.
 * @throws CommandError (2, FF3011) for a key that cannot be read or is not Ed25519.
 * @see contract 5
 */
export function loadSigner(terminal: Pick<Terminal, 'env' | 'cwd'>): Signer | null {
  const given = terminal.env.FLAGFORGE_SIGNING_KEY?.trim() ?? '';
  if (given === '') return null;
  const key = parseKey(given.includes('-----BEGIN') ? given.replaceAll('\\n', '\n') : readKey(terminal.cwd, given));
  return (parts) => sign(null, Buffer.from(signedText(parts), 'utf8'), key).toString('base64');
}

function readKey(cwd: string, path: string): string {
  try {
    return readFileSync(resolve(cwd, path), 'utf8');
  } catch (error) {
    // Never what was given: a key in another form would be printed.
    const problem = errorCodeOf(error) === 'ENOENT' ? 'there is no such file' : systemReason(error);
    throw codedError(EXIT.usage, 'FF3011', { problem: `it is no PEM text, and as a path: ${problem}` });
  }
}

function parseKey(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw codedError(EXIT.usage, 'FF3011', { problem: 'it is no private key in PEM' });
  }
  if (key.asymmetricKeyType !== 'ed25519')
    throw codedError(EXIT.usage, 'FF3011', { problem: `it is a key for ${key.asymmetricKeyType ?? 'something else'}` });
  return key;
}
