import type { Transaction } from '../database/database.ts';
import type { Change } from '../diff/change.ts';
import type { PreparedVersion } from './prepare-version.ts';

/** The ends of what was inserted; null where nothing changed. */
export interface InsertedEntries {
  readonly firstSeq: string | null;
  readonly lastSeq: string | null;
  readonly lastHash: string | null;
}

/**
 * Writes one audit entry for each change of a version, in their order, in one statement: the database numbers, dates and
 * chains them. States travel inside one JSON text, of which `json` keeps every byte.
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
       select $1, $2, $3, $4, $5, subject, flag, name, old_state, new_state, $7, $8, $9::json, $10, $11, $12, $13, $14
       from json_to_recordset($6::json)
         as change (subject text, flag text, name text, old_state json, new_state json)
       returning seq, hash)
     select min(seq)::text as "firstSeq", max(seq)::text as "lastSeq",
            (array_agg(hash order by seq desc))[1] as "lastHash"
     from inserted`,
    [
      ...[organization, project, environment, version, action, `[${changes.map(changeText).join(',')}]`],
      ...[commit, changeRequest, JSON.stringify(approvals), isUnapproved, reason, compiler],
      ...[actor.identity, actor.person],
    ],
  );
  return row ?? { firstSeq: null, lastSeq: null, lastHash: null };
}

/** A change as JSON, its states as they are: they are JSON already. */
function changeText({ subject, name, oldState, newState }: Change): string {
  const [flag, other] =
    subject === 'flag' || subject === 'kill' ? [name, null] : [null, OWN_NAME[subject] ? null : name];
  const names = `"subject":"${subject}","flag":${JSON.stringify(flag)},"name":${JSON.stringify(other)}`;
  return `{${names},"old_state":${oldState},"new_state":${newState}}`;
}

/** Of these there is one an environment: its name says nothing more. */
const OWN_NAME: Readonly<Record<'environment' | 'hold' | 'group' | 'segment', boolean>> = {
  environment: true,
  hold: true,
  group: false,
  segment: false,
};
