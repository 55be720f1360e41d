/** One version after the other: its row, its snapshot, and its entries. */
import type { Snapshot } from '@flagforge/sdk/engine';
import type { Transaction } from '../database/database.ts';
import type { Place } from '../targets/target.ts';
import type { AuditEntry } from './audit-entry.ts';
import { type AuditFinding, findingOf } from './audit-finding.ts';
import type { CommitContent, LoadCommitContent } from './commit-content.ts';
import type { Descends } from './lineage.ts';
import type { PlaceState, PlaceStates } from './place-state.ts';
import { replayOverlays } from './replay-overlays.ts';
import { readSnapshotRow, type SnapshotRow } from './snapshot-row.ts';
import { bringsCommit, checkAction, checkApprovals, policyIn } from './verify-action.ts';
import { type CheckedEntry, judgeLooseEntry, verifyEntries } from './verify-entries.ts';
import { checkLineage } from './verify-lineage.ts';
import { type SnapshotProblem, type SnapshotVerdict, verifySnapshot } from './verify-snapshot.ts';

/** What was counted on the way. */
export interface VersionTally {
  versions: number;
  proved: number;
  readonly commits: Set<string>;
  /** Versions that could not be compiled again. */
  readonly unreachable: string[];
  readonly otherFormat: string[];
}

export interface VersionTools {
  readonly tx: Transaction;
  readonly organization: string;
  readonly loadCommit: LoadCommitContent;
  readonly descends: Descends;
  readonly states: PlaceStates;
  readonly tally: VersionTally;
  readonly report: (finding: AuditFinding) => void;
  /** Projects whose files are the user's own: nobody approves them. */
  readonly devProjects: ReadonlySet<string>;
}

/** The entries of one version, which stand together in the log. */
export interface VersionGroup {
  readonly entries: readonly CheckedEntry[];
  /** The time of the entry before; '' for none. */
  readonly timeBefore: string;
}

/** Checks the next version that entries tell of. Entries of a version that was told of before are forged. */
export async function verifyVersion(tools: VersionTools, group: VersionGroup): Promise<void> {
  const first = group.entries[0]?.entry;
  if (first === undefined || first.version === null) return;
  const state = tools.states.of(first);
  const seq = Number(first.seq);
  if (first.version <= state.version) {
    for (const checked of group.entries) reportAny(tools, judgeLooseEntry(checked, true));
    return;
  }
  if (first.version > state.version + 1) await skipVersions(tools, state, first.version - 1, seq);
  const place = placeOf(tools, state);
  const row = await readSnapshotRow(tools.tx, place, first.version);
  tools.tally.versions += 1;
  const before = await snapshotBefore(tools, state);
  const entries = group.entries.map(({ entry }) => entry);
  const overlays = replayOverlays(state.overlays, entries);
  if (row === null) {
    tools.report(findingOf('FF3056', first, seq, { environment: state.environment, version: first.version }));
    for (const checked of group.entries) reportAny(tools, judgeLooseEntry(checked, false));
    advance(tools, state, { version: first.version, row, overlays, snapshot: 'unknown', entries });
    return;
  }
  // An entry is harder to change than a row.
  const commit = group.entries.find(({ isAltered }) => !isAltered)?.entry.commit ?? row.commit;
  const told = { ...row, commit };
  const content = await tools.loadCommit(commit, row.directory);
  tools.tally.commits.add(commit);
  const verdict = verifySnapshot(place, told, content, overlays);
  tallyVerdict(tools, state, row, verdict);
  if (verdict.standing === 'differs' && verdict.problem !== null)
    tools.report(snapshotFinding(first, row, verdict.problem));
  const after = verdict.truth;
  for (const finding of [
    ...verifyEntries({ ...group, row, before, after }),
    ...checkAction(entries),
    ...(tools.devProjects.has(state.project) ? [] : checkApprovals(entries, told, content, state)),
    ...(await checkLineage(first, seq, told, state, tools.descends)),
  ])
    tools.report(finding);
  if (bringsCommit(told)) {
    await noteOtherFolder(tools, state, told);
    state.policy = policyIn(content, state.environment) ?? 'unknown';
  }
  if (row.action === 'publish' || row.action === 'rollback')
    state.contents.set(row.contentHash, state.contents.get(row.contentHash) === true || !row.isUnapproved);
  advance(tools, state, { version: row.version, row: told, overlays, snapshot: after ?? 'unknown', entries });
}

/** A commit may hold several projects of one name; the one that was published before is the one that people review. */
async function noteOtherFolder(
  tools: VersionTools,
  { newest, environment, project }: PlaceState,
  row: SnapshotRow,
): Promise<void> {
  if (newest === null || newest.directory === row.directory) return;
  const other = await tools.loadCommit(row.commit, newest.directory);
  if (other.kind !== 'compiled' || other.config.project !== project) return;
  const folder = (name: string): string => (name === '' ? 'the root' : name);
  const what = `${environment} v${row.version} is of ${folder(row.directory)}, though its commit still has the project in ${folder(newest.directory)}`;
  tools.report(findingOf('FF3068', { project, environment, version: row.version }, null, { what }));
}

