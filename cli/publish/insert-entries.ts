import type { Transaction } from '../database/database.ts';
import type { ChangeSubject } from '../diff/change.ts';
import type { PreparedVersion } from './prepare-version.ts';

/** The ends of what was inserted; null where nothing changed. */
export interface InsertedEntries {
  readonly firstSeq: string | null;
  readonly lastSeq: string | null;
  readonly lastHash: string | null;
}

/**
 * Writes one audit entry for each change of a version, in their order, in one statement: the database numbers, dates and
 * chains them. States travel as text, one array of old and one of new ones: Postgres keeps the bytes of `json`, but takes
 * nothing out of a JSON text that holds U+0000.
 * @see contract 9
 */
export async function insertEntries(tx: Transaction, prepared: PreparedVersion): Promise<InsertedEntries> {
  const { next, snapshot, changes } = prepared;
  const { organization, project, environment, version, compiler } = snapshot;
  const { action, commit, changeRequest, approvals, isUnapproved, reason, actor } = next;
  const [row] = await tx.query<InsertedEntries>(
    `with inserted as (
       insert into audit.entries
         (organization, project, environment, version, action, subject, flag, name, old_state, new_state, commit,
          change_request, approvals, is_unapproved, reason, compiler, actor, person)
       select $1, $2, $3, $4, $5, subject, nullif(flag, ''), nullif(name, ''), nullif(old_state, '')::json,
              nullif(new_state, '')::json, $6, $7, $8::json, $9, $10, $11, $12, $13
       from unnest($14::text[], $15::text[], $16::text[], $17::text[], $18::text[])
         as change (subject, flag, name, old_state, new_state)
       returning seq, hash)
     select min(seq)::text as "firstSeq", max(seq)::text as "lastSeq",
            (array_agg(hash order by seq desc))[1] as "lastHash"
     from inserted`,
    [
      ...[organization, project, environment, version, action, commit, changeRequest, JSON.stringify(approvals)],
      ...[isUnapproved, reason, compiler, actor.identity, actor.person],
      changes.map(({ subject }) => subject),
      changes.map(({ subject, name }) => (NAMES[subject] === 'flag' ? name : '')),
      changes.map(({ subject, name }) => (NAMES[subject] === 'name' ? name : '')),
      changes.map(({ oldState }) => oldState ?? ''),
      changes.map(({ newState }) => newState ?? ''),
    ],
  );
  return row ?? { firstSeq: null, lastSeq: null, lastHash: null };
}

/** The column that holds the name of a subject. Of environments and holds there is one: their name says nothing more. */
const NAMES: Readonly<Record<ChangeSubject, 'flag' | 'name' | null>> = {
  flag: 'flag',
  kill: 'flag',
  segment: 'name',
  group: 'name',
  environment: null,
  hold: null,
};
