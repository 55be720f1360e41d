import { codedError } from '../coded-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Connection } from './connect.ts';
import { connectionProblem } from './connection-problem.ts';
import { addressOf, parseConnectionUrl } from './connection-url.ts';
import { type Connections, createConnections } from './connections.ts';
import { type Database, SqlError, type Transaction, type TransactionOptions } from './database.ts';
import { notMapped, statementProblem, type Where } from './statement-problem.ts';
import { type Limits, limitsOf, runCommit, runStatement } from './statements.ts';

/**
 * A real Postgres. Nothing is connected before the first transaction.
 *
 * A statement and a wait for another writer end after a while; a transaction whose process hangs is ended by the server.
 * @param url as libpq takes it: `postgres://user:password@host:port/database?sslmode=verify-full`.
 * @param env for what the address leaves out: PGPASSWORD and the other variables of libpq.
 * @throws CommandError (2, FF3106) when the address cannot be used.
 */
export async function openPostgres(url: string, env: Terminal['env'] = {}): Promise<Database> {
  const settings = parseConnectionUrl(url, env);
  if ('problem' in settings) throw codedError(EXIT.usage, 'FF3106', { problem: settings.problem });
  const address = addressOf(settings);
  const connections = createConnections(settings);
  const where = ({ as, organization }: TransactionOptions): Where => ({ address, role: as, organization });
  return {
    address,
    kind: 'real',
    async transaction(options, work) {
      const connection = await begin(connections, options, where(options));
      try {
        return await finish(connection, options, where(options), work);
      } finally {
        connections.giveBack(connection);
      }
    },
    async close() {
      connections.close();
    },
  };
}

/** A connection on which the transaction has begun. One that died while it was idle is replaced, once. */
async function begin(connections: Connections, options: TransactionOptions, where: Where): Promise<Connection> {
  const limits = limitsOf(options);
  while (true) {
    const { connection, isFresh } = await connections.take().catch((error: unknown) => {
      throw connectionProblem(error, where.address);
    });
    try {
      const text = await beginText(options, limits);
      const [row] = await runStatement<{ mapped: number }>(connection, limits, text, []);
      if (row?.mapped === 0) throw await notMapped(connection, limits, options.organization ?? '');
      return connection;
    } catch (error) {
      await rollBack(connection, limits);
      const isStale = !isFresh && connection.lost() !== null;
      connections.giveBack(connection);
      if (!isStale) throw statementProblem(error, where);
    }
  }
}

/** Everything that is said first, in one message; all of it ends with the transaction. */
async function beginText({ as, organization, isReadOnly }: TransactionOptions, limits: Limits): Promise<string> {
  const { escapeLiteral } = (await import('pg')).default;
  const asksForMapping = organization !== null && (as === 'publisher' || as === 'auditor');
  return [
    isReadOnly === true ? 'begin isolation level repeatable read read only' : 'begin',
    // Functions that somebody put into another schema, or into its own temporary one, are never taken for the server's.
    'set local search_path = pg_catalog, pg_temp',
    `set local statement_timeout = ${limits.statementMs}`,
    `set local lock_timeout = ${limits.lockMs}`,
    `set local idle_in_transaction_session_timeout = ${limits.idleMs}`,
    ...(as === 'login' ? [] : [`set local role flagforge_${as}`]),
    `select set_config('flagforge.organization', ${escapeLiteral(organization ?? '')}, true)`,
    // Otherwise a login of another organisation would see nothing, and be told that nothing was ever published.
    ...(asksForMapping ? ['select cardinality(flagforge.own_organizations()) as mapped'] : []),
  ].join(';\n');
}

async function finish<Result>(
  connection: Connection,
  options: TransactionOptions,
  where: Where,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  const limits = limitsOf(options);
  let failure: unknown = null;
  let previous: Promise<unknown> = Promise.resolve();
  const query: Transaction['query'] = <Row extends object>(sql: string, values: readonly unknown[] = []) => {
    // One after the other, also for who does not wait: a connection has one statement at a time.
    const answer = previous
      .then(() => runStatement<Row>(connection, limits, sql, values))
      .catch((error: unknown) => {
        const problem = statementProblem(error, where);
        failure ??= problem;
        throw problem;
      });
    previous = answer.catch(() => {});
    return answer;
  };
  let result: Result;
  try {
    result = await work({ query });
    await previous;
  } catch (error) {
    await previous;
    await rollBack(connection, limits);
    throw error;
  }
  await commit(connection, limits, where, failure);
  return result;
}

/** @param failure what a statement failed with before, though `work` resolved. */
async function commit(connection: Connection, limits: Limits, where: Where, failure: unknown): Promise<void> {
  try {
    // Postgres answers the commit of a failed transaction by rolling it back, without an error.
    if (!(await runCommit(connection, limits))) {
      throw failure ?? new SqlError('25P02', 'a statement of this transaction had failed');
    }
  } catch (error) {
    await rollBack(connection, limits);
    throw statementProblem(error, { ...where, isCommitting: true });
  }
}

/** Where that fails, the server has rolled back already, or will. */
async function rollBack(connection: Connection, limits: Limits): Promise<void> {
  if (connection.lost() !== null) return;
  await runStatement(connection, limits, 'rollback', []).catch(() => connection.discard());
}
