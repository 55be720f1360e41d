/** The projects of a repository on GitHub. */
import { join } from 'node:path';
import { CommandError, EXIT, type Terminal } from 'flagforge';
import { compileProject } from 'flagforge/compile';
import type { Database } from 'flagforge/database';
import { type Credentials, createGitHubForge, createProposers, type GitHubPlace } from 'flagforge/forge';
import { askGit, type Mirror } from 'flagforge/git';
import { type ApprovalSource, personOf } from 'flagforge/identity';
import type { HostedProject, ProjectSource } from './hosted-project.ts';

export interface GitHubProjectsOptions {
  readonly terminal: Terminal;
  readonly place: GitHubPlace;
  readonly credentials: Credentials;
  /** A clone that this server keeps. */
  readonly mirror: Mirror;
  /** Default: the repository's default branch. */
  readonly baseBranch?: string;
  readonly database: Database;
  readonly targets: HostedProject['targets'];
  readonly sign: HostedProject['sign'];
  readonly approvals: ApprovalSource;
}

/** For so long nobody is asked again what the newest commit is, in ms. */
const FRESH_MS = 2_000;

/**
 * Whatever the newest commit of the base branch has: a folder with a flagforge.yaml is a project. What is there is
 * brought to the clone first; nothing of a proposal is ever taken for it.
 */
export function createGitHubProjects(options: GitHubProjectsOptions): ProjectSource {
  const { terminal, mirror } = options;
  const { repository } = mirror;
  const reader = forgeOf(options, null);
  let newest: { readonly commit: Promise<string>; readonly at: number } | null = null;
  let found: { readonly commit: string; readonly projects: Promise<readonly HostedProject[]> } | null = null;

  const ask = async (): Promise<string> => {
    const [branch, commit] = await Promise.all([reader.baseBranch(), reader.baseCommit()]);
    if (!(await repository.has(commit))) await mirror.fetch(`refs/heads/${branch}`);
    return commit;
  };
  const newestCommit = (): Promise<string> => {
    const now = terminal.now();
    if (newest === null || now - newest.at > FRESH_MS || now < newest.at) {
      const commit = ask();
      newest = { commit, at: now };
      commit.catch(() => {
        if (newest?.commit === commit) newest = null;
      });
    }
    return newest.commit;
  };
  return {
    async list() {
      const commit = await newestCommit();
      if (found?.commit !== commit) {
        const projects = findProjects(options, commit, newestCommit);
        found = { commit, projects };
        projects.catch(() => {
          if (found?.projects === projects) found = null;
        });
      }
      return found.projects;
    },
  };
}

function forgeOf(
  { terminal, place, credentials, baseBranch, database }: GitHubProjectsOptions,
  name: HostedProject['name'] | null,
) {
  return createGitHubForge({
    ...{ place, credentials, now: terminal.now },
    // Who is behind a request is recorded for its project.
    proposers: name === null ? null : createProposers(database, name),
    ...(baseBranch === undefined ? {} : { baseBranch }),
  });
}

async function findProjects(
  options: GitHubProjectsOptions,
  commit: string,
  newestCommit: () => Promise<string>,
): Promise<readonly HostedProject[]> {
  const { place } = options.mirror.repository;
  const listed = await askGit(place, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', '--end-of-options', commit]);
  const folders = listed
    .split('\0')
    .filter((path) => /(?:^|\/)flagforge\.yaml$/.test(path))
    .map((path) => path.slice(0, Math.max(0, path.length - '/flagforge.yaml'.length)));
  const names = await Promise.all(folders.map((folder) => nameIn(options, commit, folder)));
  return folders.flatMap((directory, index) => {
    const name = names[index] ?? null;
    return name === null ? [] : [hosted(options, name, directory, newestCommit)];
  });
}

/** null: its flagforge.yaml has errors, so that nobody can say whose it is. */
async function nameIn(
  { mirror, terminal }: GitHubProjectsOptions,
  commit: string,
  directory: string,
): Promise<HostedProject['name'] | null> {
  try {
    const files = await mirror.repository.loadProjectAt(commit, directory);
    const config = files.filter(({ path }) => path === 'flagforge.yaml');
    const found = compileProject(config, { now: terminal.now() }).project?.config;
    return found === undefined ? null : { organization: found.organization, project: found.project };
  } catch (error) {
    // A flagforge.yaml that is a link or a folder, say.
    if (error instanceof CommandError && error.exitCode === EXIT.usage) return null;
    throw error;
  }
}

function hosted(
  options: GitHubProjectsOptions,
  name: HostedProject['name'],
  directory: string,
  newestCommit: () => Promise<string>,
): HostedProject {
  const { terminal, mirror, database, targets, sign, approvals } = options;
  const { repository } = mirror;
  const forge = forgeOf(options, name);
  return {
    ...{ name, forge, repository, directory, database, targets, sign, approvals, newestCommit, people: [] },
    ...{ terminal, folder: join(repository.root, directory) },
    nameOf: (identity, people = []) => personOf(identity, people)?.name ?? identity,
    async bring({ number, head, base, baseCommit }) {
      if (!(await repository.has(head))) await mirror.fetch(`refs/pull/${number}/head`);
      if (!(await repository.has(baseCommit))) await mirror.fetch(`refs/heads/${base}`);
    },
    // Evaluators hear of what was written by themselves.
    refresh: async () => {},
  };
}
