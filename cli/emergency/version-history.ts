/** Earlier versions of an environment, as somebody who rolls back looks at them. */
import type { Transaction } from '../database/database.ts';
import type { Approval } from '../identity/approvals.ts';
import type { VersionAction } from '../publish/published.ts';
import type { Place } from '../targets/target.ts';

export interface PastVersion {
  readonly version: number;
  readonly action: VersionAction;
  /** The commit whose content it served, full id. */
  readonly commit: string;
  readonly contentHash: string;
  /** The project's folder in its repository at that commit. */
  readonly directory: string;
  readonly isUnapproved: boolean;
  /** The person, or the identity of whoever it was. */
  readonly who: string;
  readonly reason: string | null;
  /** UTC epoch ms. */
  readonly at: number;
}

const COLUMNS = `version, action, commit, directory, content_hash as "contentHash", is_unapproved as "isUnapproved",
  coalesce(person, actor) as who, reason, (extract(epoch from created_at) * 1000)::float8 as at`;

/** The newest versions, newest first. */
export function readVersionHistory(
  tx: Transaction,
  { organization, project, environment }: Place,
  limit: number,
): Promise<readonly PastVersion[]> {
  return tx.query<PastVersion>(
    `select ${COLUMNS} from flagforge.snapshots
     where organization = $1 and project = $2 and environment = $3
     order by version desc limit $4::integer`,
    [organization, project, environment, limit],
  );
}

/** One version; null for one that was never there. */
export async function readPastVersion(
  tx: Transaction,
  { organization, project, environment }: Place,
  version: number,
): Promise<PastVersion | null> {
  const [row] = await tx.query<PastVersion>(
    `select ${COLUMNS} from flagforge.snapshots
     where organization = $1 and project = $2 and environment = $3 and version = $4`,
    [organization, project, environment, version],
  );
  return row ?? null;
}

/** The version that brought the content which a later one still serves, and who agreed to it. */
export interface VersionOrigin {
  readonly version: number;
  readonly isUnapproved: boolean;
  readonly approvals: readonly Approval[];
  readonly who: string;
  readonly reason: string | null;
  /** UTC epoch ms. */
  readonly at: number;
}

/** A kill, a revive or a release keeps the content that it finds. null for a version that was never there. */
export async function readVersionOrigin(
  tx: Transaction,
  { organization, project, environment }: Place,
  version: number,
): Promise<VersionOrigin | null> {
  const [row] = await tx.query<Omit<VersionOrigin, 'approvals'> & { readonly approvals: string }>(
    `select version, is_unapproved as "isUnapproved", approvals::text as approvals, coalesce(person, actor) as who,
            reason, (extract(epoch from created_at) * 1000)::float8 as at
     from flagforge.snapshots
     where organization = $1 and project = $2 and environment = $3 and version <= $4
       and action in ('publish', 'rollback')
     order by version desc limit 1`,
    [organization, project, environment, version],
  );
  return row === undefined ? null : { ...row, approvals: JSON.parse(row.approvals) as readonly Approval[] };
}
