import { gitEnvironment } from './git-environment.ts';
import { anchorRemote } from './remote.ts';
import { askGit, type GitPlace, runGit } from './run-git.ts';

/**
 * Where the remote of the clone that a folder is in is.
 * @param folder absolute; it need not be there.
 * @returns null: it is in no repository, or that has no remote (or several, and none of them `origin`).
 */
export async function remoteUrl(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | null> {
  const place: GitPlace = { folder, env: gitEnvironment(env) };
  const run = await runGit(place, ['rev-parse', '--git-dir']).catch(() => null);
  if (run === null || run.exitCode !== 0) return null;
  const remote = await anchorRemote(place);
  // What `insteadOf` makes of it counts: it is where git itself would go.
  return remote === null ? null : askGit(place, ['remote', 'get-url', '--end-of-options', remote]);
}
