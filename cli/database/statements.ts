import type { QueryResult } from 'pg';
import type { Connection } from './connect.ts';
import type { TransactionOptions } from './database.ts';

/** How long things may take, in ms. 0: no limit. */
export interface Limits {
  readonly statementMs: number;
  /** Waiting for another transaction. */
  readonly lockMs: number;
  /** Between two statements of a transaction; then the server ends it, so that a process that hangs holds no locks. */
  readonly idleMs: number;
}

const USUAL: Limits = { statementMs: 120_000, lockMs: 15_000, idleMs: 60_000 };
/** A change of a large table takes as long as it takes. */
const MIGRATING: Limits = { statementMs: 0, lockMs: 60_000, idleMs: 60_000 };
/** The server ends a statement itself; only when nothing is heard of it any more is the connection given up. */
const GRACE_MS = 15_000;

export function limitsOf({ as }: TransactionOptions): Limits {
  return as === 'login' || as === 'owner' ? MIGRATING : USUAL;
}

/**
 * The rows of a statement. Without values it goes by the simple protocol, which takes several statements: the rows are
 * those of the last one.
 * @throws the driver's error; where the connection was lost, what it was lost by.
 */
export async function runStatement<Row extends object>(
  connection: Connection,
  limits: Limits,
  sql: string,
  values: readonly unknown[],
): Promise<Row[]> {
  return (await answerOf(connection, limits, sql, values)).rows as Row[];
}

/**
 * Ends a transaction. Returns false when the server rolled back instead: a statement had failed.
 * @throws as `runStatement`.
 */
export async function runCommit(connection: Connection, limits: Limits): Promise<boolean> {
  return (await answerOf(connection, limits, 'commit', [])).command !== 'ROLLBACK';
}

async function answerOf(
  { client, lost, discard }: Connection,
  { statementMs }: Limits,
  sql: string,
  values: readonly unknown[],
): Promise<Pick<QueryResult, 'rows' | 'command'>> {
  const silence = statementMs === 0 ? null : setTimeout(discard, statementMs + GRACE_MS);
  try {
    const answer: QueryResult | QueryResult[] =
      values.length === 0 ? await client.query(sql) : await client.query(sql, [...values]);
    return (Array.isArray(answer) ? answer.at(-1) : answer) ?? { rows: [], command: '' };
  } catch (error) {
    throw lost() ?? error;
  } finally {
    if (silence !== null) clearTimeout(silence);
  }
}
