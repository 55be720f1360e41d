import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { openRepository, type Repository } from '../git/repository.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** A project's folder in a repository, whether this checkout has it or not. */
export interface ProjectPlace {
  readonly repository: Repository;
  /** In the repository, with `/`; '' for its root. */
  readonly directory: string;
}

/**
 * Where a project lies. What is checked out may be the base of the change that brings the project along, so the folder
 * need not be there.
 * @throws CommandError (2) where there is no repository; (3) when git fails.
 */
export async function findPlace(terminal: Terminal, dir: string): Promise<ProjectPlace> {
  let folder = resolve(terminal.cwd, dir);
  const below: string[] = [];
  while (!existsSync(folder) && dirname(folder) !== folder) {
    below.unshift(basename(folder));
    folder = dirname(folder);
  }
  const repository = await openRepository(folder, terminal.env);
  return {
    repository,
    directory: join(repository.prefix, ...below)
      .replaceAll('\\', '/')
      .replace(/^\.$/, ''),
  };
}
