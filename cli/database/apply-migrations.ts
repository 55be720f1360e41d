import { codedError } from '../coded-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { Database, Transaction } from './database.ts';
import { loadMigrations, type Migration } from './migrations.ts';
import { createRoles } from './roles.ts';
import { isTooNew, readApplied } from './schema-state.ts';

/** Any number, the same for every migrator: two of them wait for one another. */
const MIGRATION_LOCK = 7_041_776_001;

/**
 * Brings the schema up to date: every file that was not applied yet, all in one transaction, so that a failed one leaves
 * nothing behind. Two at once wait for one another. Needs a superuser, or a role that may create roles and schemas.
 * @returns the migrations that were applied now, ascending; none when the schema is up to date.
 * @throws CommandError (3): FF3111 the schema is newer than this program and breaking, FF3112 an applied file was edited.
 */
export function applyMigrations(database: Database, migrations = loadMigrations()): Promise<readonly Migration[]> {
  return database.transaction({ as: 'login', organization: null }, async (tx) => {
    // Until the transaction ends. The table of migrations cannot be locked before it exists.
    await tx.query('select pg_advisory_xact_lock($1::bigint)::text', [String(MIGRATION_LOCK)]);
    const applied = await readApplied(tx);
    for (const { number, name, hash } of applied) {
      const known = migrations.find((migration) => migration.number === number);
      if (known !== undefined && known.hash !== hash) throw codedError(EXIT.outside, 'FF3112', { name });
    }
    const newer = isTooNew(applied, migrations);
    if (newer !== null) throw codedError(EXIT.outside, 'FF3111', { name: newer });
    const waiting = migrations.filter(({ number }) => !applied.some((row) => row.number === number));
    if (waiting.length > 0) await createRoles(tx);
    for (const migration of waiting) await apply(tx, migration);
    return waiting;
  });
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
