import { codedError } from '../coded-error.ts';
import type { Transaction } from '../database/database.ts';
import { EXIT } from '../exit-codes.ts';
import type { Place } from '../targets/target.ts';

/**
 * How many flags one actor may kill within an hour in one environment, all projects of the organisation together: enough
 * for a bad night, too few for a stolen login or a loop to turn a product off. Who needs more serves an older version,
 * which is one step, or publishes.
 */
export const MAX_KILLS_AN_HOUR = 20;

const HOUR_MS = 3_600_000;

/**
 * Refuses the kill that would be one too many. Counts entries of the audit log, which nobody can take back, in the
 * transaction that writes the kill; by the index kills of audit.entries. The database's clock counts. Entries that another
 * login wrote in this actor's name do not, or anybody could use up the kills of somebody else.
 * @throws CommandError (1, FF3027) with the instant from which on the next one is possible.
 */
export async function refuseTooManyKills(tx: Transaction, place: Place, actor: string): Promise<void> {
  const { organization, environment } = place;
  // The last of those that fill the hour; when it is an hour old there is room again.
  const [row] = await tx.query<{ readonly at: number }>(
    `select (extract(epoch from at) * 1000)::float8 as at from audit.entries
     where organization = $1 and environment = $2 and actor = $3 and login = session_user
       and action = 'kill' and subject = 'kill'
       and at > transaction_timestamp() - interval '1 hour'
     order by at desc, seq desc offset $4::integer limit 1`,
    [organization, environment, actor, MAX_KILLS_AN_HOUR - 1],
  );
  if (row === undefined) return;
  throw codedError(EXIT.findings, 'FF3027', {
    actor,
    environment,
    limit: MAX_KILLS_AN_HOUR,
    next: new Date(Math.ceil((row.at + HOUR_MS) / 1_000) * 1_000).toISOString().replace('.000Z', 'Z'),
  });
}
