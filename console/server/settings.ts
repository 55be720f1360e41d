import { codedError, EXIT } from 'flagforge';
import { type Credentials, findCredentials, findPlace, type GitHubPlace } from 'flagforge/forge';
import type { ClerkSettings } from 'flagforge/identity';
import { type ClerkInPages, clerkInPages } from './sign-in/clerk-in-pages.ts';
import { clerkSettings } from './sign-in/clerk-settings.ts';

/** How a management server by itself is configured. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly clerk: ClerkSettings;
  /** null: there are no pages, as nobody could sign in to them. */
  readonly clerkInPages: ClerkInPages | null;
  readonly place: GitHubPlace;
  readonly credentials: Credentials;
  /** What git fetches from. */
  readonly remote: string;
  /** Where the clone is kept. */
  readonly clone: string;
  /** null: the repository's default branch. */
  readonly baseBranch: string | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings of a server that is no `dev`. DATABASE_URL, REDIS_URL and the key for signing are read as by
 * `flagforge publish`.
 * @throws CommandError (2) for one that is missing or cannot be right.
 */
export function parseSettings(env: Environment): Settings {
  const clerk = clerkSettings(env);
  if (clerk === null)
    throw wrong(
      'FLAGFORGE_CLERK_JWT_KEY',
      'is not set',
      'without it nobody could sign in; flagforge dev needs no Clerk',
    );
  const [place, credentials] = [findPlace(env, null), findCredentials(env)];
  if (place === null)
    throw wrong('GITHUB_REPOSITORY', 'is not set', 'name the repository of the flags: acme/web-store');
  if (credentials === null)
    throw wrong('GITHUB_TOKEN', 'is not set', 'or FLAGFORGE_GITHUB_APP_ID and FLAGFORGE_GITHUB_APP_KEY');
  return {
    ...{ clerk, clerkInPages: clerkInPages(env, clerk.issuer), place, credentials },
    host: valueOf(env, 'FLAGFORGE_CONSOLE_HOST') ?? '127.0.0.1',
    port: portOf(valueOf(env, 'FLAGFORGE_CONSOLE_PORT') ?? '3000'),
    remote: valueOf(env, 'FLAGFORGE_CONSOLE_REMOTE') ?? `https://${place.host}/${place.owner}/${place.repo}.git`,
    clone: valueOf(env, 'FLAGFORGE_CONSOLE_CLONE') ?? '.flagforge-console/clone.git',
    baseBranch: valueOf(env, 'FLAGFORGE_BASE_BRANCH'),
  };
}

function valueOf(env: Environment, name: string): string | null {
  const value = env[name]?.trim() ?? '';
  return value === '' ? null : value;
}

function portOf(given: string): number {
  const port = Number(given);
  if (/^\d{1,5}$/.test(given) && port < 65_536) return port;
  throw wrong('FLAGFORGE_CONSOLE_PORT', 'is no port', 'a port is a number from 0 to 65535; 0 takes a free one');
}

const wrong = (name: string, problem: string, next: string) =>
  codedError(EXIT.usage, 'FF4420', { name, problem, next });
