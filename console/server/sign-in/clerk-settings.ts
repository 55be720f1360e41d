import { createPublicKey } from 'node:crypto';
import { type CommandError, codedError, EXIT } from 'flagforge';

/** What session tokens are verified by, without asking anybody. */
export interface ClerkSettings {
  /** PEM. */
  readonly jwtKey: () => Promise<string>;
  /** `iss` of the tokens: the address of the Clerk instance. */
  readonly issuer: string;
  /** Origins of the pages that tokens were made for (`azp`). */
  readonly parties: () => ReadonlySet<string>;
}

/**
 * Settings of Clerk from the environment; null: there are none.
 * @throws CommandError (2, FF4420) for a key that is none, or without an issuer and the origins of the console.
 */
export function clerkSettings(env: Readonly<Record<string, string | undefined>>): ClerkSettings | null {
  const given = env.FLAGFORGE_CLERK_JWT_KEY?.trim() ?? '';
  if (given === '') return null;
  // As .env files write it: line ends as two characters.
  const jwtKey = given.replaceAll('\\n', '\n');
  try {
    createPublicKey(jwtKey);
  } catch {
    throw wrong(
      'FLAGFORGE_CLERK_JWT_KEY',
      'is no public key in PEM',
      'copy "JWKS Public Key" from the dashboard of Clerk',
    );
  }
  const issuer = env.FLAGFORGE_CLERK_ISSUER?.trim() ?? '';
  if (!URL.canParse(issuer) || !issuer.startsWith('https://'))
    throw wrong('FLAGFORGE_CLERK_ISSUER', 'is not set', 'set it to the Frontend API URL: https://clerk.acme.com');
  const listed = (env.FLAGFORGE_CONSOLE_ORIGINS ?? '').split(/[\s,]+/).filter((origin) => origin !== '');
  const isOrigin = (origin: string): boolean => URL.canParse(origin) && new URL(origin).origin === origin;
  if (listed.length === 0 || !listed.every(isOrigin))
    throw wrong(
      'FLAGFORGE_CONSOLE_ORIGINS',
      'names no origin',
      'list where the console is opened: https://flags.acme.com',
    );
  const parties = new Set(listed);
  return { jwtKey: async () => jwtKey, issuer: issuer.replace(/\/$/, ''), parties: () => parties };
}

const wrong = (name: string, problem: string, next: string): CommandError =>
  codedError(EXIT.usage, 'FF4420', { name, problem, next });
