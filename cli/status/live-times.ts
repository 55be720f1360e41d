/** How long what people did took to be live, by what publishing noted. */
import type { Database } from '../database/database.ts';
import type { ProjectName } from '../project-name.ts';

/** A version that was published, or a kill. */
export interface LiveTime {
  readonly environment: string;
  readonly version: number;
  readonly action: 'publish' | 'kill';
  /** The flag that was killed; null: it was published. */
  readonly flag: string | null;
  readonly commit: string;
  readonly who: string;
  readonly reason: string | null;
  /** When the database had it, UTC epoch ms. */
  readonly at: number;
  /** How many stores beside the database it had to reach: 0 in `dev`, where the evaluator is told directly. */
  readonly stores: number;
  /** When the last of them had it, UTC epoch ms; null: there are none, or one still waits. */
  readonly storedAt: number | null;
}

/**
 * The newest publishes and the newest kills, newest first in each.
 * By the primary key of flagforge.snapshots and the index `kills` of audit.entries; the outbox is read for the few
 * versions that are left.
 * @param as who may read the audit log, by `chooseReader`.
 * @param limit of each of the two.
 * @throws CommandError (3) when the database does not answer.
 */
export async function loadLiveTimes(
  database: Database,
  as: 'auditor' | 'publisher',
  { organization, project }: ProjectName,
  limit: number,
): Promise<readonly LiveTime[]> {
  return database.transaction({ as, organization, isReadOnly: true }, (tx) =>
    tx.query<LiveTime>(
      `with told as (
         (select environment, version, action, null as flag, commit, coalesce(person, actor) as who, reason, created_at
          from flagforge.snapshots
          where organization = $1 and project = $2 and action = 'publish'
          order by created_at desc limit $3::integer)
         union all
         (select environment, version, action, flag, commit, coalesce(person, actor), reason, at
          from audit.entries
          where organization = $1 and project = $2 and action = 'kill' and flag is not null and environment is not null
          order by at desc limit $3::integer))
       select t.environment, t.version, t.action, t.flag, t.commit, t.who, t.reason,
              (extract(epoch from t.created_at) * 1000)::float8 as at, count(o.id)::integer as stores,
              case when count(o.id) = count(o.done_at)
                then (extract(epoch from max(o.done_at)) * 1000)::float8 end as "storedAt"
       from told t
       left join flagforge.outbox o on o.organization = $1 and o.project = $2 and o.environment = t.environment
         and o.document = 'snapshot' and o.version = t.version
       group by t.environment, t.version, t.action, t.flag, t.commit, t.who, t.reason, t.created_at
       order by t.created_at desc, t.environment collate "C", t.flag collate "C"`,
      [organization, project, limit],
    ),
  );
}
