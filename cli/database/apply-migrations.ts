import { codedError } from '../coded-error.ts';
import { EXIT } from '../exit-codes.ts';
import { asOwners } from './as-owners.ts';
import { type Database, SqlError, type Transaction } from './database.ts';
import { loadMigrations, type Migration } from './migrations.ts';
import { createRoles, mayGrantRoles } from './roles.ts';
import { type AppliedMigration, findTooNew, readApplied } from './schema-state.ts';

/** Any number, the same for every migrator of a database: two of them wait for one another. */
const MIGRATION_LOCK = '7041776001';

/**
 * Brings the schema up to date: every file that was not applied yet, each in a transaction of its own, so that a failed
 * one leaves nothing behind. Two at once wait for one another, and each file is applied by one of them. Needs a
 * superuser, or a login that may create roles, and schemas in this database.
 * @returns the migrations that were applied by this call, ascending; none when the schema is up to date.
 * @throws CommandError (3): FF3111 the schema is newer than this program and breaking, FF3112 an applied file was edited,
 *   FF3118 a file failed, FF3119 this login may not migrate.
 */
export async function applyMigrations(
  database: Database,
  migrations = loadMigrations(),
): Promise<readonly Migration[]> {
  const done: Migration[] = [];
  while (true) {
    const next = await applyNext(database, migrations);
    if (next === null) return done;
    done.push(next);
  }
}

/** Applies the first file that is missing; null: none is. */
function applyNext(database: Database, migrations: readonly Migration[]): Promise<Migration | null> {
  const { address } = database;
  return database.transaction({ as: 'login', organization: null }, async (tx) => {
    // Until the transaction ends. The table of migrations cannot be locked before it exists.
    await tx.query('select pg_advisory_xact_lock($1::bigint)::text', [MIGRATION_LOCK]);
    const applied = await readAsMigrator(tx, address);
    checkApplied(applied, migrations);
    const next = migrations.find(({ number }) => !applied.some((row) => row.number === number));
    if (next === undefined) return null;
    try {
      await createRoles(tx);
      await asOwners(tx, () => apply(tx, next));
    } catch (error) {
      throw migrationProblem(error, address, next);
    }
    return next;
  });
}

/** Whoever migrated has no rights of the owners afterwards, and may be no publisher. */
async function readAsMigrator(tx: Transaction, address: string): Promise<readonly AppliedMigration[]> {
  const read = (): Promise<readonly AppliedMigration[]> => readApplied(tx, address);
  return (await mayGrantRoles(tx)) ? asOwners(tx, read) : read();
}

function checkApplied(applied: readonly AppliedMigration[], migrations: readonly Migration[]): void {
  for (const { number, name, hash } of applied) {
    const known = migrations.find((migration) => migration.number === number);
    if (known !== undefined && known.hash !== hash) throw codedError(EXIT.outside, 'FF3112', { name });
  }
  const tooNew = findTooNew(applied, migrations);
  if (tooNew !== null) throw codedError(EXIT.outside, 'FF3111', { name: tooNew });
}

async function apply(tx: Transaction, { number, name, sql, hash, isBreaking }: Migration): Promise<void> {
  await tx.query(sql);
  await tx.query('set local role flagforge_owner');
  await tx.query('insert into flagforge.migrations (number, name, hash, is_breaking) values ($1, $2, $3, $4)', [
    number,
    name,
    hash,
    isBreaking,
  ]);
  await tx.query('reset role');
}

const INSUFFICIENT_PRIVILEGE = '42501';

function migrationProblem(error: unknown, address: string, { name }: Migration): unknown {
  if (!(error instanceof SqlError)) return error;
  const reason = error.message;
  if (error.sqlState === INSUFFICIENT_PRIVILEGE) return codedError(EXIT.outside, 'FF3119', { reason });
  return codedError(EXIT.outside, 'FF3118', { address, reason: `${name}: ${reason} (${error.sqlState})` });
}
