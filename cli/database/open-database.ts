import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { codedError } from '../coded-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Database } from './database.ts';
import { openPostgres } from './postgres-database.ts';
import { checkSchema } from './schema-state.ts';

export interface OpenDatabaseOptions {
  /** True: the schema may be missing or old (`flagforge migrate`). Default false. */
  readonly forMigration?: boolean;
}

/**
 * The database of a project: DATABASE_URL; else that of the `flagforge dev` which runs for it; else what one left in
 * `.flagforge/`. To be closed by the caller.
 * @param directory the project's absolute path; null: there is none, only DATABASE_URL counts.
 * @throws CommandError (2, FF3100) when there is none, (3, FF31xx) when it cannot be reached or has another schema.
 */
export async function openDatabase(
  terminal: Terminal,
  directory: string | null,
  { forMigration = false }: OpenDatabaseOptions = {},
): Promise<Database> {
  const database = await findDatabase(terminal, directory);
  if (forMigration) return database;
  try {
    await checkSchema(database);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function findDatabase(terminal: Terminal, directory: string | null): Promise<Database> {
  const url = terminal.env.DATABASE_URL?.trim() ?? '';
  if (url !== '') return openReal(url);
  if (directory === null) throw codedError(EXIT.usage, 'FF3100', {});
  const { connectToDev } = await import('../embedded/connect-to-dev.ts');
  const dev = await connectToDev(directory);
  if (dev !== null) return dev.database;
  const folder = join(directory, '.flagforge', 'pg');
  if (!existsSync(folder)) throw codedError(EXIT.usage, 'FF3100', {});
  const { openEmbedded } = await import('../embedded/open-embedded.ts');
  return openEmbedded(folder, { onProgress: (text) => void terminal.err.write(`${text}\n`) });
}

function openReal(url: string): Promise<Database> {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) throw codedError(EXIT.usage, 'FF3106', {});
  return openPostgres(url);
}
