/** The entries of one version against what changed in it, and the other way round. Pure. */
import type { Snapshot } from '@flagforge/sdk/engine';
import { canonicalJson } from '@flagforge/sdk/snapshot';
import type { Change } from '../diff/change.ts';
import { diffSnapshots } from '../diff/diff-snapshots.ts';
import { type AuditEntry, nameOfEntry } from './audit-entry.ts';
import { type AuditFinding, findingOf } from './audit-finding.ts';
import type { SnapshotRow } from './snapshot-row.ts';

/** An entry, and whether the chain says that a field of it was changed after it was written. */
export interface CheckedEntry {
  readonly entry: AuditEntry;
  readonly isAltered: boolean;
}

export interface VersionEntries {
  readonly entries: readonly CheckedEntry[];
  /** null: the row is missing, and only the changes are compared. */
  readonly row: SnapshotRow | null;
  /** The version before and this one; null for `before`: the first. null for `after`, or `unknown`: it cannot be told. */
  readonly before: Snapshot | null | 'unknown';
  readonly after: Snapshot | null;
  /** The time of the entry before the first of these; '' for none. */
  readonly timeBefore: string;
}

/** What is wrong with the entries of one version, each named once. */
export function verifyEntries({ entries, row, before, after, timeBefore }: VersionEntries): AuditFinding[] {
  const isKnown = after !== null && before !== 'unknown';
  const changes = new Map(isKnown ? diffSnapshots(before, after).map((change) => [keyOf(change), change]) : []);
  const findings: AuditFinding[] = [];
  for (const { entry, isAltered } of entries) {
    const key = keyOf({ subject: entry.subject, name: nameOfEntry(entry) });
    const change = changes.get(key);
    changes.delete(key);
    const columns = [
      ...(change === undefined ? [] : stateColumns(entry, change)),
      ...(row === null ? [] : versionColumns(entry, row, timeBefore)),
    ];
    const finding = judge(entry, { isAltered, columns, isForged: isKnown && change === undefined });
    if (finding !== null) findings.push(finding);
  }
  const [first] = entries;
  if (first === undefined || changes.size === 0) return findings;
  const names = [...changes.values()].map(({ subject, name }) => `${subject} ${name}`);
  const { seq } = first.entry;
  return [...findings, findingOf('FF3051', first.entry, Number(seq), { ...aboutVersion(first.entry), names })];
}

/** The code says how it came about: changed after it was written, written without a change, or written otherwise. */
function judge(
  entry: AuditEntry,
  { isAltered, columns, isForged }: { isAltered: boolean; columns: readonly string[]; isForged: boolean },
): AuditFinding | null {
  const seq = Number(entry.seq);
  const args = { seq, ...aboutVersion(entry) };
  if (isAltered)
    return findingOf('FF3040', entry, seq, { ...args, columns: isForged ? ['what it is about'] : columns });
  const name = `${entry.subject} ${nameOfEntry(entry)}`;
  if (isForged) return findingOf('FF3050', entry, seq, { ...args, name });
  // Who writes an entry says who they are; the database says which login it was.
  const isOther = entry.actor.startsWith('database:') && entry.actor !== `database:${entry.login}`;
  const all = isOther ? [...columns, `the actor ${entry.actor}, written by the login ${entry.login},`] : columns;
  if (all.length > 0) return findingOf('FF3052', entry, seq, { ...args, name, columns: all });
  return null;
}

/** A finding about an entry that has no version, or whose version is told of elsewhere; null where nothing is wrong. */
export function judgeLooseEntry({ entry, isAltered }: CheckedEntry, isForged: boolean): AuditFinding | null {
  return judge(entry, { isAltered, columns: [], isForged });
}

const aboutVersion = ({ environment, version }: AuditEntry): { environment: string; version: number } => ({
  environment: environment ?? '',
  version: version ?? 0,
});

const keyOf = ({ subject, name }: { readonly subject: string; readonly name: string }): string => `${subject} ${name}`;

function stateColumns(entry: AuditEntry, change: Change): string[] {
  const columns: string[] = [];
  if (entry.oldState !== change.oldState) columns.push('old_state');
  if (entry.newState !== change.newState) columns.push('new_state');
  return columns;
}

/** What an entry repeats of its version, where the two differ. */
function versionColumns(entry: AuditEntry, row: SnapshotRow, timeBefore: string): string[] {
  const facts: readonly (readonly [column: string, isSame: boolean])[] = [
    ['action', entry.action === row.action],
    ['commit', entry.commit === row.commit],
    ['approvals', isSameJson(entry.approvals, row.approvals)],
    ['is_unapproved', entry.isUnapproved === row.isUnapproved],
    ['reason', entry.reason === row.reason],
    ['compiler', entry.compiler === row.compiler],
    ['actor', entry.actor === row.actor],
    ['person', entry.person === row.person],
    // Both are the transaction's time; an entry's is that of the one before where that was later.
    ['at', entry.at === row.createdAt || (entry.at === timeBefore && row.createdAt < entry.at)],
  ];
  return facts.flatMap(([column, isSame]) => (isSame ? [] : [column]));
}

/** JSONB does not keep the text, so that the values are compared. */
function isSameJson(a: string, b: string): boolean {
  if (a === b) return true;
  try {
    return canonicalJson(JSON.parse(a)) === canonicalJson(JSON.parse(b));
  } catch {
    return false;
  }
}
