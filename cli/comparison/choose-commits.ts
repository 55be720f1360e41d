/** Which two states a user means to compare. */
import { codedError } from '../coded-error.ts';
import { usageError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { Repository } from '../git/repository.ts';
import { isFullId } from '../git/resolve-commit.ts';
import { gitFailed, runGit } from '../git/run-git.ts';

/** What the user typed. */
export interface ChosenRefs {
  /** `main..feature`, `main...feature`, or one ref, which is the base. */
  readonly range?: string;
  readonly base?: string;
  readonly head?: string;
}

/** Full ids. */
export interface ChosenCommits {
  readonly base: string;
  /** null: the files on the disk. */
  readonly head: string | null;
  /** For the user, where what is compared is not quite what was typed; null: it is. */
  readonly note: string | null;
}

/**
 * `a..b` compares the two as they are. A base compares with where the head left it, so that what others merged meanwhile
 * does not look like a change of this one. Nothing given: what the working tree and its branch change since they left the
 * remote's default branch; without a remote, what no commit holds yet.
 * @throws CommandError (2) for a ref that is not there, a history that is cut off, two that have nothing in common.
 */
export async function chooseCommits(repository: Repository, given: ChosenRefs): Promise<ChosenCommits> {
  const refs = readRefs(given);
  const head = refs.head === null ? null : await repository.resolve(refs.head);
  const tip = head ?? (await repository.resolve('HEAD'));
  if (refs.base === null) {
    const branch = await defaultBranch(repository);
    const base = branch === null ? null : await mergeBase(repository, branch, tip);
    if (branch !== null && base === null && (await repository.isShallow())) throw codedError(EXIT.usage, 'FF4012', {});
    // Of a commit without a remote there is nothing to compare with but the one before it.
    return { base: base ?? (head === null ? tip : await parentOf(repository, head)), head, note: null };
  }
  const base = await repository.resolve(refs.base);
  if (refs.isExact) return { base, head, note: null };
  const common = await mergeBase(repository, base, tip);
  if (common === null) {
    if (await repository.isShallow()) throw codedError(EXIT.usage, 'FF4012', {});
    throw codedError(EXIT.usage, 'FF3200', { base: refs.base, head: refs.head ?? 'HEAD' });
  }
  return { base: common, head, note: noteOf({ base, common, tip, isTyped: head !== null, typed: refs }) };
}

interface Refs {
  readonly base: string | null;
  readonly head: string | null;
  readonly isExact: boolean;
}

function readRefs({ range, base, head }: ChosenRefs): Refs {
  if (range === undefined) return { base: base ?? null, head: head ?? null, isExact: false };
  if (base !== undefined || head !== undefined)
    throw usageError(
      `${range} and ${base === undefined ? '--head' : '--base'} both say what to compare`,
      'for example: flagforge diff main..feature, or flagforge diff --base main --head feature',
    );
  const [, from = '', dots, to = ''] = /^(.*?)(\.{2,3})(.*)$/.exec(range) ?? [];
  if (dots === undefined) return { base: range, head: null, isExact: false };
  // As git reads it: a side that is left out is HEAD.
  return { base: from === '' ? 'HEAD' : from, head: to === '' ? 'HEAD' : to, isExact: dots === '..' };
}

function noteOf(found: {
  readonly base: string;
  readonly common: string;
  readonly tip: string;
  readonly isTyped: boolean;
  readonly typed: Refs;
}): string | null {
  const { base, common, tip, isTyped, typed } = found;
  if (common === base) return null;
  const names = `${typed.base}..${typed.head ?? 'HEAD'}`;
  if (isTyped && common === tip) return `${typed.head} is part of ${typed.base}. As they are: flagforge diff ${names}`;
  return `${typed.base} has moved on; compared with ${common.slice(0, 7)}, where this change left it`;
}

/** The commit that the remote's default branch is at, as it was last fetched; null: there is no telling. */
async function defaultBranch({ place }: Repository): Promise<string | null> {
  for (const name of ['origin/HEAD', 'origin/main', 'origin/master']) {
    const run = await runGit(place, [
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      `refs/remotes/${name}^{commit}`,
    ]);
    const id = run.stdout.toString('latin1').trim();
    if (run.exitCode === 0 && isFullId(id)) return id;
  }
  return null;
}

async function mergeBase({ place }: Repository, a: string, b: string): Promise<string | null> {
  const run = await runGit(place, ['merge-base', a, b]);
  const id = run.stdout.toString('latin1').trim();
  if (run.exitCode === 0 && isFullId(id)) return id;
  if (run.exitCode === 1) return null;
  throw gitFailed('merge-base', run.stderr);
}

/** The first parent; of a first commit itself. */
async function parentOf({ place }: Repository, commit: string): Promise<string> {
  const run = await runGit(place, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${commit}^1`]);
  const id = run.stdout.toString('latin1').trim();
  return run.exitCode === 0 && isFullId(id) ? id : commit;
}
