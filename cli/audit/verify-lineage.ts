/** Whether versions follow one another in git as they do in the log. */
import { type AuditFinding, findingOf } from './audit-finding.ts';
import type { Descends } from './lineage.ts';
import type { PlaceState } from './place-state.ts';
import type { SnapshotRow } from './snapshot-row.ts';
import { bringsCommit } from './verify-action.ts';

/** Actions that serve the commit that they find. */
const KEEPING: ReadonlySet<string> = new Set(['kill', 'revive', 'hold', 'release']);

/**
 * A version brings a commit that descends from the newest published one, or keeps the one that is served.
 * @param state before the version.
 */
export async function checkLineage(
  about: { readonly project: string; readonly environment: string | null; readonly version: number | null },
  seq: number,
  row: SnapshotRow,
  { newest, environment }: PlaceState,
  descends: Descends,
): Promise<AuditFinding[]> {
  if (newest === null) return [];
  const isBrought = bringsCommit(row);
  const finding = (problem: string, commit: string): AuditFinding[] => [
    findingOf('FF3071', about, seq, { environment, version: row.version, problem, commit, before: newest.tip }),
  ];
  if (isBrought && row.action === 'publish' && row.tip !== row.commit) return finding('tip', row.tip);
  if ((await descends(newest.tip, row.tip)) === false) return finding('diverged', row.tip);
  if (!isBrought && KEEPING.has(row.action) && row.commit !== newest.commit) return finding('kept', row.commit);
  return [];
}
