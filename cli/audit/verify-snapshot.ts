/** One version's snapshot against its commit, its overlays and its own hashes. Pure. */
import type { Overlay, Snapshot } from '@flagforge/sdk/engine';
import { canonicalJson } from '@flagforge/sdk/snapshot';
import { contentHashOf, readStoredSnapshot, snapshotText, versionSnapshot } from '../compile/index.ts';
import { diffSnapshots } from '../diff/diff-snapshots.ts';
import { nodeSha256 } from '../project.ts';
import type { Place } from '../targets/target.ts';
import type { CommitContent } from './commit-content.ts';
import type { SnapshotRow } from './snapshot-row.ts';

/** `proved`: byte for byte what its commit compiles to. `unprovable`: whole, but git has no such commit, or another format. */
export type SnapshotStanding = 'proved' | 'unprovable' | 'differs';

export interface SnapshotVerdict {
  readonly standing: SnapshotStanding;
  /** The content to believe: that of the commit, else the stored one; null where neither can be read. */
  readonly truth: Snapshot | null;
  /** Why it is not proved. */
  readonly problem: SnapshotProblem | null;
}

export type SnapshotProblem =
  /** The text is no snapshot, or does not fit its own hashes: it was changed after it was written. */
  | { readonly kind: 'edited'; readonly what: readonly string[] }
  /** It is whole, but not what its commit says. */
  | { readonly kind: 'not-the-commit'; readonly what: readonly string[] }
  /** Its commit has mistakes. */
  | { readonly kind: 'broken-commit'; readonly mistakes: number }
  /** Kills and hold are others than its entries say. */
  | { readonly kind: 'overlays'; readonly what: readonly string[] }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'other-format'; readonly format: number };

/** What differs is named to this number. */
const NAMES = 5;

/**
 * Compares one version with what its commit compiles to, byte for byte; where git cannot help, with its own hashes.
 * @param overlays what the entries up to this version say lies over it: hold first, then kills by flag.
 */
export function verifySnapshot(
  place: Place,
  row: SnapshotRow,
  content: CommitContent,
  overlays: readonly Overlay[],
): SnapshotVerdict {
  const fresh = content.kind === 'compiled' ? content.snapshots.get(place.environment) : undefined;
  const expected = fresh === undefined ? null : expectedVersion(fresh, row, overlays);
  if (expected !== null && expectedText(expected, row) === row.body && isSameRow(row, expected))
    return { standing: 'proved', truth: expected, problem: null };
  const stored = readWhole(row.body);
  if (expected !== null && (stored === null || stored.format === expected.format))
    return differs(expected, whyDifferent(place, row, stored, expected));
  if (stored === null) return differs(null, EDITED);
  const own = ownProblem(place, row, stored);
  if (own !== null) return differs(null, own);
  if (content.kind === 'broken') return differs(stored, { kind: 'broken-commit', mistakes: content.mistakes });
  if (content.kind === 'compiled' && fresh === undefined)
    return differs(stored, { kind: 'not-the-commit', what: [`environment ${place.environment}`] });
  const wanted = canonicalJson(overlays);
  if (canonicalJson(stored.overlays) !== wanted)
    return differs(stored, { kind: 'overlays', what: differences(stored, { ...stored, overlays }) });
  const problem: SnapshotProblem =
    content.kind === 'unreachable' ? { kind: 'unreachable' } : { kind: 'other-format', format: stored.format };
  return { standing: 'unprovable', truth: stored, problem };
}

const EDITED: SnapshotProblem = { kind: 'edited', what: [] };

const differs = (truth: Snapshot | null, problem: SnapshotProblem): SnapshotVerdict => ({
  standing: 'differs',
  truth,
  problem,
});

/** The version as it must be; its signature, which is of no content, is the stored one. */
function expectedVersion(fresh: Snapshot, row: SnapshotRow, overlays: readonly Overlay[]): Snapshot {
  const signature: unknown = readStoredSnapshot(row.body)?.signature;
  const sign = typeof signature === 'string' ? () => signature : null;
  return versionSnapshot(fresh, { version: row.version, commit: row.commit, overlays, sha256: nodeSha256, sign });
}

/** Its text, as by the compiler that the row names: `compiler` stands before everything that is longer than a line. */
function expectedText(expected: Snapshot, row: SnapshotRow): string {
  const member = (compiler: string): string => `"compiler":${JSON.stringify(compiler)}`;
  return snapshotText(expected).replace(member(expected.compiler), () => member(row.compiler));
}

const isSameRow = (row: SnapshotRow, { contentHash, hash }: Snapshot): boolean =>
  row.contentHash === contentHash && row.hash === hash;

function whyDifferent(place: Place, row: SnapshotRow, stored: Snapshot | null, expected: Snapshot): SnapshotProblem {
  if (stored === null) return EDITED;
  const own = ownProblem(place, row, stored);
  const what = differences(expected, stored);
  if (own !== null) return what.length > 0 ? { kind: 'edited', what } : own;
  return { kind: stored.contentHash === expected.contentHash ? 'overlays' : 'not-the-commit', what };
}

/** What does not fit in a row by itself, whatever git says. */
function ownProblem(place: Place, row: SnapshotRow, stored: Snapshot): SnapshotProblem | null {
  const { contentHash, hash, overlays } = stored;
  const facts: readonly (readonly [what: string, isRight: boolean])[] = [
    ['contentHash', contentHashOf(stored, nodeSha256) === contentHash && row.contentHash === contentHash],
    ['hash', nodeSha256(canonicalJson({ contentHash, overlays })) === hash && row.hash === hash],
    ['organization', stored.organization === place.organization],
    ['project', stored.project === place.project],
    ['environment', stored.environment === place.environment],
    ['version', stored.version === row.version],
    ['commit', stored.commit === row.commit],
    ['compiler', stored.compiler === row.compiler],
  ];
  const what = facts.flatMap(([name, isRight]) => (isRight ? [] : [name]));
  return what.length === 0 ? null : { kind: 'edited', what };
}

/** The names of what differs between two snapshots, a few of them. */
function differences(expected: Snapshot, stored: Snapshot): string[] {
  const names = diffSnapshots(expected, stored).map(({ subject, name }) => `${subject} ${name}`);
  return names.length <= NAMES ? names : [...names.slice(0, NAMES), `${names.length - NAMES} more`];
}

/**
 * The stored snapshot, read whole: an evaluator parses all of it, so a text that says one thing to a parser and another
 * to whoever looks only at a part of it must not pass. null for a text that no publisher wrote.
 */
function readWhole(body: string): Snapshot | null {
  try {
    if (canonicalJson(JSON.parse(body)) !== body) return null;
  } catch {
    return null;
  }
  const stored = readStoredSnapshot(body);
  const lists = stored === null ? [] : [stored.overlays, stored.segments, stored.groups];
  return lists.length > 0 && lists.every(Array.isArray) ? stored : null;
}
