import { codedError, EXIT } from 'flagforge';

/** What a page needs to let people sign in with Clerk. Nothing of it is secret. */
export interface ClerkInPages {
  readonly publishableKey: string;
  /** The Frontend API of the instance: `clerk.acme.com`. */
  readonly host: string;
}

const NAME = 'FLAGFORGE_CLERK_PUBLISHABLE_KEY';
const HOST = /^(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+[a-z]{2,63}$/;

/**
 * Reads the publishable key from the environment; null: it is not set.
 * @param issuer of the tokens that are believed: the key has to be of the same instance.
 * @throws CommandError (2, FF4420) for one that cannot be right.
 */
export function clerkInPages(env: Readonly<Record<string, string | undefined>>, issuer: string): ClerkInPages | null {
  const publishableKey = env[NAME]?.trim() ?? '';
  if (publishableKey === '') return null;
  const wrong = (problem: string, next: string) => codedError(EXIT.usage, 'FF4420', { name: NAME, problem, next });
  // The part behind the mode is the instance's address and a dollar sign, in base64.
  const coded = /^pk_(?:test|live)_([A-Za-z\d+/=_-]+)$/.exec(publishableKey)?.[1] ?? '';
  const named = Buffer.from(coded, 'base64').toString('latin1');
  const host = named.slice(0, -1);
  if (!named.endsWith('$') || !HOST.test(host))
    throw wrong('is no publishable key', 'copy "Publishable key" from the dashboard of Clerk: pk_live_...');
  if (host !== new URL(issuer).host)
    throw wrong(`is of ${host}, and FLAGFORGE_CLERK_ISSUER is another`, 'take both from the same instance of Clerk');
  return { publishableKey, host };
}