const reportAny = ({ report }: VersionTools, finding: AuditFinding | null): void => {
  if (finding !== null) report(finding);
};

const placeOf = ({ organization }: VersionTools, { project, environment }: PlaceState): Place => ({
  ...{ organization, project, environment },
});

/** The snapshot before the version that comes next; null for the first. */
async function snapshotBefore(tools: VersionTools, state: PlaceState): Promise<Snapshot | null | 'unknown'> {
  if (state.snapshot === 'none') return null;
  if (state.snapshot !== 'dropped') return state.snapshot;
  return (await reread(tools, state, state.version))?.truth ?? 'unknown';
}

/** Reads the last version of an environment once more, after it was verified and dropped. */
export async function currentSnapshot(tools: VersionTools, state: PlaceState): Promise<Snapshot | null> {
  const snapshot = await snapshotBefore(tools, state);
  return snapshot === 'unknown' ? null : snapshot;
}

async function reread(tools: VersionTools, state: PlaceState, version: number): Promise<SnapshotVerdict | null> {
  const place = placeOf(tools, state);
  const row = await readSnapshotRow(tools.tx, place, version);
  if (row === null) return null;
  const content: CommitContent = await tools.loadCommit(row.commit, row.directory);
  return verifySnapshot(place, row, content, state.overlays);
}

/** Versions that no entry tells of, up to `to`: they are missing, or were written without entries. */
export async function skipVersions(
  tools: VersionTools,
  state: PlaceState,
  to: number,
  seq: number | null,
): Promise<void> {
  const { environment, project } = state;
  const from = state.version + 1;
  const last = await readSnapshotRow(tools.tx, placeOf(tools, state), to);
  const code = last === null ? 'FF3056' : 'FF3057';
  tools.report(findingOf(code, { project, environment, version: from }, seq, { environment, version: from, to }));
  const own = last === null ? null : readOverlays(last);
  const overlays = own ?? state.overlays;
  const content = last === null ? null : await tools.loadCommit(last.commit, last.directory);
  const verdict =
    last === null || content === null ? null : verifySnapshot(placeOf(tools, state), last, content, overlays);
  if (last !== null && verdict?.standing === 'differs' && verdict.problem !== null)
    tools.report(snapshotFinding({ project, environment, version: to, seq: null }, last, verdict.problem));
  state.policy = 'unknown';
  if (last !== null) state.contents.set(last.contentHash, true);
  advance(tools, state, { version: to, row: last, overlays, snapshot: verdict?.truth ?? 'unknown', entries: [] });
}

function readOverlays({ body }: SnapshotRow): PlaceState['overlays'] | null {
  try {
    const { overlays } = JSON.parse(body) as Snapshot;
    return Array.isArray(overlays) ? overlays : null;
  } catch {
    return null;
  }
}

function advance(
  tools: VersionTools,
  state: PlaceState,
  next: Pick<PlaceState, 'version' | 'overlays' | 'snapshot'> & {
    readonly row: SnapshotRow | null;
    readonly entries: readonly AuditEntry[];
  },
): void {
  Object.assign(state, { version: next.version, overlays: next.overlays, snapshot: next.snapshot });
  const { row } = next;
  if (row === null) state.newest = null;
  else {
    const { version, commit, tip, directory, contentHash, hash } = row;
    state.newest = { version, commit, tip, directory, contentHash, hash };
  }
  for (const { subject, flag, newState } of next.entries) {
    if (flag === null) continue;
    if (subject === 'flag' && newState === null) state.changedIn.delete(flag);
    else state.changedIn.set(flag, next.version);
  }
  tools.states.touch(state);
}

function tallyVerdict({ tally }: VersionTools, state: PlaceState, row: SnapshotRow, verdict: SnapshotVerdict): void {
  if (verdict.standing === 'proved') tally.proved += 1;
  const name = `${state.environment} v${row.version}`;
  if (verdict.problem?.kind === 'unreachable') tally.unreachable.push(name);
  if (verdict.problem?.kind === 'other-format') tally.otherFormat.push(name);
}

function snapshotFinding(
  about: Pick<AuditEntry, 'project' | 'environment' | 'version'> & { readonly seq: string | null },
  row: SnapshotRow,
  problem: SnapshotProblem,
): AuditFinding {
  const args = { environment: about.environment ?? '', version: row.version };
  const seq = about.seq === null ? null : Number(about.seq);
  switch (problem.kind) {
    case 'not-the-commit':
      return findingOf('FF3055', about, seq, { ...args, commit: row.commit, what: problem.what });
    case 'broken-commit':
      return findingOf('FF3055', about, seq, { ...args, commit: row.commit, mistakes: problem.mistakes });
    case 'overlays':
      return findingOf('FF3065', about, seq, { ...args, what: problem.what });
    case 'edited':
      return findingOf('FF3054', about, seq, { ...args, what: problem.what });
    case 'unreachable':
    case 'other-format':
      return findingOf('FF3068', about, seq, { what: problem.kind });
    default:
      return problem satisfies never;
  }
}
