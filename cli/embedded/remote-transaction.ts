import type { Database, SqlValue, Transaction, TransactionOptions } from '../database/database.ts';
import { RefusedRequest } from './messages.ts';

/** A transaction whose steps come from somewhere else, one at a time. */
export interface RemoteTransaction {
  query(sql: string, values: readonly SqlValue[]): Promise<readonly object[]>;
  /** Resolves when it is written. @throws what `Database.transaction` throws. */
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

class RolledBack extends Error {}

/**
 * Begins a transaction that is ended by a call. Resolves when it has begun: others may be before it.
 * @param isWanted asked then; false (whoever asked is gone) ends it at once.
 * @param idleMs one in which nothing is asked for so long is rolled back, because all others wait for it.
 */
export async function beginRemotely(
  database: Database,
  options: TransactionOptions,
  isWanted: () => boolean,
  idleMs: number,
): Promise<RemoteTransaction> {
  let end: { readonly commit: () => void; readonly rollback: () => void } | null = null;
  let isLate = false;
  let idle: NodeJS.Timeout | null = null;
  const rest = (): void => {
    idle = setTimeout(() => {
      isLate = true;
      end?.rollback();
    }, idleMs);
    idle.unref();
  };
  const busy = (): void => {
    if (idle !== null) clearTimeout(idle);
    if (isLate) throw new RefusedRequest(`nothing was asked for ${idleMs / 1000} s, and it was rolled back`);
  };

  let begun: (tx: Transaction) => void;
  const tx = new Promise<Transaction>((resolve) => {
    begun = resolve;
  });
  const ended = database.transaction(options, (own) => {
    if (!isWanted()) throw new RolledBack();
    return new Promise<void>((resolve, reject) => {
      end = { commit: resolve, rollback: () => reject(new RolledBack()) };
      rest();
      begun(own);
    });
  });
  const settled = ended.catch((error: unknown) => {
    if (!(error instanceof RolledBack)) throw error;
  });
  // What goes wrong before the first answer is the answer; afterwards `commit` says it.
  const own = await Promise.race([tx, settled.then(() => null)]);
  if (own === null) throw new RefusedRequest('nobody waits for it any more');
  settled.catch(() => {});
  return {
    async query(sql, values) {
      busy();
      try {
        return await own.query<object>(sql, values);
      } finally {
        rest();
      }
    },
    async commit() {
      busy();
      end?.commit();
      await ended;
    },
    async rollback() {
      if (idle !== null) clearTimeout(idle);
      end?.rollback();
      await settled;
    },
  };
}
