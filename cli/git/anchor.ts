/** Writes the head of an audit chain to the branch `flagforge-audit`. @see contract 9 */
import { setTimeout as delay } from 'node:timers/promises';
import { codedError } from '../coded-error.ts';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import { type AnchorBranch, loadAnchorBranch, localTip } from './anchor-branch.ts';
import { createAnchorCommit } from './anchor-commit.ts';
import { rememberAnchor } from './anchor-memory.ts';
import { type AnchorRecord, anchorFileOf, parseAnchor } from './anchor-record.ts';
import { ANCHOR_BRANCH, ANCHOR_REF, anchorRemote, pushCommit } from './remote.ts';
import type { Repository } from './repository.ts';
import { askGit, runGit } from './run-git.ts';

export interface AnchoredAt {
  readonly commit: string;
  /** The remote that has it; null: the repository has none. */
  readonly pushedTo: string | null;
}

/** How often somebody else may be faster. Each time one of them was done, so many publishers at once all get through. */
const ATTEMPTS = 30;
const MAX_DELAY_MS = 150;

/**
 * Anchors the head: a commit on the branch here, and at the remote where there is one. Never forces, and never touches
 * the work tree, the index or HEAD. Nothing is written when the branch has this head, or a later one of the organisation.
 * @throws CommandError (3, FF4021) when the remote does not take it, or cannot be reached: the anchor is then in this
 * clone alone, and the next one brings it along; (1, FF4020) when the remote's branch lost anchors that were seen on it:
 * also in this clone alone; (1, FF4023) when another hash is anchored under this number.
 */
export async function writeAnchor(repository: Repository, anchor: AnchorRecord): Promise<AnchoredAt> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    if (attempt > 1) await delay(Math.random() * Math.min(MAX_DELAY_MS, attempt * 20));
    const written = await tryAnchor(repository, anchor);
    if (written !== null) return written;
  }
  throw codedError(EXIT.outside, 'FF4026', { seq: anchor.seq });
}

/** null: somebody else moved the branch meanwhile. */
async function tryAnchor(repository: Repository, anchor: AnchorRecord): Promise<AnchoredAt | null> {
  const branch = await knownBranch(repository);
  const { remote, shared, problem } = branch;
  if (shared !== null && (await hasAnchor(repository, shared, anchor)))
    return settle(repository, branch, shared, anchor);
  const commit = await commitFor(repository, branch, anchor);
  if (problem !== null) {
    await moveLocal(repository, branch, commit);
    const { seq } = anchor;
    if (problem.code === 'FF4020') throw problem;
    throw codedError(EXIT.outside, 'FF4021', { seq, remote: remote ?? '', said: problem.message });
  }
  if (remote === null)
    return (await moveLocal(repository, branch, commit))
      ? settle(repository, { ...branch, local: commit }, commit, anchor)
      : null;
  const push = await pushCommit(repository.place, remote, commit);
  if (push.kind === 'faster') return null;
  if (push.kind === 'pushed') return settle(repository, branch, commit, anchor);
  await moveLocal(repository, branch, commit);
  throw codedError(EXIT.outside, 'FF4021', { seq: anchor.seq, remote, said: `it was refused (${push.said})` });
}

/** The branch as far as it can be known: a remote that cannot be reached is a problem of it. */
async function knownBranch(repository: Repository): Promise<AnchorBranch> {
  try {
    return await loadAnchorBranch(repository);
  } catch (error) {
    if (!(error instanceof CommandError) || error.code !== 'FF4025') throw error;
    const [remote, local] = [await anchorRemote(repository.place), await localTip(repository)];
    return { remote, local, shared: null, problem: error };
  }
}

/** The commit that brings the anchor to what is here and at the remote; one that is here already, where it is enough. */
async function commitFor(repository: Repository, branch: AnchorBranch, anchor: AnchorRecord): Promise<string> {
  const parents = await parentsOf(repository, branch);
  const [only, second] = parents;
  if (only !== undefined && second === undefined && (await hasAnchor(repository, only, anchor))) return only;
  return createAnchorCommit(repository.place, anchor, parents);
}

/**
 * What the next anchor comes after. Anchors that are in this clone alone, because a push was refused, are joined with
 * those that others pushed meanwhile: none is ever dropped, and both branches only move forward.
 */
async function parentsOf(repository: Repository, { local, shared }: AnchorBranch): Promise<string[]> {
  if (shared === null || local === null) return [shared ?? local].flatMap((tip) => tip ?? []);
  if (await repository.isAncestor(local, shared)) return [shared];
  return (await repository.isAncestor(shared, local)) ? [local] : [shared, local];
}

/** Whether the branch has this head of the organisation, or a later one. @throws CommandError (1, FF4023) */
async function hasAnchor({ place }: Repository, commit: string, anchor: AnchorRecord): Promise<boolean> {
  const run = await runGit(place, ['cat-file', 'blob', `${commit}:${anchorFileOf(anchor.organization)}`]);
  const found = run.exitCode === 0 ? parseAnchor(run.stdout.toString('utf8')) : null;
  if (found === null || BigInt(found.seq) < BigInt(anchor.seq)) return false;
  const { organization, seq } = anchor;
  if (found.seq === seq && found.hash !== anchor.hash) {
    throw codedError(EXIT.findings, 'FF4023', { organization, seq, commit: commit.slice(0, 7) });
  }
  return true;
}

async function settle(
  repository: Repository,
  branch: AnchorBranch,
  commit: string,
  anchor: AnchorRecord,
): Promise<AnchoredAt> {
  const { local, remote } = branch;
  // Anchors that only this clone has stay on its branch until they are pushed.
  if (local !== commit && (local === null || (await repository.isAncestor(local, commit))))
    await moveLocal(repository, branch, commit);
  await rememberAnchor(repository.gitDir, remote, commit, anchor);
  return { commit, pushedTo: remote };
}

/**
 * Moves this repository's own branch, if it is still where it was. A branch that somebody has checked out stays, since
 * HEAD would move under their work tree; without a remote there is then no place for the anchor.
 * @returns false when somebody else moved it.
 */
async function moveLocal({ place }: Repository, { local, remote }: AnchorBranch, commit: string): Promise<boolean> {
  if (local === commit) return true;
  const trees = await askGit(place, ['worktree', 'list', '--porcelain']);
  if (trees.split('\n').includes(`branch ${ANCHOR_REF}`)) {
    if (remote === null) throw codedError(EXIT.usage, 'FF4024', { branch: ANCHOR_BRANCH });
    return true;
  }
  const before = local ?? '0'.repeat(commit.length);
  const run = await runGit(place, ['update-ref', '-m', 'flagforge: anchor', ANCHOR_REF, commit, before]);
  return run.exitCode === 0;
}
