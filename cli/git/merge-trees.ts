import { codedError } from '../coded-error.ts';
import { EXIT } from '../exit-codes.ts';
import { fullId, isFullId } from './resolve-commit.ts';
import { askGit, type GitPlace, gitFailed, runGit } from './run-git.ts';

/**
 * `tree`: full id of the merged tree, which is written to the repository; with conflicts, their files are in it as git
 * leaves them. `paths`: with conflicts, ascending.
 */
export type MergedTrees =
  | { readonly kind: 'merged'; readonly tree: string }
  | { readonly kind: 'conflicts'; readonly tree: string; readonly paths: readonly string[] };

/** git's own answer to a command line that it does not know. */
const USAGE = 129;

/**
 * Merges two commits without a checkout. No branch moves.
 * @param ours full id, the side whose history goes on. @param theirs full id.
 * @throws CommandError (3): FF4150 for a git older than 2.38.
 */
export async function mergeTrees(place: GitPlace, ours: string, theirs: string): Promise<MergedTrees> {
  const words = ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages'];
  const run = await runGit(place, [...words, fullId(ours), fullId(theirs)]);
  if (run.exitCode === USAGE || /unknown option|usage:/.test(run.stderr)) {
    const version = (await askGit(place, ['version'])).replace(/^git version /, '');
    throw codedError(EXIT.outside, 'FF4150', { version });
  }
  const [tree = '', ...paths] = run.stdout.toString('utf8').split('\0');
  // A commit that is not there ends with 1, too, and with no tree.
  if (!isFullId(tree) || (run.exitCode !== 0 && run.exitCode !== 1)) throw gitFailed('merge-tree', run.stderr);
  if (run.exitCode === 0) return { kind: 'merged', tree };
  return { kind: 'conflicts', tree, paths: [...new Set(paths.filter((path) => path !== ''))].sort() };
}
