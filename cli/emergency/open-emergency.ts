/** Opens what an emergency command works with: the project by its name alone, the stores, and who asks. */
import { resolve } from 'node:path';
import { codedError } from '../coded-error.ts';
import { CommandError, usageError } from '../command-error.ts';
import type { Database } from '../database/database.ts';
import { EXIT } from '../exit-codes.ts';
import { noApprovals, ownFiles } from '../identity/approval-sources.ts';
import { resolveActor } from '../identity/resolve-actor.ts';
import { loadProjectName } from '../project-name.ts';
import { loadSigner } from '../publish/signing.ts';
import { openStores } from '../stores/open-stores.ts';
import { systemReason } from '../system-reason.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { EmergencyTools } from './emergency-tools.ts';
import type { ProjectName } from './published-environments.ts';

/** How a command names its project. */
export interface ProjectOptions {
  readonly dir: string;
  /** `acme/web-store`: instead of a checkout. */
  readonly project?: string;
}

export interface NamedProject extends ProjectName {
  /** The absolute path of the project's folder, whether there is one or not. */
  readonly directory: string;
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

/**
 * Runs one emergency command with everything opened, and closes it again.
 * @throws CommandError (2) without a project or a database, (3) when one cannot be reached.
 */
export async function withEmergency<Result>(
  terminal: Terminal,
  options: ProjectOptions,
  work: (tools: EmergencyTools, project: NamedProject) => Promise<Result>,
): Promise<Result> {
  const project = await nameProject(terminal, options);
  const sign = loadSigner(terminal);
  const { database, targets, close } = await openStores(terminal, project.directory);
  try {
    const publisher = await resolveActor(database);
    const approvals = (await isOwnProject(database, project)) ? ownFiles() : noApprovals();
    return await work({ database, targets, publisher, approvals, sign, now: terminal.now }, project);
  } finally {
    await close();
  }
}

/** What `dev` published, wherever to, are the user's own files: there is nobody to ask. */
async function isOwnProject(database: Database, { organization, project }: ProjectName): Promise<boolean> {
  if (database.kind !== 'real') return true;
  const [row] = await database.transaction({ as: 'publisher', organization, isReadOnly: true }, (tx) =>
    tx.query<{ readonly origin: string }>(
      'select origin from flagforge.projects where organization = $1 and project = $2',
      [organization, project],
    ),
  );
  return row?.origin === 'dev';
}
