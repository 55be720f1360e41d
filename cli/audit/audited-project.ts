import { usageError } from '../command-error.ts';
import { loadProjectName, type NamedProject } from '../project-name.ts';
import type { Terminal } from '../terminal/terminal.ts';

/**
 * Which project the log is asked for.
 * @throws CommandError (2) when there is none in the folder.
 */
export async function auditedProject(terminal: Terminal, dir: string): Promise<NamedProject> {
  const found = await loadProjectName(terminal, dir);
  if (found === null)
    throw usageError(
      `there is no flagforge.yaml in ${dir}`,
      'name the project with --dir: the log is of its organization',
    );
  return found;
}
