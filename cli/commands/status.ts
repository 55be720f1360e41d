import type { Database } from '../database/database.ts';
import { commandLine } from '../emergency/command-words.ts';
import { renderProblems } from '../emergency/render-written.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { nameProject, type ProjectOptions } from '../name-project.ts';
import type { NamedProject } from '../project-name.ts';
import { settleFollowUps } from '../proposals/settle-requests.ts';
import { openPublishedRepository } from '../publish/published-repository.ts';
import { createCommitCompiler } from '../status/compile-commit.ts';
import { driftOf } from '../status/drift.ts';
import { type GitStatus, gitProblem, loadGitStatus } from '../status/git-status.ts';
import { loadProjectStatus, loadStoredStatus, type StoredStatus } from '../status/project-status.ts';
import { refuseUnknownEnvironment } from '../status/refuse-unknown-environment.ts';
import { renderStatus } from '../status/render-status.ts';
import { statusJson } from '../status/status-json.ts';
import { openStores } from '../stores/open-stores.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface StatusOptions extends ProjectOptions {
  readonly environment?: readonly string[];
  readonly json?: true;
}

/** `flagforge status`: what is served where. Exit 1 with drift, 3 when a store could not be asked. @see contract 6 */
export async function status(terminal: Terminal, options: StatusOptions): Promise<ExitCode> {
  const project = await nameProject(terminal, options);
  const { database, targets, close } = await openStores(terminal, project.directory);
  try {
    await settleFollowUps(terminal, database, project);
    const stored = await loadStoredStatus(database, project);
    const { git, problem } = await askGit(terminal, options, { project, database, stored });
    const environments = options.environment ?? null;
    refuseUnknownEnvironment(project, stored, git, environments);
    const found = await loadProjectStatus({
      ...{ project, address: database.address, isDev: database.kind !== 'real', stored, git, gitProblem: problem },
      ...{ targets, environments, now: terminal.now() },
    });
    const drift = driftOf(found, (...words) => commandLine(words, options));
    const { style } = terminal.out;
    await terminal.out.write(
      options.json === true
        ? `${JSON.stringify(statusJson(found, drift), null, 2)}\n`
        : renderStatus(found, drift, style),
    );
    const problems = found.environments.flatMap(({ copies }) => copies.flatMap((copy) => copy.problem ?? []));
    await terminal.err.write(renderProblems(problems, false, terminal.err.style));
    return problems.length > 0 ? EXIT.outside : drift.length > 0 ? EXIT.findings : EXIT.clean;
  } finally {
    await close();
  }
}

/** Without a checkout, or with one that git does not like, the rest is said all the same. */
async function askGit(
  terminal: Terminal,
  options: StatusOptions,
  { project, database, stored }: { project: NamedProject; database: Database; stored: StoredStatus },
): Promise<{ git: GitStatus | null; problem: string | null }> {
  // The folder need not be that of the project that was named.
  if (options.project !== undefined) return { git: null, problem: null };
  try {
    const repository = await openPublishedRepository(terminal, database, project);
    if (repository === null) return { git: null, problem: `${options.dir} lies in no repository` };
    const compile = createCommitCompiler(terminal, repository, project.directory);
    return { git: await loadGitStatus(repository, stored.served, compile), problem: null };
  } catch (error) {
    return { git: null, problem: gitProblem(error) };
  }
}
