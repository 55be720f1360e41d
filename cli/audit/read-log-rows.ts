import type { Transaction } from '../database/database.ts';
import { type AuditEntry, ENTRY_COLUMNS } from './audit-entry.ts';
import type { ChainHead } from './verify-chain.ts';

/** Some thousand characters each: a batch stays at a few megabytes. */
const BATCH_ROWS = 500;

/** Every entry of an organisation, ascending by number, a batch after the other, by the primary key. */
export async function* readEntries(tx: Transaction, organization: string): AsyncGenerator<AuditEntry> {
  for (let after = '0'; ; ) {
    const batch = await tx.query<AuditEntry>(
      `select ${ENTRY_COLUMNS} from audit.entries where organization = $1 and entries.seq > $2::bigint
       order by entries.seq limit ${BATCH_ROWS}`,
      [organization, after],
    );
    yield* batch;
    const last = batch.at(-1);
    if (last === undefined || batch.length < BATCH_ROWS) return;
    after = last.seq;
  }
}

/** How many entries there are, and what the head says. */
export async function readExtent(
  tx: Transaction,
  organization: string,
): Promise<{ readonly entries: number; readonly head: ChainHead | null }> {
  const [count] = await tx.query<{ readonly entries: number }>(
    'select count(*)::float8 as entries from audit.entries where organization = $1',
    [organization],
  );
  const [head] = await tx.query<ChainHead>('select seq::text as seq, hash from audit.heads where organization = $1', [
    organization,
  ]);
  return { entries: count?.entries ?? 0, head: head ?? null };
}
