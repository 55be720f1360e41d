import type { LastChange } from './last-changes.ts';
import { fullId } from './resolve-commit.ts';
import { askGit, type GitPlace } from './run-git.ts';

/**
 * The commits of the main line that changed a file, newest first, up to a commit. Renames begin anew.
 * @param path in the repository, with `/`.
 * @throws CommandError (3) when git fails.
 */
export async function loadFileChanges(
  place: GitPlace,
  commit: string,
  path: string,
  most: number,
): Promise<readonly LastChange[]> {
  const text = await askGit(place, [
    ...['log', '--first-parent', '-m', '-s', '-z', '--no-renames', `--max-count=${most}`, '--no-mailmap'],
    ...['--no-show-signature', '--encoding=UTF-8', '--format=%H%n%ct%n%an%n%s', '--end-of-options', fullId(commit)],
    ...['--', path],
  ]);
  return text
    .split('\0')
    .filter((field) => field.trim() !== '')
    .map((field) => {
      const [id = '', seconds = '', author = '', subject = ''] = field.replace(/^\n/, '').split('\n');
      return { commit: id, at: Number(seconds) * 1_000, author, subject };
    });
}
