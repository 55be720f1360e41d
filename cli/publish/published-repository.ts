/** The repository that a project's versions were published from, which is where its anchors are. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../command-error.ts';
import type { Database } from '../database/database.ts';
import { stateFolders } from '../embedded/state-folder.ts';
import { EXIT } from '../exit-codes.ts';
import { openRepository, type Repository } from '../git/repository.ts';
import type { NamedProject, ProjectName } from '../project-name.ts';
import type { Terminal } from '../terminal/terminal.ts';

/**
 * That of `flagforge dev` for a project that dev made, wherever its database is; else the one that the project lies in.
 * null: there is none.
 * @throws CommandError (3) when git is missing or refuses it.
 */
export async function openPublishedRepository(
  terminal: Terminal,
  database: Database,
  name: NamedProject,
): Promise<Repository | null> {
  const isOfDev = database.kind !== 'real' || (await isMadeByDev(database, name));
  const histories = stateFolders(name.directory).map((folder) => join(folder, 'history.git'));
  const folder = isOfDev ? histories.find((path) => existsSync(path)) : name.directory;
  if (folder === undefined) return null;
  try {
    return await openRepository(folder, terminal.env);
  } catch (error) {
    if (error instanceof CommandError && error.exitCode === EXIT.usage) return null;
    throw error;
  }
}

/** As the login, whatever it may be: row-level security lets it see its organisations' projects alone. */
async function isMadeByDev(database: Database, { organization, project }: ProjectName): Promise<boolean> {
  const [row] = await database.transaction({ as: 'login', organization, isReadOnly: true }, (tx) =>
    tx.query<{ readonly origin: string }>(
      'select origin from flagforge.projects where organization = $1 and project = $2',
      [organization, project],
    ),
  );
  return row?.origin === 'dev';
}
