import { codedError } from '../coded-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { CommitDescription } from './repository.ts';
import type { GitPlace } from './run-git.ts';

/** Fields with a line feed between them: a subject is one line, and names hold none. */
const FORMAT = '%H%n%h%n%an%n%ct%n%s';

/**
 * All of the environment that simple-git gets. It refuses much of what users have in theirs (`EDITOR`, `GIT_ASKPASS`),
 * which reading a commit has no use for.
 */
const NEEDED = /^(?:PATH|HOME|USERPROFILE|SYSTEMROOT|TMPDIR|TEMP|TMP|XDG_CONFIG_HOME|LC_ALL|GIT_NO_REPLACE_OBJECTS)$/i;

/**
 * Describes a commit that is there.
 * @param commit a full id: simple-git lets options pass in the place of a commit.
 * @throws CommandError (2) when it is not there.
 */
export async function describeCommit(place: GitPlace, commit: string): Promise<CommitDescription> {
  const { simpleGit } = await import('simple-git');
  // It was asked already whether git trusts the repository, with the settings that are left out here.
  const git = simpleGit({
    baseDir: place.folder,
    config: ['safe.directory=*'],
    allowEnvironment: ['GIT_NO_REPLACE_OBJECTS'],
  });
  const env = Object.entries(place.env).filter(([name]) => NEEDED.test(name));
  const words = ['log', '-1', '--abbrev=7', '--no-show-signature', '--no-mailmap', '--no-notes', '--encoding=UTF-8'];
  const text = await git
    .env(Object.fromEntries(env))
    .raw([...words, `--format=${FORMAT}`, '--end-of-options', commit, '--'])
    .catch(() => '');
  const [id, short, author, seconds, subject] = text.split('\n');
  if (id !== commit) throw codedError(EXIT.usage, 'FF4004', { ref: commit, isId: true });
  return { commit, short: short ?? '', author: author ?? '', at: Number(seconds) * 1000, subject: subject ?? '' };
}
