import type { Database } from '../database/index.ts';
import type { ProjectName } from '../project-name.ts';

/** Environment -> flag -> when anything of it was published there last, a kill too; UTC epoch ms. */
export type PublishedChanges = ReadonlyMap<string, ReadonlyMap<string, number>>;

/**
 * From the audit log, as auditor or publisher. By the index `entries_by_flag`; what was read before is not read again.
 * @param after only entries behind this one of the organisation's chain; 0: all.
 * @returns what changed, and the newest entry that was looked at.
 * @throws CommandError (3) when the database does not answer.
 */
export async function loadPublishedChanges(
  database: Database,
  as: 'auditor' | 'publisher',
  { organization, project }: ProjectName,
  after: number,
): Promise<{ readonly changes: PublishedChanges; readonly seq: number }> {
  const rows = await database.transaction({ as, organization, isReadOnly: true }, (tx) =>
    tx.query<{ environment: string; flag: string; at: number; seq: number }>(
      `select environment, flag, (extract(epoch from max(at)) * 1000)::float8 as at, max(seq)::float8 as seq
       from audit.entries
       where organization = $1 and project = $2 and seq > $3::float8::bigint and environment is not null and flag is not null
       group by environment, flag`,
      [organization, project, after],
    ),
  );
  const changes = new Map<string, Map<string, number>>();
  let seq = after;
  for (const { environment, flag, at, seq: last } of rows) {
    const own = changes.get(environment) ?? new Map<string, number>();
    changes.set(environment, own.set(flag, Math.floor(at)));
    seq = Math.max(seq, last);
  }
  return { changes, seq };
}
