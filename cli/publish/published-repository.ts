/** The repository that a project's versions were published from, which is where its anchors are. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../command-error.ts';
import type { Database } from '../database/database.ts';
import { isMadeByDev } from '../database/project-origin.ts';
import { stateFolders } from '../embedded/state-folder.ts';
import { EXIT } from '../exit-codes.ts';
import { openRepository, type Repository } from '../git/repository.ts';
import type { NamedProject } from '../project-name.ts';
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
  const isOfDev = await isMadeByDev(database, name);
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
