import { codedError } from '../coded-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { Database, Transaction } from './database.ts';
import { loadMigrations, type Migration } from './migrations.ts';

/** A migration as the database remembers it. */
export interface AppliedMigration {
  readonly number: number;
  readonly name: string;
  readonly hash: string;
  readonly isBreaking: boolean;
}

/** What was applied, ascending by number; nothing on an empty database. */
export async function readApplied(tx: Transaction): Promise<readonly AppliedMigration[]> {
  const [table] = await tx.query<{ found: boolean }>(`select to_regclass('flagforge.migrations') is not null as found`);
  if (table?.found !== true) return [];
  return tx.query<AppliedMigration>(
    'select number, name, hash, is_breaking as "isBreaking" from flagforge.migrations order by number',
  );
}

/** The newest breaking migration that this program does not know, by name; null when it may run on the schema. */
export function isTooNew(applied: readonly AppliedMigration[], known: readonly Migration[]): string | null {
  const newest = known.at(-1)?.number ?? 0;
  return applied.filter(({ number, isBreaking }) => number > newest && isBreaking).at(-1)?.name ?? null;
}

/**
 * Makes sure that this program fits the schema.
 * @throws CommandError (3): FF3110 there is none or an older one, FF3111 it is newer and breaking.
 */
export async function checkSchema(database: Database): Promise<void> {
  const applied = await database.transaction({ as: 'login', organization: null }, readApplied);
  const known = loadMigrations();
  const tooNew = isTooNew(applied, known);
  if (tooNew !== null) throw codedError(EXIT.outside, 'FF3111', { name: tooNew });
  const missing = known.filter(({ number }) => !applied.some((row) => row.number === number));
  if (missing.length > 0)
    throw codedError(EXIT.outside, 'FF3110', {
      address: database.address,
      state: applied.length === 0 ? 'no FlagForge schema' : `an older FlagForge schema (${applied.at(-1)?.name ?? ''})`,
    });
}
