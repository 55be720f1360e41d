/** Who made commits, as git has it: anybody's text, which can only exclude. */
import type { Author, ProposedCommit } from '../forge/forge.ts';
import { fullId, isFullId } from '../git/resolve-commit.ts';
import { type GitPlace, gitFailed, runGit } from '../git/run-git.ts';

/** Each field on a line of its own, then the message as it is; commits end in NUL. */
const FORMAT = '%H%n%an%n%ae%n%cn%n%ce%n%B';

/** Anywhere in the message: git reads trailers at its end only, and whoever hides one would put it elsewhere. */
const TRAILER = /^[ \t]*co-authored-by[ \t]*:[ \t]*(.*)$/gim;
const WITH_ADDRESS = /^(.*?)\s*<([^<>]*)>\s*$/;

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
        ...[...body.join('\n').matchAll(TRAILER)].map(([, text = '']) => coAuthor(text)),
      ];
      return [{ commit, authors }];
    });
}

/** One without an address is somebody all the same. */
function coAuthor(text: string): Author {
  const [, name, email] = WITH_ADDRESS.exec(text) ?? [];
  if (name !== undefined && email !== undefined) return gitAuthor('co-author', name, email);
  return { as: 'co-author', identity: null, email: null, name: text.trim(), kind: 'human' };
}

function gitAuthor(as: Author['as'], name: string, email: string): Author {
  return { as, identity: null, email: email.trim(), name, kind: /\[bot\]@/i.test(email) ? 'bot' : 'human' };
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
