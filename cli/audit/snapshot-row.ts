import type { Transaction } from '../database/database.ts';
import type { Place } from '../targets/target.ts';

/** A row of flagforge.snapshots: one version of an environment, as the database holds it. */
export interface SnapshotRow {
  readonly version: number;
  readonly action: string;
  readonly commit: string;
  readonly tip: string;
  readonly directory: string;
  readonly contentHash: string;
  readonly hash: string;
  readonly body: string;
  readonly compiler: string;
  /** JSON. */
  readonly approvals: string;
  readonly isUnapproved: boolean;
  readonly reason: string | null;
  readonly actor: string;
  readonly person: string | null;
  /** `YYYY-MM-DDTHH:MM:SS.ffffffZ` */
  readonly createdAt: string;
}

/** One version; null where there is none. By the primary key. */
export async function readSnapshotRow(tx: Transaction, place: Place, version: number): Promise<SnapshotRow | null> {
  const rows = await tx.query<SnapshotRow>(
    `select version, action, commit, tip, directory, content_hash as "contentHash", hash, body, compiler,
            approvals::text as approvals, is_unapproved as "isUnapproved", reason, actor, person,
            to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "createdAt"
     from flagforge.snapshots
     where organization = $1 and project = $2 and environment = $3 and version = $4`,
    [place.organization, place.project, place.environment, version],
  );
  return rows[0] ?? null;
}
