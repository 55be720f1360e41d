/** What the CLI needs of Postgres, so that the embedded one, the running `dev` and a real server are the same to it. */

/** A value of a query. Lists are Postgres arrays of text. JSON is passed as text and cast in SQL. */
export type SqlValue = string | number | boolean | null | readonly string[];

/**
 * A transaction under way. Columns come back as text, JavaScript numbers (int4, float8) and booleans only: cast
 * everything else in SQL (`seq::text`, `body`, `policy::text`, `extract(epoch from at) * 1000`), because drivers differ.
 */
export interface Transaction {
  query<Row extends object>(sql: string, values?: readonly SqlValue[]): Promise<readonly Row[]>;
}

/** `login`: as whoever is connected, for migrations. The others take the role of that name for this transaction only. */
export type ActingAs = 'publisher' | 'auditor' | 'owner' | 'login';

export interface TransactionOptions {
  readonly as: ActingAs;
  /** Picks one of the login's organisations (a transaction-local setting; it never adds one). null: all of them. */
  readonly organization: string | null;
  /** One unchanging view of the data, without writing (REPEATABLE READ READ ONLY). */
  readonly isReadOnly?: boolean;
}

export interface Database {
  /** Where it is, for messages: `db.internal:5432/flags`, `.flagforge/pg`. Never a password. */
  readonly address: string;
  /** `real`: a server, `embedded`: inside this process, `dev`: the one inside a running `flagforge dev`. */
  readonly kind: 'real' | 'embedded' | 'dev';
  /**
   * Runs `work` in one transaction: committed when it resolves, rolled back when it rejects. Not nested.
   * Nothing of the session outlives it: roles and settings are transaction-local.
   * @throws CommandError (3, FF31xx) when the server cannot be reached or refuses the login; errors of SQL itself come
   * as `SqlError` with their SQLSTATE.
   */
  transaction<Result>(options: TransactionOptions, work: (tx: Transaction) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** A statement that Postgres refused. */
export class SqlError extends Error {
  /** Five characters, e.g. `42501` insufficient privilege, `23505` unique violation. */
  readonly sqlState: string;

  constructor(sqlState: string, message: string) {
    super(message);
    this.name = 'SqlError';
    this.sqlState = sqlState;
  }
}
