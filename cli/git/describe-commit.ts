import { codedError } from '../coded-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { CommitDescription } from './repository.ts';
import type { GitPlace } from './run-git.ts';

/** Fields with a line feed between them: a subject is one line, and names hold none. */
const FORMAT = '%H%n%h%n%an%n%ct%n%s';

/**
 * Describes a commit that is there.
 * @param commit a full id: simple-git lets options in the place of a commit pass.
 */
export async function describeCommit(place: GitPlace, commit: string): Promise<CommitDescription> {
  const { simpleGit } = await import('simple-git');
  const git = simpleGit({ baseDir: place.folder });
  const words = ['log', '-1', '--abbrev=7', '--no-show-signature', '--no-mailmap', '--encoding=UTF-8'];
  const text = await git.raw([...words, `--format=${FORMAT}`, '--end-of-options', commit, '--']).catch(() => '');
  const [id, short, author, seconds, subject] = text.split('\n');
  if (id !== commit) throw codedError(EXIT.usage, 'FF4004', { ref: commit, isId: true });
  return { commit, short: short ?? '', author: author ?? '', at: Number(seconds) * 1000, subject: subject ?? '' };
}
