import { Socket } from 'node:net';
import type { Client } from 'pg';
import type { PostgresAddress } from './postgres-address.ts';
import { within } from './within.ts';

/** One connection to Postgres, made when it is first needed and again after it was lost. */
export interface PostgresConnection {
  /** Where it is, `db.internal:5432/flags`. Never a password. */
  readonly address: string;
  /**
   * Runs work in a transaction that sees one unchanging state and cannot write, as the role of evaluators where this
   * login may take it. Transactions are not to overlap.
   * @throws what the network or Postgres answered; the connection is dropped then.
   */
  read<Result>(organization: string, work: (query: Query) => Promise<Result>): Promise<Result>;
  /** Drops the connection for good: what is under way rejects. */
  close(): void;
}

/**
 * Runs a statement with its parameters. Columns are to be text, int4, float8 or boolean: cast the rest.
 * @param isLarge what it answers may take a while to come over the line.
 */
export type Query = <Row extends object>(
  sql: string,
  values?: readonly unknown[],
  isLarge?: boolean,
) => Promise<readonly Row[]>;

const CONNECT_MS = 5_000;
/** For a statement whose answer is small: a line that was lost without a word must not hold the next look up for long. */
const STATEMENT_MS = 3_000;
/** For a whole transaction: a body may be 32 MiB, over a slow line. */
const TRANSACTION_MS = 30_000;

/** What the driver says to a server that has no TLS. */
const NO_TLS = 'does not support SSL';

const BEGIN = 'begin isolation level repeatable read read only; set local search_path = pg_catalog, pg_temp';

// Everything here ends with the transaction, so that a pooler may stand between. Both conditions in one statement: a
// login that may not take the role keeps its own, which the policies of the tables hold to the same organisations.
const SETTINGS = `
  select set_config('statement_timeout', $1, true), set_config('idle_in_transaction_session_timeout', $1, true),
         set_config('flagforge.organization', $2, true),
         (select set_config('role', rolname, true) from pg_catalog.pg_roles
          where rolname = 'flagforge_evaluator' and pg_has_role(session_user, oid, 'member'))`;

/** Nothing is connected before the first transaction. */
export function createPostgresConnection(address: PostgresAddress): PostgresConnection {
  let isClosed = false;
  let current: { readonly client: Client; readonly socket: Socket } | null = null;

  const drop = (): void => {
    // The socket itself: the client's own end() waits for a server that may be gone.
    current?.socket.destroy();
    current = null;
  };

  const connected = async (): Promise<Client> => {
    if (current !== null) return current.client;
    const { url, plainUrl } = address;
    try {
      return await connect(url);
    } catch (error) {
      if (plainUrl === null || !(error instanceof Error) || !error.message.includes(NO_TLS)) throw error;
      return connect(plainUrl);
    }
  };

  const connect = async (url: string): Promise<Client> => {
    const { default: pg } = await import('pg');
    if (isClosed) throw new Error('closed');
    const socket = new Socket();
    const client = new pg.Client({
      connectionString: url,
      stream: () => socket,
      application_name: 'flagforge-evaluator',
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    });
    const made = { client, socket };
    current = made;
    // A connection may die at any moment; without a listener that would end the process.
    client.on('error', () => {
      if (current === made) drop();
    });
    await within(client.connect(), CONNECT_MS);
    return client;
  };

  return {
    address: address.label,
    async read(organization, work) {
      try {
        const client = await connected();
        const run = async () => {
          // Functions that somebody put into another schema are never taken for the server's.
          await within(client.query(BEGIN), STATEMENT_MS);
          await within(client.query(SETTINGS, [String(TRANSACTION_MS), organization]), STATEMENT_MS);
          const result = await work(async (sql, values = [], isLarge = false) => {
            const answer = client.query(sql, [...values]);
            return (await within(answer, isLarge ? TRANSACTION_MS : STATEMENT_MS)).rows;
          });
          await within(client.query('commit'), STATEMENT_MS);
          return result;
        };
        return await within(run(), TRANSACTION_MS);
      } catch (error) {
        drop();
        throw error;
      }
    },
    close() {
      isClosed = true;
      drop();
    },
  };
}

/** Why Postgres could not be asked, on one line, with its SQLSTATE or the system's code. Never a password. */
export function postgresProblem(error: unknown): string {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  if (!(first instanceof Error)) return 'unknown';
  const code = 'code' in first && typeof first.code === 'string' ? ` (${first.code})` : '';
  return `${(first.message.split('\n')[0] ?? '').slice(0, 200)}${code}`;
}
