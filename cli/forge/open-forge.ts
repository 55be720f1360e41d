/** Finds out where a project's changes are proposed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { codedError } from '../coded-error.ts';
import type { CommandError } from '../command-error.ts';
import type { Database } from '../database/database.ts';
import { isMadeByDev } from '../database/project-origin.ts';
import { EXIT } from '../exit-codes.ts';
import { privateGitEnvironment } from '../git/git-environment.ts';
import { remoteUrl } from '../git/remote-url.ts';
import type { GitPlace } from '../git/run-git.ts';
import { loadProjectName, type NamedProject, type ProjectName } from '../project-name.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Forge } from './forge.ts';
import { findCredentials, findPlace, findServer } from './github/find-place.ts';
import type { GitHubForge } from './github/github-forge.ts';
import type { OpenLocalForge } from './local/open-local-forge.ts';

/** What the caller has open already. */
export interface ForgeNeeds {
  /**
   * FlagForge's database. With it GitHub's requests have the proposer that was recorded, and the local forge has its
   * reviews. It stays the caller's to close. Left out: that of a running `dev`, else none.
   */
  readonly database?: Database;
  /** The branch that is published. Default: the repository's default branch. */
  readonly baseBranch?: string;
}

/** A forge that was found. */
export type OpenedForge = (GitHubForge | OpenLocalForge) & {
  /** Lets go of what was opened for it. */
  end(): Promise<void>;
};

/**
 * The forge of a project: the local one while `flagforge dev` serves it (or, with the embedded database, after it), else
 * GitHub, where a remote or GITHUB_REPOSITORY names a repository and there are credentials.
 * @param directory the project's folder, absolute.
 * @returns null: there is none. `forgeMissing()` says so.
 * @throws CommandError (2) for settings that cannot be right; (3) when `dev` is of another version.
 */
export async function openForge(
  terminal: Terminal,
  directory: string,
  needs: ForgeNeeds = {},
): Promise<OpenedForge | null> {
  return (await openLocal(terminal, directory, needs)) ?? (await openGitHub(terminal, directory, needs));
}

/** @throws CommandError (2, FF4100) when there is no forge. */
export async function needForge(terminal: Terminal, directory: string, needs: ForgeNeeds = {}): Promise<OpenedForge> {
  const forge = await openForge(terminal, directory, needs);
  if (forge === null) throw await forgeMissing(terminal, directory);
  return forge;
}

/** There is no forge, and what to do about it. */
export const forgeMissing = async (terminal: Terminal, directory: string): Promise<CommandError> =>
  codedError(EXIT.usage, 'FF4100', await findMissing(terminal, directory));

/** What there is of a forge that is missing: its repository without credentials, or credentials for a host; or neither. */
export async function findMissing(
  { env }: Terminal,
  directory: string,
): Promise<{ readonly repository?: string; readonly host?: string }> {
  const place = findPlace(env, await remoteUrl(directory, env));
  if (place !== null) return { repository: `${place.owner}/${place.repo}` };
  return findCredentials(env) === null ? {} : { host: findServer(env).host };
}

/** Narrows to what only GitHub can tell. */
export const isGitHub = (forge: Forge): forge is GitHubForge => forge.kind === 'github';

async function openLocal(terminal: Terminal, directory: string, { database }: ForgeNeeds): Promise<OpenedForge | null> {
  const { stateFolders } = await import('../embedded/state-folder.ts');
  const folder = stateFolders(directory)
    .map((state) => join(state, 'history.git'))
    .find((path) => existsSync(join(path, 'HEAD')));
  if (folder === undefined) return null;
  const name = await loadProjectName(terminal, directory);
  if (name === null) return null;
  const own = await localDatabase(name, database);
  if (own === null) return null;
  const { openLocalForge } = await import('./local/open-local-forge.ts');
  const place: GitPlace = { folder, env: privateGitEnvironment(terminal.env) };
  const forge = openLocalForge({ ...name, place, database: own.database, now: terminal.now });
  return { ...forge, end: async () => (own.isOurs ? own.database.close() : undefined) };
}

/** The database of the local forge: one that `dev` never published to knows nothing of it. */
async function localDatabase(
  name: NamedProject,
  given: Database | undefined,
): Promise<{ readonly database: Database; readonly isOurs: boolean } | null> {
  if (given !== undefined) return (await isMadeByDev(given, name)) ? { database: given, isOurs: false } : null;
  const { connectToDev } = await import('../embedded/connect-to-dev.ts');
  const dev = await connectToDev(name.directory);
  return dev === null ? null : { database: dev.database, isOurs: true };
}

async function openGitHub(terminal: Terminal, directory: string, needs: ForgeNeeds): Promise<OpenedForge | null> {
  const credentials = findCredentials(terminal.env);
  if (credentials === null) return null;
  const place = findPlace(terminal.env, await remoteUrl(directory, terminal.env));
  if (place === null) return null;
  const [{ createGitHubForge }, proposers] = await Promise.all([
    import('./github/github-forge.ts'),
    openProposers(terminal, directory, needs),
  ]);
  const forge = createGitHubForge({
    ...{ place, credentials, proposers, now: terminal.now },
    ...(needs.baseBranch !== undefined && { baseBranch: needs.baseBranch }),
    ...(terminal.env.GITHUB_ACTIONS === 'true' && { presumedLogin: 'github-actions[bot]' }),
    progress: (text) => void terminal.err.write(`${text}\n`),
  });
  return { ...forge, end: async () => {} };
}

async function openProposers(terminal: Terminal, directory: string, { database }: ForgeNeeds) {
  if (database === undefined) return null;
  const name: ProjectName | null = await loadProjectName(terminal, directory);
  if (name === null) return null;
  const { createProposers } = await import('./github/proposers.ts');
  return createProposers(database, name);
}
