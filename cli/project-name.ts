import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { usageError } from './command-error.ts';
import type { Terminal } from './terminal/terminal.ts';

/** A project by the names in its flagforge.yaml, which are those that Postgres knows it by. */
export interface ProjectName {
  readonly organization: string;
  readonly project: string;
}

export interface NamedProject extends ProjectName {
  /** The absolute path of the project's folder, whether there is one or not. */
  readonly directory: string;
}

/**
 * Reads the names in a project's flagforge.yaml and nothing else, so that mistakes elsewhere in the project stop nobody in
 * a hurry. null: there is no flagforge.yaml.
 * @throws CommandError (2) when it names no organisation and project.
 */
export async function loadProjectName(terminal: Terminal, dir: string): Promise<NamedProject | null> {
  const directory = resolve(terminal.cwd, dir);
  const file = join(directory, 'flagforge.yaml');
  if (!existsSync(file)) return null;
  const { parseDocument } = await import('yaml');
  const document = parseDocument(readFileSync(file, 'utf8'));
  const organization: unknown = document.get('organization');
  const project: unknown = document.get('project');
  if (typeof organization === 'string' && typeof project === 'string') return { directory, organization, project };
  throw usageError(`${join(dir, 'flagforge.yaml')} names no organization and project`, 'see: flagforge validate');
}
