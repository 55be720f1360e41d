/** Commits of the local forge, written and read by plumbing alone: no checkout, no index, no hook. */
import { randomBytes } from 'node:crypto';
import { isFullId } from '../../git/resolve-commit.ts';
import { askGit, type GitPlace, gitFailed, runGit } from '../../git/run-git.ts';
import type { Author, ProposedCommit, ProposedFile } from '../forge.ts';
import { authorsOf, messageOf, signatureOf, type VerifiedUser } from './signature.ts';

/** A commit to be made. */
export interface CommitDraft {
  readonly subject: string;
  readonly by: VerifiedUser;
  /** Full id. */
  readonly parent: string;
  readonly files: readonly ProposedFile[];
  /** UTC epoch ms. */
  readonly at: number;
}

/** A commit that a draft ref holds until it has a place of its own. */
export interface DraftCommit {
  readonly commit: string;
  readonly ref: string;
}

/**
 * Writes a commit in one process.
 * @throws CommandError (3) when git fails.
 */
export async function writeCommit(place: GitPlace, draft: CommitDraft): Promise<DraftCommit> {
  const ref = `refs/drafts/${randomBytes(8).toString('hex')}`;
  const commit = await askGit(place, ['fast-import', '--quiet', '--date-format=raw'], { input: importOf(draft, ref) });
  return { commit, ref };
}

function* importOf({ subject, by, parent, files, at }: CommitDraft, ref: string): Generator<string> {
  const { name, email } = signatureOf(by);
  const who = `${name} <${email}> ${Math.floor(at / 1000)} +0000`;
  yield `commit ${ref}\nmark :1\nauthor ${who}\ncommitter ${who}\n${data(messageOf(subject, by))}from ${parent}\n`;
  for (const { path, text } of files) {
    // Quoted as C does; only plain names come here.
    if (text === null) yield `D ${JSON.stringify(path)}\n`;
    else yield `M 100644 inline ${JSON.stringify(path)}\n${data(text)}`;
  }
  yield '\nget-mark :1\ndone\n';
}

const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;

/** Writes the commit of a merge, which no branch has yet. Its id depends on its content alone. */
export async function writeMerge(
  place: GitPlace,
  merge: {
    readonly tree: string;
    readonly parents: readonly [string, string];
    readonly subject: string;
    readonly by: VerifiedUser;
    readonly at: number;
  },
): Promise<string> {
  const { name, email } = signatureOf(merge.by);
  const date = `${Math.floor(merge.at / 1000)} +0000`;
  const env = {
    ...place.env,
    ...{ GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_AUTHOR_DATE: date },
    ...{ GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email, GIT_COMMITTER_DATE: date },
  };
  const parents = merge.parents.flatMap((parent) => ['-p', parent]);
  const input = [messageOf(merge.subject, merge.by)];
  return askGit({ ...place, env }, ['commit-tree', merge.tree, ...parents, '-F', '-'], { input });
}

/** Oldest first: what `head` has and `base` has not. */
export function readCommits(place: GitPlace, base: string, head: string): Promise<readonly ProposedCommit[]> {
  return log(place, ['--reverse', '--topo-order'], [head, `^${base}`]);
}

/** Who made a commit that is there. */
export async function readAuthors(place: GitPlace, commit: string): Promise<readonly Author[]> {
  return (await log(place, ['-1'], [commit]))[0]?.authors ?? [];
}

async function log(place: GitPlace, how: readonly string[], which: readonly string[]): Promise<ProposedCommit[]> {
  // Each field on a line of its own, then the message as it is; commits end in NUL.
  const words = ['log', '-z', ...how, '--no-show-signature', '--no-mailmap', '--no-notes', '--encoding=UTF-8'];
  const run = await runGit(place, [...words, '--format=%H%n%an%n%ae%n%B', '--end-of-options', ...which, '--']);
  if (run.exitCode !== 0) throw gitFailed('log', run.stderr);
  return run.stdout
    .toString('utf8')
    .split('\0')
    .flatMap((text) => {
      const [commit = '', name = '', email = '', ...message] = text.split('\n');
      return isFullId(commit) ? [{ commit, authors: authorsOf(message.join('\n'), { name, email }) }] : [];
    });
}

/** Full id of what a ref of ours points at; null: it is not there. */
export async function readRef(place: GitPlace, ref: string): Promise<string | null> {
  const run = await runGit(place, ['rev-parse', '--quiet', '--verify', '--end-of-options', `${ref}^{commit}`]);
  const id = run.stdout.toString('latin1').trim();
  return run.exitCode === 0 && isFullId(id) ? id : null;
}

/**
 * Moves refs, all of them or none.
 * @param lines of `git update-ref --stdin`, made of refs and ids of ours.
 * @returns false when one of them is not at its old value any more.
 */
export async function moveRefs(place: GitPlace, lines: readonly string[]): Promise<boolean> {
  const run = await runGit(place, ['update-ref', '--stdin'], { input: lines.map((line) => `${line}\n`) });
  if (run.exitCode === 0) return true;
  if (/but expected|reference already exists|unable to resolve reference|Unable to create .*\.lock/.test(run.stderr))
    return false;
  throw gitFailed('update-ref', run.stderr);
}

const DRAFT_MS = 86_400_000;

/** Removes drafts that a process left which ended before its request had a number. Those of a day may be somebody's. */
export async function sweepDrafts(place: GitPlace, now: number): Promise<void> {
  const listed = await askGit(place, ['for-each-ref', '--format=%(refname) %(committerdate:unix)', 'refs/drafts']);
  const old = listed.split('\n').flatMap((line) => {
    const [ref = '', seconds = ''] = line.split(' ');
    return ref !== '' && Number(seconds) * 1000 < now - DRAFT_MS ? [`delete ${ref}`] : [];
  });
  if (old.length > 0) await moveRefs(place, old);
}
