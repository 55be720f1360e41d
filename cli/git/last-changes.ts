import { fullId } from './resolve-commit.ts';
import { type GitPlace, gitFailed, runGit } from './run-git.ts';

/** The newest commit of the main line that changed a file. Author and subject are anybody's text. */
export interface LastChange {
  readonly commit: string;
  /** UTC epoch ms. */
  readonly at: number;
  readonly author: string;
  readonly subject: string;
}

/** Commits that are looked through: a file that none of them changed has no last change here. */
const MAX_COMMITS = 2_000;

/**
 * Who changed each file of a folder last, up to a commit, along its first parents: a merge changed what it brought.
 * @param directory in the repository, with `/`; '' for the root.
 * @returns by path in the repository.
 * @throws CommandError (3) when git fails.
 */
export async function loadLastChanges(
  place: GitPlace,
  commit: string,
  directory: string,
): Promise<ReadonlyMap<string, LastChange>> {
  const words = ['log', '--first-parent', '-m', '--name-only', '-z', '--no-renames', `--max-count=${MAX_COMMITS}`];
  // An empty field stands before each head: no name is empty, and no name or subject of a person holds a NUL.
  const format = '--format=%x00%H%n%ct%n%an%n%s';
  const paths = directory === '' ? [] : [directory];
  const run = await runGit(place, [
    ...[...words, '--no-mailmap', '--no-show-signature', '--encoding=UTF-8', format],
    ...['--end-of-options', fullId(commit), '--', ...paths],
  ]);
  if (run.exitCode !== 0) throw gitFailed('log', run.stderr);
  const changes = new Map<string, LastChange>();
  let change: LastChange | null = null;
  let isHead = false;
  for (const field of run.stdout.toString('utf8').split('\0')) {
    if (field === '') isHead = true;
    else if (isHead) {
      const [id = '', seconds = '', author = '', subject = ''] = field.split('\n');
      change = { commit: id, at: Number(seconds) * 1_000, author, subject };
      isHead = false;
    } else {
      const path = field.replace(/^\n/, '');
      if (change !== null && !changes.has(path)) changes.set(path, change);
    }
  }
  return changes;
}
