import { createPublicKey, type KeyObject } from 'node:crypto';
import { codedError } from '../coded-error.ts';
import type { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';

/** What session tokens are verified by, without asking anybody. */
export interface ClerkSettings {
  /** PEM. */
  readonly jwtKey: () => Promise<string>;
  /** `iss` of the tokens: the address of the Clerk instance. */
  readonly issuer: string;
  /** Origins of the pages that tokens were made for (`azp`). Not empty: without any, Clerk's library asks for none. */
  readonly parties: () => ReadonlySet<string>;
}

/** Whose settings are read. */
export interface ClerkReader {
  /** The variable that lists the origins. */
  readonly parties: string;
  /** The code of what is wrong with a setting, with the args `name`, `problem` and `next`. */
  readonly code: string;
}

/** The command line's own. */
const COMMANDS: ClerkReader = { parties: 'FLAGFORGE_CLERK_PARTIES', code: 'FF4240' };

/**
 * Settings of Clerk from the environment; null: there are none.
 * @throws CommandError (2) for a key that is none, or without an issuer and origins.
 */
export function clerkSettings(
  env: Readonly<Record<string, string | undefined>>,
  { parties, code }: ClerkReader = COMMANDS,
): ClerkSettings | null {
  const wrong = (name: string, problem: string, next: string): CommandError =>
    codedError(EXIT.usage, code, { name, problem, next });
  const given = env.FLAGFORGE_CLERK_JWT_KEY?.trim() ?? '';
  if (given === '') return null;
  const jwtKey = readPublicKey(given);
  if (jwtKey === null)
    throw wrong(
      'FLAGFORGE_CLERK_JWT_KEY',
      'is no public key in PEM',
      'copy "JWKS Public Key" from the dashboard of Clerk',
    );
  const issuer = env.FLAGFORGE_CLERK_ISSUER?.trim() ?? '';
  if (!URL.canParse(issuer) || !issuer.startsWith('https://'))
    throw wrong('FLAGFORGE_CLERK_ISSUER', 'is not set', 'set it to the Frontend API URL: https://clerk.acme.com');
  const listed = (env[parties] ?? '').split(/[\s,]+/).filter((origin) => origin !== '');
  if (listed.length === 0 || !listed.every(isOrigin))
    throw wrong(parties, 'names no origin', 'list where the console is opened: https://flags.acme.com');
  const origins = new Set(listed);
  return { jwtKey: async () => jwtKey, issuer: issuer.replace(/\/$/, ''), parties: () => origins };
}

const isOrigin = (origin: string): boolean => URL.canParse(origin) && new URL(origin).origin === origin;

/**
 * The public key as Clerk's library wants it. A .env file may have written its line ends as two characters, or as spaces.
 * @returns null: it is none, or a private one, which has no place here.
 */
function readPublicKey(given: string): string | null {
  const text = given.replaceAll('\\n', '\n');
  const body = /-----BEGIN PUBLIC KEY-----([\sA-Za-z\d+/=]+)-----END PUBLIC KEY-----/.exec(text)?.[1];
  if (body === undefined) return null;
  try {
    const der = Buffer.from(body.replace(/\s/g, ''), 'base64');
    const key: KeyObject = createPublicKey({ key: der, format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'rsa' ? key.export({ type: 'spki', format: 'pem' }).toString() : null;
  } catch {
    return null;
  }
}
