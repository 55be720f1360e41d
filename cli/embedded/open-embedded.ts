import { AsyncLocalStorage } from 'node:async_hooks';
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Transaction as PgliteTransaction } from '@electric-sql/pglite';
import { codedError } from '../coded-error.ts';
import { type Database, SqlError, type Transaction, type TransactionOptions } from '../database/database.ts';
import { EXIT } from '../exit-codes.ts';
import { checkRoom, folderProblem, makeDataFolder } from './data-folder.ts';
import { type DataLock, takeLock } from './data-lock.ts';
import { type PgliteProcess, PgliteStartError, startPglite } from './pglite-process.ts';
import { makeStateFolder } from './state-folder.ts';
import { findTemplate } from './template.ts';

/** Postgres's log is cut only by checkpoints, and one that runs alone makes none by itself. */
const TRANSACTIONS_BETWEEN_CHECKPOINTS = 200;

const DISK_FULL = '53100';

/** How a data folder is opened. */
export interface EmbeddedOptions {
  /** Told in words what takes longer than a second. */
  readonly onProgress?: (text: string) => void;
}

/**
 * Opens the Postgres that runs inside this process, PGlite, on a data folder: `<project>/.flagforge/pg`. One that is not
 * there is made, from the prepared template where there is one. Its migrations are for the caller.
 *
 * There is one session, so transactions wait for one another; one begun inside another is refused.
 * @throws CommandError (3): FF3160 not installed, FF3161 another process has the folder open, FF3162 it is damaged,
 *   FF3163 of another Postgres, FF3164 the disk is full, FF3165 it cannot be written.
 */
export async function openEmbedded(folder: string, { onProgress }: EmbeddedOptions = {}): Promise<Database> {
  const path = resolve(folder);
  const lock = lockFolder(path);
  try {
    await makeDataFolder(path, findTemplate(), () => {
      onProgress?.('making the embedded Postgres, once: this takes some seconds');
    });
    return createEmbedded(path, lock, await start(path));
  } catch (error) {
    lock.release();
    throw error;
  }
}

function lockFolder(path: string): DataLock {
  try {
    makeStateFolder(dirname(path));
    const taken = takeLock(`${path}.lock`);
    if (!('heldBy' in taken)) return taken;
    const { pid, host } = taken.heldBy;
    const who = pid === process.pid ? 'this process' : `process ${pid}${host === '' ? '' : ` on ${host}`}`;
    throw codedError(EXIT.outside, 'FF3161', { folder: path, who, pid });
  } catch (error) {
    throw folderProblem(path, error);
  }
}

async function start(path: string): Promise<PgliteProcess> {
  try {
    return await startPglite({ dataDir: path });
  } catch (error) {
    throw folderProblem(path, error);
  }
}

function createEmbedded(path: string, lock: DataLock, first: PgliteProcess): Database {
  const inside = new AsyncLocalStorage<true>();
  let running: PgliteProcess | null = first;
  let written = 0;

  /** One that died (its disk failed) is started again: it recovers to the last commit. */
  const alive = async (): Promise<PgliteProcess> => {
    if (running === null || running.died() !== null) running = await start(path);
    return running;
  };
  const checkpoint = async (server: PgliteProcess): Promise<void> => {
    written += 1;
    if (written < TRANSACTIONS_BETWEEN_CHECKPOINTS) return;
    written = 0;
    await server.pglite.exec('checkpoint');
  };
  const transaction = async <Result>(
    options: TransactionOptions,
    work: (tx: Transaction) => Promise<Result>,
  ): Promise<Result> => {
    if (inside.getStore() === true) throw new Error('a transaction was begun inside another one');
    if (!existsSync(join(path, 'PG_VERSION'))) throw codedError(EXIT.outside, 'FF3172', { folder: path });
    if (options.isReadOnly !== true) checkRoom(path);
    const server = await alive();
    try {
      const result = await server.pglite.transaction((tx) => inside.run(true, () => runIn(tx, options, work)));
      if (options.isReadOnly !== true) await checkpoint(server);
      return result;
    } catch (error) {
      const reason = server.died();
      if (reason !== null) throw codedError(EXIT.outside, 'FF3166', { folder: path, reason });
      if (isSqlError(error, DISK_FULL)) throw codedError(EXIT.outside, 'FF3164', { folder: path });
      throw toSqlError(error);
    }
  };
  return {
    address: join(basename(dirname(path)), basename(path)),
    kind: 'embedded',
    transaction,
    async close() {
      const closing = running;
      running = null;
      try {
        await closing?.close();
      } finally {
        lock.release();
      }
    },
  };
}

async function runIn<Result>(
  tx: PgliteTransaction,
  options: TransactionOptions,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  let failure: unknown = null;
  const query: Transaction['query'] = async <Row extends object>(sql: string, values: readonly unknown[] = []) => {
    try {
      // Without values by the simple protocol, as `pg` does: a migration is many statements.
      if (values.length === 0) return ((await tx.exec(sql)).at(-1)?.rows ?? []) as Row[];
      return (await tx.query<Row>(sql, [...values])).rows;
    } catch (error) {
      failure ??= toSqlError(error);
      throw toSqlError(error);
    }
  };
  await tx.exec(settingsOf(options));
  const result = await work({ query });
  // A failed transaction that is committed is rolled back by Postgres without a word.
  if (failure !== null && (await isAborted(tx))) throw failure;
  return result;
}

async function isAborted(tx: PgliteTransaction): Promise<boolean> {
  return tx.exec('select 1').then(
    () => false,
    () => true,
  );
}

/** What is said first in every transaction; all of it ends with the transaction. */
function settingsOf({ as, organization, isReadOnly }: TransactionOptions): string {
  const isolation = isReadOnly === true ? 'set transaction isolation level repeatable read read only;' : '';
  const role = as === 'login' ? '' : `set local role flagforge_${as};`;
  const chosen = `'${(organization ?? '').replaceAll("'", "''")}'`;
  return `${isolation}set local search_path = pg_catalog, pg_temp;${role}select set_config('flagforge.organization', ${chosen}, true)`;
}

const isSqlError = (error: unknown, sqlState: string): boolean => {
  const converted = toSqlError(error);
  return converted instanceof SqlError && converted.sqlState === sqlState;
};

/** An error of Postgres as `SqlError`; others as they are. */
function toSqlError(error: unknown): unknown {
  if (error instanceof SqlError || !(error instanceof Error) || error instanceof PgliteStartError) return error;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? new SqlError(code, error.message) : error;
}
