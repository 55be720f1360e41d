import { fullId } from './resolve-commit.ts';
import { type GitPlace, gitFailed, runGit } from './run-git.ts';

/** A file that two trees have differently. */
export interface TreeChange {
  /** In the repository, with `/`. */
  readonly path: string;
  /** Full ids of its blobs; null: it is not there. */
  readonly before: string | null;
  readonly after: string | null;
}

/**
 * The files that differ between two commits or trees, ascending by path. A renamed one is removed and added.
 * @throws CommandError (3) when git cannot read one of them.
 */
export async function loadTreeChanges(place: GitPlace, from: string, to: string): Promise<readonly TreeChange[]> {
  const words = ['diff-tree', '-r', '-z', '--no-renames', '--full-index', '--raw', '--no-commit-id'];
  const run = await runGit(place, [...words, '--end-of-options', fullId(from), fullId(to)]);
  if (run.exitCode !== 0) throw gitFailed('diff-tree', run.stderr);
  const fields = run.stdout.toString('utf8').split('\0');
  const changes: TreeChange[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    // `:<mode> <mode> <id> <id> <letter>`, then the path.
    const [, , before = '', after = ''] = (fields[at] ?? '').split(' ');
    changes.push({ path: fields[at + 1] ?? '', before: idOf(before), after: idOf(after) });
  }
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What is not there has an id of zeros. */
const idOf = (id: string): string | null => (/^0+$/.test(id) ? null : fullId(id));
