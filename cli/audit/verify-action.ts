/** Whether a version did what it calls itself, and was allowed to. Pure. */
import { type AuditEntry, nameOfEntry } from './audit-entry.ts';
import { type AuditFinding, findingOf } from './audit-finding.ts';
import type { CommitContent } from './commit-content.ts';
import type { SnapshotRow } from './snapshot-row.ts';

/** What an action may change; an action that is not here may change anything. */
const FITS: Readonly<Record<string, (entry: AuditEntry) => boolean>> = {
  kill: ({ subject, newState }) => subject === 'kill' && newState !== null,
  revive: ({ subject, newState }) => subject === 'kill' && newState === null,
};

/** The entries of one version whose change is none of its action: a kill only turns off, a revive only takes kills away. */
export function checkAction(entries: readonly AuditEntry[]): AuditFinding[] {
  const [first] = entries;
  const fits = first === undefined ? undefined : FITS[first.action];
  if (first === undefined || fits === undefined) return [];
  const names = entries.filter((entry) => !fits(entry)).map((entry) => `${entry.subject} ${nameOfEntry(entry)}`);
  if (names.length === 0) return [];
  const { action, environment, version } = first;
  const args = { environment: environment ?? '', version: version ?? 0, action, names };
  return [findingOf('FF3053', first, Number(first.seq), args)];
}

/**
 * Whether a publish has as many approvals as its own commit asks for, or says that it has not. The policy that was
 * published before may have asked for more; what its commit asks for is the least.
 */
export function checkApprovals(
  entries: readonly AuditEntry[],
  row: SnapshotRow,
  content: CommitContent,
): AuditFinding[] {
  const [first] = entries;
  if (first === undefined || row.action !== 'publish' || row.isUnapproved || content.kind !== 'compiled') return [];
  const asked = content.config.environments.find(({ name }) => name === first.environment)?.approvals ?? 0;
  const given = countPeople(row.approvals);
  if (given >= asked) return [];
  const args = { environment: first.environment ?? '', version: row.version, given, asked };
  return [findingOf('FF3064', first, Number(first.seq), args)];
}

function countPeople(approvals: string): number {
  try {
    const list = JSON.parse(approvals) as readonly { readonly person?: unknown }[];
    return new Set(list.map(({ person }) => person)).size;
  } catch {
    return 0;
  }
}
