/** A clone of our own, which is kept and brought up to date: what a server reads the commits of a remote repository from. */
import { existsSync } from 'node:fs';
import { codedError } from '../coded-error.ts';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import { makeFolder } from '../make-folder.ts';
import { gitEnvironment } from './git-environment.ts';
import { type Repository, repositoryAt } from './repository.ts';
import { askGit, type GitPlace, runGit } from './run-git.ts';

/** The first one brings everything. */
const LIMIT_MS = 300_000;

export interface Mirror {
  readonly repository: Repository;
  /**
   * Brings what a ref of the remote names, and all that it stands on.
   * @param ref a full name, made by us: `refs/heads/main`, `refs/pull/118/head`.
   * @throws CommandError (3, FF4025) when the remote cannot be asked or does not have it.
   */
  fetch(ref: string): Promise<void>;
}

/** A token for git over HTTPS, as GitHub takes it; it is handed on by the environment, where `ps` does not show it. */
export interface GitToken {
  readonly user: string;
  readonly token: string;
}

/**
 * Opens the bare clone in a folder, or makes an empty one.
 * @param url of the remote repository.
 * @param env the user's environment: their ways of signing in count.
 * @throws CommandError (3) when git is missing, or the folder cannot be made.
 */
export async function openMirror(
  folder: string,
  url: string,
  env: Readonly<Record<string, string | undefined>>,
  token: GitToken | null = null,
): Promise<Mirror> {
  makeFolder(folder, 0o700);
  const place: GitPlace = { folder, env: { ...gitEnvironment(env), ...headerFor(url, token) } };
  if (!existsSync(`${folder}/HEAD`)) await askGit(place, ['init', '--quiet', '--bare', '.']);
  const has = await runGit(place, ['config', '--get', 'remote.origin.url']);
  if (has.stdout.toString('utf8').trim() !== url) await askGit(place, ['config', 'remote.origin.url', url]);
  const repository = repositoryAt({ root: folder, gitDir: folder, prefix: '', isBare: true }, place);
  // Two fetches at once would wait for one another's lock, and fail.
  let last: Promise<unknown> = Promise.resolve();
  return {
    repository,
    fetch(ref) {
      const turn = last.then(() => bring(place, ref));
      last = turn.catch(() => {});
      return turn;
    },
  };
}

async function bring(place: GitPlace, ref: string): Promise<void> {
  const failed = (said: string): CommandError => codedError(EXIT.outside, 'FF4025', { remote: 'origin', said });
  const quietly = ['--quiet', '--no-tags', '--no-write-fetch-head', '--recurse-submodules=no'];
  // Kept under its own name, so that the next fetch brings only what is new. Branches of requests are moved back too.
  const words = ['fetch', ...quietly, '--end-of-options', 'origin', `+${ref}:${ref}`];
  try {
    const run = await runGit(place, words, { limitMs: LIMIT_MS, isDetached: true });
    if (run.exitCode !== 0) throw failed(run.stderr.trim().split('\n').at(-1) ?? '');
  } catch (error) {
    if (error instanceof CommandError && error.code === 'FF4009') throw failed(error.message);
    throw error;
  }
}

/** Settings that git reads from its environment, for this one server only: nothing of them is written to a file. */
function headerFor(url: string, given: GitToken | null): Record<string, string> {
  if (given === null || !url.startsWith('https://')) return {};
  const basic = Buffer.from(`${given.user}:${given.token}`).toString('base64');
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${new URL(url).origin}/.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
  };
}
