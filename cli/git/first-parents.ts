import { fullId } from './resolve-commit.ts';
import { type GitPlace, gitFailed, runGit } from './run-git.ts';

/** A commit of a branch: `parents[0]` is what the branch had before; none: it began here. Full ids. */
export interface BranchCommit {
  readonly commit: string;
  readonly parents: readonly string[];
}

/**
 * The commits by which a branch came to `newest`, along first parents, oldest first.
 * @param without full id: its ancestors, and itself, are left out; null: all are listed.
 * @param path only those that changed something there, compared with their first parent; null: every one.
 * @throws CommandError (3) when git fails.
 */
export async function loadFirstParents(
  place: GitPlace,
  newest: string,
  without: string | null,
  path: string | null = null,
): Promise<readonly BranchCommit[]> {
  const range = [fullId(newest), ...(without === null ? [] : [`^${fullId(without)}`])];
  const paths = path === null || path === '' ? [] : [path];
  const ids = await lines(place, [
    'rev-list',
    '--first-parent',
    '--reverse',
    '--end-of-options',
    ...range,
    '--',
    ...paths,
  ]);
  if (ids.length === 0) return [];
  // Asked anew, because a list that is narrowed to paths has other parents in it.
  const told = await lines(place, ['rev-list', '--no-walk=unsorted', '--parents', '--stdin'], [`${ids.join('\n')}\n`]);
  const parents = new Map(told.map((line) => line.split(' ')).map(([commit = '', ...rest]) => [commit, rest]));
  return ids.map((commit) => ({ commit, parents: parents.get(commit) ?? [] }));
}

async function lines(place: GitPlace, words: readonly string[], input: readonly string[] = []): Promise<string[]> {
  const run = await runGit(place, words, { input });
  if (run.exitCode !== 0) throw gitFailed('rev-list', run.stderr);
  return run.stdout.toString('latin1').split('\n').filter(Boolean);
}
