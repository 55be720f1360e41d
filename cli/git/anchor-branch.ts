/** How the branch of anchors stands: here, at the remote, and in this clone's memory. */
import { codedError } from '../coded-error.ts';
import type { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import { recallAnchor } from './anchor-memory.ts';
import { ANCHOR_REF, anchorRemote, fetchBranch, remoteTip } from './remote.ts';
import type { Repository } from './repository.ts';
import { isFullId } from './resolve-commit.ts';
import { runGit } from './run-git.ts';

export interface AnchorBranch {
  /** null: there is none, anchors stay in this repository. */
  readonly remote: string | null;
  /** The tip of this repository's own branch; null: it has none. */
  readonly local: string | null;
  /** The remote's tip, whose objects are here; null: it has no such branch, or it is not followed. */
  readonly shared: string | null;
  /** The branch lost anchors that this clone has seen: whatever it has now is not built upon. */
  readonly problem: CommandError | null;
}

/** The remote may move on between asking for its tip and fetching it. */
const FETCH_ATTEMPTS = 3;

/** @throws CommandError (3, FF4025) when the remote cannot be asked. */
export async function loadAnchorBranch(repository: Repository): Promise<AnchorBranch> {
  const [remote, local] = await Promise.all([anchorRemote(repository.place), localTip(repository)]);
  const shared = remote === null ? null : await sharedTip(repository, remote);
  const problem = await rewritingOf(repository, remote, remote === null ? local : shared);
  return { remote, local, shared: problem === null ? shared : null, problem };
}

/** The tip of this repository's own branch; null: it has none. */
export async function localTip({ place }: Repository): Promise<string | null> {
  const run = await runGit(place, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ANCHOR_REF}^{commit}`]);
  const id = run.stdout.toString('latin1').trim();
  return run.exitCode === 0 && isFullId(id) ? id : null;
}

async function sharedTip(repository: Repository, remote: string): Promise<string | null> {
  for (let attempt = 1; ; attempt += 1) {
    const tip = await remoteTip(repository.place, remote);
    if (tip === null || (await repository.has(tip))) return tip;
    await fetchBranch(repository.place, remote);
    if ((await repository.has(tip)) || attempt === FETCH_ATTEMPTS) return tip;
  }
}

/** A branch of anchors only ever grows: what was once seen on it has to be in its history. */
async function rewritingOf(
  repository: Repository,
  remote: string | null,
  tip: string | null,
): Promise<CommandError | null> {
  const memory = recallAnchor(repository.gitDir);
  if (memory === null || memory.remote !== remote) return null;
  const seen = memory.commit;
  if (tip !== null && (await repository.has(seen)) && (await repository.isAncestor(seen, tip))) return null;
  const args = { remote: remote ?? '', seen: seen.slice(0, 7), tip: tip?.slice(0, 7) ?? '' };
  return codedError(EXIT.findings, 'FF4020', args);
}
