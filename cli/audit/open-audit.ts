/** Opens what the commands on the audit log read. */
import { join } from 'node:path';
import { CommandError, usageError } from '../command-error.ts';
import type { Database } from '../database/database.ts';
import { EXIT } from '../exit-codes.ts';
import { openRepository, type Repository } from '../git/repository.ts';
import { loadProjectName, type ProjectName } from '../project-name.ts';
import type { Terminal } from '../terminal/terminal.ts';

/**
 * Which project the log is asked for.
 * @throws CommandError (2) when there is none in the folder.
 */
export async function auditedProject(terminal: Terminal, dir: string): Promise<ProjectName> {
  const found = await loadProjectName(terminal, dir);
  if (found === null)
    throw usageError(
      `there is no flagforge.yaml in ${dir}`,
      'name the project with --dir: the log is of its organization',
    );
  return found;
}

/**
 * The repository that versions were published from: that of `flagforge dev` for its own database, else the one that the
 * project lies in; null when there is none.
 */
export async function openPublishedRepository(
  terminal: Terminal,
  database: Database,
  directory: string,
): Promise<Repository | null> {
  const folder = database.kind === 'real' ? directory : join(directory, '.flagforge', 'history.git');
  try {
    return await openRepository(folder, terminal.env);
  } catch (error) {
    if (error instanceof CommandError && error.exitCode === EXIT.usage) return null;
    throw error;
  }
}
