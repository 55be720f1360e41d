/** Reads what was anchored on the branch `flagforge-audit`. @see contract 9 */
import { codedError } from '../coded-error.ts';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import { loadAnchorBranch, localTip } from './anchor-branch.ts';
import { recallAnchor, rememberAnchor } from './anchor-memory.ts';
import { type AnchorRecord, anchorFileOf, parseAnchor } from './anchor-record.ts';
import { readBlobs } from './read-blobs.ts';
import { anchorRemote } from './remote.ts';
import type { Repository } from './repository.ts';
import { askGit } from './run-git.ts';

/** A head of the chain that the branch has, and the first commit that does. */
export interface Anchor extends AnchorRecord {
  readonly commit: string;
}

export interface Anchors {
  /** Ascending by `seq`; one number stands twice where two hashes were anchored under it. */
  readonly anchors: readonly Anchor[];
  /** Where they were fetched from; null: from this clone alone. */
  readonly remote: string | null;
  /**
   * What the branch itself shows: FF4020 (it lost anchors that were seen on it; those that it has now are left out),
   * FF4022 (a commit holds something that is no anchor), FF4025 (the remote could not be asked).
   */
  readonly problems: readonly CommandError[];
}

/** No anchor is larger. */
const MAX_ANCHOR_BYTES = 4096;

/**
 * Every anchor of an organisation that the remote's branch, this clone's own one, and its memory have. What is read from
 * the remote is remembered, so that it is missed if it goes.
 */
export async function readAnchors(repository: Repository, organization: string): Promise<Anchors> {
  const problems: CommandError[] = [];
  const branch = await loadAnchorBranch(repository).catch(async (error: unknown) => {
    if (!(error instanceof CommandError) || error.code !== 'FF4025') throw error;
    return { remote: null, local: await localTip(repository), shared: null, problem: error };
  });
  const { remote, local, shared } = branch;
  if (branch.problem !== null) problems.push(branch.problem);
  const tips = [...new Set([shared, local].flatMap((tip) => tip ?? []))];
  const anchors = tips.length === 0 ? [] : await readHistory(repository, tips, organization, problems);
  const remembered = recallAnchor(repository.gitDir);
  for (const anchor of remembered?.anchors ?? []) {
    if (anchor.organization === organization && !anchors.some((each) => isSame(each, anchor)))
      anchors.push({ ...anchor, commit: remembered?.commit ?? '' });
  }
  anchors.sort((a, b) => (BigInt(a.seq) < BigInt(b.seq) ? -1 : BigInt(a.seq) > BigInt(b.seq) ? 1 : 0));
  const followed = remote === null && (await anchorRemote(repository.place)) === null ? local : shared;
  if (followed !== null && branch.problem === null)
    await rememberAnchor(repository.gitDir, remote, followed, await newestIn(repository, followed, anchors));
  return { anchors, remote: branch.problem === null ? remote : null, problems };
}

async function readHistory(
  { place }: Repository,
  tips: readonly string[],
  organization: string,
  problems: CommandError[],
): Promise<Anchor[]> {
  const file = anchorFileOf(organization);
  const listed = await askGit(place, ['rev-list', '--topo-order', '--reverse', '--full-history', ...tips, '--', file]);
  const commits = listed === '' ? [] : listed.split('\n');
  if (commits.length === 0) return [];
  const input = commits.map((commit) => `${commit}:${file}\n`);
  const ids = (await askGit(place, ['cat-file', '--batch-check=%(objectname) %(objecttype)'], { input })).split('\n');
  const blobs = ids.map((line) => (line.endsWith(' blob') ? line.slice(0, line.indexOf(' ')) : null));
  const texts = await readBlobs(
    place,
    blobs.flatMap((id) => id ?? []),
    MAX_ANCHOR_BYTES,
  );
  const anchors = new Map<string, Anchor>();
  commits.forEach((commit, index) => {
    const id = blobs[index] ?? null;
    const anchor = id === null ? null : parseAnchor(texts.get(id)?.toString('utf8') ?? '');
    if (anchor === null || anchor.organization !== organization) {
      problems.push(codedError(EXIT.findings, 'FF4022', { commit: commit.slice(0, 7), file }));
      return;
    }
    const key = `${anchor.seq} ${anchor.hash}`;
    if (!anchors.has(key)) anchors.set(key, { ...anchor, commit });
  });
  return [...anchors.values()];
}

/** The newest anchor that is in a commit's history, to be remembered with it. */
async function newestIn(repository: Repository, tip: string, anchors: readonly Anchor[]): Promise<AnchorRecord | null> {
  for (const { commit, ...anchor } of [...anchors].reverse()) {
    if ((await repository.has(commit)) && (await repository.isAncestor(commit, tip))) return anchor;
  }
  return null;
}

const isSame = (a: AnchorRecord, b: AnchorRecord): boolean => a.seq === b.seq && a.hash === b.hash;
