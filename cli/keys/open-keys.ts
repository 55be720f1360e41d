/** Opens what the commands on keys work with, an environment that was never published among it. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from '../command-error.ts';
import { compileProject, type ProjectConfig } from '../compile/index.ts';
import { EXIT } from '../exit-codes.ts';
import { openRepository } from '../git/repository.ts';
import { policyOf } from '../identity/policy.ts';
import { resolveActor } from '../identity/resolve-actor.ts';
import { nameProject, type ProjectOptions } from '../name-project.ts';
import type { NamedProject } from '../project-name.ts';
import { openStores } from '../stores/open-stores.ts';
import type { Place } from '../targets/target.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { loadVersion } from '../version.ts';
import type { KeyTools, NewEnvironment } from './change-keys.ts';
import { checkEnvironment } from './key-environments.ts';

/**
 * Runs one command on keys with everything opened, and closes it again.
 * @throws CommandError (2) without a project or a database, (3) when one cannot be reached.
 */
export async function withKeys<Result>(
  terminal: Terminal,
  options: ProjectOptions,
  work: (tools: KeyTools, project: NamedProject) => Promise<Result>,
): Promise<Result> {
  const project = await nameProject(terminal, options);
  const { database, targets, close } = await openStores(terminal, project.directory);
  try {
    const publisher = await resolveActor(database, terminal, project);
    return await work({ database, targets, publisher, compiler: `flagforge ${loadVersion()}` }, project);
  } finally {
    await close();
  }
}

/**
 * An environment that was never published, as flagforge.yaml has it: its keys may be made first. null: something was
 * published there, or a key was made for it before.
 * @throws CommandError (1) when flagforge.yaml has errors, (2, FF3140) when neither Postgres nor a file knows it.
 */
export async function findNewEnvironment(
  terminal: Terminal,
  { database }: KeyTools,
  { directory, organization, project }: NamedProject,
  environment: string,
): Promise<NewEnvironment | null> {
  if (await isPublished(database, { organization, project, environment })) return null;
  const config = await loadConfig(terminal, directory);
  const isOurs = config?.organization === organization && config.project === project;
  const names = config !== null && isOurs ? config.environments.map(({ name }) => name) : [];
  if (config === null || !names.includes(environment)) {
    await checkEnvironment(database, { organization, project }, environment, names);
    return null;
  }
  const isReal = database.kind === 'real';
  return {
    policy: policyOf(config, environment),
    origin: isReal ? 'git' : 'dev',
    directory: isReal ? await prefixOf(directory, terminal) : '',
  };
}

/** flagforge.yaml alone: mistakes elsewhere keep nobody from making a key. null: there is none. */
async function loadConfig(terminal: Terminal, directory: string): Promise<ProjectConfig | null> {
  const file = join(directory, 'flagforge.yaml');
  if (!existsSync(file)) return null;
  const files = [{ path: 'flagforge.yaml', text: await readFile(file, 'utf8') }];
  const config = compileProject(files, { now: terminal.now() }).project?.config;
  if (config !== undefined) return config;
  throw new CommandError(EXIT.findings, `${file} has errors`, ['flagforge validate  says which; no key was made']);
}

function isPublished(database: KeyTools['database'], { organization, project, environment }: Place): Promise<boolean> {
  return database.transaction({ as: 'publisher', organization, isReadOnly: true }, async (tx) => {
    const rows = await tx.query(
      `select 1 as found from flagforge.environments
       where organization = $1 and project = $2 and environment = $3 and policy is not null`,
      [organization, project, environment],
    );
    return rows.length > 0;
  });
}

/** The project's folder in its repository; '' where there is none. */
async function prefixOf(directory: string, { env }: Terminal): Promise<string> {
  try {
    return (await openRepository(directory, env)).prefix;
  } catch (error) {
    if (error instanceof CommandError) return '';
    throw error;
  }
}
