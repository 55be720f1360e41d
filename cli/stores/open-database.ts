import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { codedError } from '../coded-error.ts';
import { applyMigrations } from '../database/apply-migrations.ts';
import type { Database } from '../database/database.ts';
import { openPostgres } from '../database/postgres-database.ts';
import { checkSchema } from '../database/schema-state.ts';
import { EXIT } from '../exit-codes.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface OpenDatabaseOptions {
  /** True: the schema may be missing or old (`flagforge migrate`). Default false. */
  readonly forMigration?: boolean;
}

/**
 * The database of a project: DATABASE_URL; else that of the `flagforge dev` which runs for it; else what one left in
 * `.flagforge/`, which is brought up to date without asking, since nobody else uses it. To be closed by the caller.
 * @param directory the project's absolute path; null: there is none, only DATABASE_URL counts.
 * @throws CommandError (2): FF3100 there is none, FF3106 DATABASE_URL cannot be used; (3, FF31xx) when it cannot be
 *   reached, refuses the login or has another schema.
 */
export async function openDatabase(
  terminal: Terminal,
  directory: string | null,
  { forMigration = false }: OpenDatabaseOptions = {},
): Promise<Database> {
  const database = await findDatabase(terminal, directory);
  if (forMigration) return database;
  try {
    if (database.kind === 'embedded') await applyMigrations(database);
    else await checkSchema(database);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function findDatabase(terminal: Terminal, directory: string | null): Promise<Database> {
  const url = terminal.env.DATABASE_URL?.trim() ?? '';
  if (url !== '') return openPostgres(url, terminal.env);
  if (directory === null) throw codedError(EXIT.usage, 'FF3100', {});
  const { connectToDev } = await import('../embedded/connect-to-dev.ts');
  const dev = await connectToDev(directory);
  if (dev !== null) return dev.database;
  const { stateFolders } = await import('../embedded/state-folder.ts');
  const folder = stateFolders(directory)
    .map((state) => join(state, 'pg'))
    .find(existsSync);
  if (folder === undefined) throw codedError(EXIT.usage, 'FF3100', {});
  const { openEmbedded } = await import('../embedded/open-embedded.ts');
  return openEmbedded(folder, { onProgress: (text) => void terminal.err.write(`${text}\n`) });
}
