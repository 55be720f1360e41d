import { codedError } from '../coded-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { Database, Transaction } from './database.ts';
import { MAY_TAKE } from './may-take.ts';
import { loadMigrations, type Migration } from './migrations.ts';

/** A migration as the database remembers it. */
export interface AppliedMigration {
  readonly number: number;
  readonly name: string;
  readonly hash: string;
  readonly isBreaking: boolean;
}

// The catalogue is open to every login: what may not be read is told from what is not there.
const FIND = `
  select c.oid is not null as found,
         coalesce(has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select'), false) as "isReadable",
         (select min(r.rolname::text) from pg_roles r
          where r.rolname in ('flagforge_publisher', 'flagforge_auditor', 'flagforge_evaluator', 'flagforge_owner')
            and pg_has_role(session_user, r.oid, ${MAY_TAKE})) as role
  from (select 1) one
  left join pg_namespace n on n.nspname = 'flagforge'
  left join pg_class c on c.relnamespace = n.oid and c.relname = 'migrations'`;

interface Found {
  readonly found: boolean;
  readonly isReadable: boolean;
  readonly role: string | null;
}

/**
 * What was applied, ascending by number; nothing on an empty database.
 * @param address for messages.
 * @throws CommandError (3, FF3108) when this login has none of the roles that may ask.
 */
export async function readApplied(tx: Transaction, address: string): Promise<readonly AppliedMigration[]> {
  const [table] = await tx.query<Found>(FIND);
  if (table?.found !== true) return [];
  if (!table.isReadable) {
    if (table.role === null) throw codedError(EXIT.outside, 'FF3108', { address, role: 'publisher' });
    // A login that inherits nothing from its roles.
    await tx.query(`set local role ${table.role}`);
  }
  const applied = await tx.query<AppliedMigration>(
    'select number, name, hash, is_breaking as "isBreaking" from flagforge.migrations order by number',
  );
  if (!table.isReadable) await tx.query('reset role');
  return applied;
}

/** The newest breaking migration that this program does not know, by name; null when it may run on the schema. */
export function findTooNew(applied: readonly AppliedMigration[], known: readonly Migration[]): string | null {
  const newest = known.at(-1)?.number ?? 0;
  return applied.filter(({ number, isBreaking }) => number > newest && isBreaking).at(-1)?.name ?? null;
}

/**
 * Makes sure that this program fits the schema.
 * @throws CommandError (3): FF3110 there is none or an older one, FF3111 it is newer and breaking, FF3108 this login may
 *   not ask.
 */
export async function checkSchema(database: Database, known = loadMigrations()): Promise<void> {
  const { address } = database;
  const applied = await database.transaction({ as: 'login', organization: null, isReadOnly: true }, (tx) =>
    readApplied(tx, address),
  );
  const tooNew = findTooNew(applied, known);
  if (tooNew !== null) throw codedError(EXIT.outside, 'FF3111', { name: tooNew });
  const missing = known.filter(({ number }) => !applied.some((row) => row.number === number));
  if (missing.length === 0) return;
  const last = applied.at(-1)?.name;
  const state = last === undefined ? 'no FlagForge schema' : `an older FlagForge schema (its last is ${last})`;
  throw codedError(EXIT.outside, 'FF3110', { address, state });
}
