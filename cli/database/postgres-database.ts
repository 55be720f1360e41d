import type { PoolClient } from 'pg';
import { connectionProblem } from './connection-problem.ts';
import { type Database, SqlError, type Transaction, type TransactionOptions } from './database.ts';
import { publicAddress } from './public-address.ts';
import { notMapped, statementProblem } from './statement-problem.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** A publisher waits this long for another one on the same environment. */
const LOCK_TIMEOUT_MS = 15_000;
const STATEMENT_TIMEOUT_MS = 120_000;
/** A transaction of ours is short; one whose process hangs must not hold its locks for ever. */
const IDLE_TIMEOUT_MS = 60_000;
const MAX_CONNECTIONS = 4;

/**
 * A real Postgres. Nothing is connected before the first transaction.
 * @param url as libpq takes it: `postgres://user:password@host:port/database?sslmode=require`.
 */
export async function openPostgres(url: string): Promise<Database> {
  const address = publicAddress(url);
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({
    connectionString: url,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'flagforge',
    allowExitOnIdle: true,
  });
  // A connection that dies while idle is replaced by the next transaction; without a listener it would end the process.
  pool.on('error', () => {});

  const transaction = async <Result>(
    options: TransactionOptions,
    work: (tx: Transaction) => Promise<Result>,
  ): Promise<Result> => {
    const client = await pool.connect().catch((error: unknown) => {
      throw connectionProblem(error, address);
    });
    let isBroken = false;
    const onError = (): void => {
      isBroken = true;
    };
    client.on('error', onError);
    try {
      return await runIn(client, options, work);
    } catch (error) {
      isBroken ||= !(await rollBack(client));
      throw statementProblem(error, { address, role: options.as, organization: options.organization });
    } finally {
      client.off('error', onError);
      client.release(isBroken);
    }
  };
  let closed: Promise<void> | null = null;
  return {
    address,
    kind: 'real',
    transaction,
    close() {
      closed ??= pool.end();
      return closed;
    },
  };
}

async function runIn<Result>(
  client: PoolClient,
  options: TransactionOptions,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  const query: Transaction['query'] = async <Row extends object>(sql: string, values: readonly unknown[] = []) => {
    // Without values the simple protocol, which takes several statements: a migration is one text.
    const result = values.length === 0 ? await client.query(sql) : await client.query(sql, [...values]);
    const last = Array.isArray(result) ? result.at(-1) : result;
    return last.rows as Row[];
  };
  const isolation = options.isReadOnly === true ? ' isolation level repeatable read read only' : '';
  const role = options.as === 'login' ? '' : `set local role flagforge_${options.as};`;
  await client.query(
    `begin${isolation};
     set local statement_timeout = ${STATEMENT_TIMEOUT_MS};
     set local lock_timeout = ${LOCK_TIMEOUT_MS};
     set local idle_in_transaction_session_timeout = ${IDLE_TIMEOUT_MS};
     ${role}`,
  );
  if (options.organization !== null) {
    await client.query(`select set_config('flagforge.organization', $1, true)`, [options.organization]);
    if (options.as !== 'login' && options.as !== 'owner') {
      const { rows } = await client.query<{ count: number }>(
        'select cardinality(flagforge.own_organizations()) as count',
      );
      if (rows[0]?.count === 0) throw await notMapped(query, options.organization);
    }
  }
  const result = await work({ query });
  const { command } = await client.query('commit');
  // What a caller swallowed: Postgres answers the commit of a failed transaction by rolling it back.
  if (command === 'ROLLBACK') throw new SqlError('25P02', 'a statement of the transaction had failed');
  return result;
}

/** Returns whether the connection can be used again. */
async function rollBack(client: PoolClient): Promise<boolean> {
  try {
    await client.query('rollback');
    return true;
  } catch {
    return false;
  }
}
