import type { Transaction } from '../database/database.ts';
import type { ProjectName } from '../project-name.ts';

/** What Postgres has and a target was not brought yet, as the outbox remembers it. */
export interface WaitingDelivery {
  /** null for an anchor, which is of the whole organisation. */
  readonly environment: string | null;
  readonly target: 'redis' | 'edge' | 'anchor';
  readonly document: 'snapshot' | 'keys' | 'anchor';
  readonly count: number;
  /** Of the oldest, UTC epoch ms. */
  readonly since: number;
  /** Of the newest attempt; null where none was made. */
  readonly lastError: string | null;
}

/** One for each environment, target and kind. By the index outbox_waiting. */
export function readWaiting(
  tx: Transaction,
  { organization, project }: ProjectName,
): Promise<readonly WaitingDelivery[]> {
  return tx.query<WaitingDelivery>(
    `select environment, target, document, count(*)::integer as count,
            (extract(epoch from min(created_at)) * 1000)::float8 as since,
            (array_agg(last_error order by id desc) filter (where last_error is not null))[1] as "lastError"
     from flagforge.outbox
     where organization = $1 and project = $2 and done_at is null
     group by environment, target, document
     order by environment collate "C" nulls last, target, document`,
    [organization, project],
  );
}

/** How many entries of the organisation's audit log no anchor stands for yet, by what publishing noted. */
export async function countUnanchored(tx: Transaction, organization: string): Promise<number> {
  const [row] = await tx.query<{ readonly count: number }>(
    `select greatest(0, h.seq - coalesce(
       (select max(version) from flagforge.outbox
        where organization = $1 and target = 'anchor' and done_at is not null), 0))::float8 as count
     from audit.heads h where h.organization = $1`,
    [organization],
  );
  return row?.count ?? 0;
}
