import { type AnchorRecord, anchorFileOf, renderAnchor } from './anchor-record.ts';
import { askGit, type GitPlace } from './run-git.ts';

/** Unless git's own variables name somebody: the branch may belong to an identity that signs with its name. */
const IDENTITY = { name: 'FlagForge', email: 'flagforge@localhost' };

/**
 * Makes a commit with an anchor, by plumbing alone: no ref, index or work tree is touched.
 * @param parents the first one's files of other organisations are kept. None: an orphan.
 * @returns its id.
 * @throws CommandError (3) when git cannot write objects.
 */
export async function createAnchorCommit(
  place: GitPlace,
  anchor: AnchorRecord,
  parents: readonly string[],
): Promise<string> {
  const [base] = parents;
  const [blob, kept] = await Promise.all([
    askGit(place, ['hash-object', '-w', '--no-filters', '--stdin'], { input: [renderAnchor(anchor)] }),
    base === undefined ? '' : askGit(place, ['ls-tree', '-z', '--full-tree', base]),
  ]);
  const file = anchorFileOf(anchor.organization);
  const others = kept.split('\0').filter((entry) => entry !== '' && !entry.endsWith(`\t${file}`));
  const entries = [...others, `100644 blob ${blob}\t${file}`];
  const tree = await askGit(place, ['mktree', '-z'], { input: entries.map((entry) => `${entry}\0`) });
  const words = ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-F', '-'];
  return askGit({ ...place, env: { ...place.env, ...identity(place.env, anchor.at) } }, words, {
    input: [messageOf(anchor)],
  });
}

/** The subject for people, the trailers for programs that read only the log. */
function messageOf({ organization, seq, hash }: AnchorRecord): string {
  return [
    `anchor ${organization} #${seq}`,
    '',
    `FlagForge-Organization: ${organization}`,
    `FlagForge-Entry: ${seq}`,
    `FlagForge-Hash: ${hash}`,
    '',
  ].join('\n');
}

function identity(env: Readonly<Record<string, string>>, at: number): Record<string, string> {
  const name = env['GIT_COMMITTER_NAME'] ?? IDENTITY.name;
  const email = env['GIT_COMMITTER_EMAIL'] ?? IDENTITY.email;
  return {
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_AUTHOR_NAME: env['GIT_AUTHOR_NAME'] ?? name,
    GIT_AUTHOR_EMAIL: env['GIT_AUTHOR_EMAIL'] ?? email,
    GIT_AUTHOR_DATE: `@${Math.floor(at / 1000)} +0000`,
  };
}
