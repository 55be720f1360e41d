/** Writes the head of the audit chain to the anchor, and notes in the outbox that it is there. */
import { CommandError } from '../command-error.ts';
import type { Database } from '../database/database.ts';
import type { AnchorReport } from './publish-report.ts';
import type { WriteAnchor } from './publish-request.ts';

/**
 * Anchors the chain's head as it is now. Done once for all environments of a publish, after them: an anchor stands for
 * everything before it. A remote that is down is an outcome, not an error: the entries are written, and the next publish
 * or `publish --resume` anchors them.
 * @param isForced false: only where an anchor waits in the outbox.
 * @returns null where there is nothing to anchor.
 * @throws CommandError (3) when Postgres cannot be reached.
 * @see contract 9
 */
export async function anchorHead(
  database: Database,
  organization: string,
  writeAnchor: WriteAnchor,
  options: { readonly now: number; readonly isForced?: boolean; readonly onStep?: (step: 'anchored') => void },
): Promise<AnchorReport | null> {
  const head = await loadHead(database, organization);
  if (head === null || (!head.isWaiting && options.isForced !== true)) return null;
  const { seq, hash } = head;
  try {
    const anchor = await writeAnchor({ organization, seq, hash, at: options.now });
    options.onStep?.('anchored');
    await noteAnchor(database, organization, seq, null);
    return { seq, anchor, problem: null };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    await noteAnchor(database, organization, seq, error.message);
    return { seq, anchor: null, problem: error };
  }
}

interface Head {
  readonly seq: string;
  readonly hash: string;
  readonly isWaiting: boolean;
}

async function loadHead(database: Database, organization: string): Promise<Head | null> {
  const [head] = await database.transaction({ as: 'publisher', organization, isReadOnly: true }, (tx) =>
    tx.query<Head>(
      `select h.seq::text as seq, h.hash,
              exists (select 1 from flagforge.outbox o
                      where o.organization = h.organization and o.target = 'anchor' and o.done_at is null) as "isWaiting"
       from audit.heads h where h.organization = $1 and h.seq > 0`,
      [organization],
    ),
  );
  return head ?? null;
}

/** An anchor row's version is the number of the last entry that it is about. */
async function noteAnchor(
  database: Database,
  organization: string,
  seq: string,
  problem: string | null,
): Promise<void> {
  await database.transaction({ as: 'publisher', organization }, (tx) =>
    tx.query(
      `update flagforge.outbox set
         attempts = attempts + 1, last_error = $3::text,
         done_at = case when $3::text is null then transaction_timestamp() end
       where organization = $1 and target = 'anchor' and done_at is null and version <= $2::bigint`,
      [organization, seq, problem],
    ),
  );
}
