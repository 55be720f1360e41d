import type { Transaction } from '../database/database.ts';
import type { Place } from '../targets/target.ts';

/** Who laid an overlay over an environment, when and why. */
export interface OverlayNote {
  /** The person, or the identity of whoever it was. */
  readonly who: string;
  /** UTC epoch ms. */
  readonly at: number;
  readonly reason: string | null;
}

interface NoteRow extends OverlayNote {
  readonly flag: string;
}

/** The last kill of each of these flags, by the audit log. By its index entries_by_flag. */
export async function readKillNotes(
  tx: Transaction,
  { organization, project, environment }: Place,
  flags: readonly string[],
): Promise<ReadonlyMap<string, OverlayNote>> {
  if (flags.length === 0) return new Map();
  const rows = await tx.query<NoteRow>(
    `select distinct on (flag) flag, coalesce(person, actor) as who, reason,
            (extract(epoch from at) * 1000)::float8 as at
     from audit.entries
     where organization = $1 and project = $2 and environment = $3 and flag = any($4::text[])
       and subject = 'kill' and new_state is not null
     order by flag, seq desc`,
    [organization, project, environment, flags],
  );
  return new Map(rows.map(({ flag, ...note }) => [flag, note]));
}

/** The rollback that holds the environment: the version after the one that it withdrew. */
export async function readHoldNote(
  tx: Transaction,
  { organization, project, environment }: Place,
  withdrawn: number,
): Promise<OverlayNote | null> {
  const [row] = await tx.query<OverlayNote>(
    `select coalesce(person, actor) as who, reason, (extract(epoch from created_at) * 1000)::float8 as at
     from flagforge.snapshots
     where organization = $1 and project = $2 and environment = $3 and version = $4`,
    [organization, project, environment, withdrawn + 1],
  );
  return row ?? null;
}
