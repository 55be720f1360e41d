import { resolve } from 'node:path';
import { codedError } from './coded-error.ts';
import { CommandError, usageError } from './command-error.ts';
import { EXIT } from './exit-codes.ts';
import { loadProjectName, type NamedProject } from './project-name.ts';
import { systemReason } from './system-reason.ts';
import type { Terminal } from './terminal/terminal.ts';

/** How a command names its project. */
export interface ProjectOptions {
  readonly dir: string;
  /** `acme/web-store`: instead of a checkout. */
  readonly project?: string;
}

const PROJECT = /^([A-Za-z0-9][A-Za-z0-9._-]{0,99})\/([A-Za-z0-9][A-Za-z0-9._-]{0,99})$/;

/**
 * The project that a command is about. Neither a clean checkout nor a project without mistakes is needed, nor any at all
 * where --project names it.
 * @throws CommandError (2) when nothing names one.
 */
export async function nameProject(terminal: Terminal, { dir, project }: ProjectOptions): Promise<NamedProject> {
  const directory = resolve(terminal.cwd, dir);
  if (project !== undefined) {
    const [, organization, name] = PROJECT.exec(project) ?? [];
    if (organization === undefined || name === undefined)
      throw usageError(
        `--project ${JSON.stringify(project)} is no project`,
        'write  --project <organization>/<project>',
      );
    return { organization, project: name, directory };
  }
  const named = await readName(terminal, dir);
  if (named !== null) return named;
  throw usageError(
    `there is no flagforge.yaml in ${dir}`,
    'name its folder with --dir, or the project itself with --project <organization>/<project>',
  );
}

async function readName(terminal: Terminal, dir: string): Promise<NamedProject | null> {
  const failed = (problem: string): CommandError =>
    codedError(EXIT.usage, 'FF3034', { file: `${dir}/flagforge.yaml`, problem });
  try {
    return await loadProjectName(terminal, dir);
  } catch (error) {
    if (error instanceof CommandError) throw failed('it names no organization and project');
    throw failed(systemReason(error));
  }
}
