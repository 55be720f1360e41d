/** Who made commits, as git has it: anybody's text, which can only exclude. */
import type { Author, ProposedCommit } from '../forge/forge.ts';
import { coAuthorsIn } from '../git/co-authors.ts';
import { fullId, isFullId } from '../git/resolve-commit.ts';
import { type GitPlace, gitFailed, runGit } from '../git/run-git.ts';

/** Each field on a line of its own, then the message as it is; commits end in NUL. */
const FORMAT = '%H%n%an%n%ae%n%cn%n%ce%n%B';

/**
 * Authors, committers and co-authors of commits.
 * @param newest full id.
 * @param without its ancestors are left out; null: all are read.
 * @returns oldest first.
 * @throws CommandError (3) when git fails.
 */
export async function loadGitAuthors(
  place: GitPlace,
  newest: string,
  without: string | null,
): Promise<readonly ProposedCommit[]> {
  const words = ['log', '-z', '--reverse', '--topo-order', '--no-show-signature', '--no-mailmap', '--no-notes'];
  const range = [fullId(newest), ...(without === null ? [] : [`^${fullId(without)}`])];
  const run = await runGit(place, [
    ...words,
    '--encoding=UTF-8',
    `--format=${FORMAT}`,
    '--end-of-options',
    ...range,
    '--',
  ]);
  if (run.exitCode !== 0) throw gitFailed('log', run.stderr);
  return run.stdout
    .toString('utf8')
    .split('\0')
    .flatMap((text) => {
      const [commit = '', author = '', authorEmail = '', committer = '', committerEmail = '', ...body] =
        text.split('\n');
      if (!isFullId(commit)) return [];
      const authors = [
        gitAuthor('author', author, authorEmail),
        gitAuthor('committer', committer, committerEmail),
        ...coAuthorsIn(body.join('\n')).map(({ name, email }) => gitAuthor('co-author', name, email)),
      ];
      return [{ commit, authors }];
    });
}

function gitAuthor(as: Author['as'], name: string, email: string | null): Author {
  const kind = /\[bot\]@/i.test(email ?? '') ? 'bot' : 'human';
  return { as, identity: null, email: email?.trim() ?? null, name, kind };
}

/**
 * What a forge says of who made commits, and beside it what only git says: a forge may list but a part of them, or leave
 * out who shares a commit.
 */
export function mergeAuthors(
  fromForge: readonly ProposedCommit[],
  fromGit: readonly ProposedCommit[],
): readonly ProposedCommit[] {
  const merged = new Map(fromForge.map((each) => [each.commit, each]));
  for (const { commit, authors } of fromGit) {
    const before = merged.get(commit)?.authors ?? [];
    const nameOf = ({ email, name }: Author): string => email?.toLowerCase() ?? name;
    const known = new Set(before.map(nameOf));
    const more = authors.filter((author) => !known.has(nameOf(author)));
    merged.set(commit, { commit, authors: [...before, ...more] });
  }
  return [...merged.values()];
}
