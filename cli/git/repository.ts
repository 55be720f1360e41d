/** A git repository, as publishing and auditing read it. Nothing here changes it. */
import { codedError } from '../coded-error.ts';
import type { SourceFile } from '../compile/index.ts';
import { EXIT } from '../exit-codes.ts';
import { describeCommit } from './describe-commit.ts';
import { dirtyFiles } from './dirty-files.ts';
import { createFileMemory } from './file-memory.ts';
import { type FoundRepository, findRepository } from './find-repository.ts';
import { gitEnvironment } from './git-environment.ts';
import { loadProjectAt } from './load-project-at.ts';
import { fullId, resolveCommit } from './resolve-commit.ts';
import { askGit, type GitPlace, gitFailed, runGit } from './run-git.ts';

/** A commit, for messages. Its author and subject are anybody's text: print them as such. */
export interface CommitDescription {
  readonly commit: string;
  /** As short as is still unique, 7 digits at least. */
  readonly short: string;
  readonly author: string;
  /** When it was committed, UTC epoch ms. */
  readonly at: number;
  readonly subject: string;
}

/** Commits are full ids (40 hex digits, 64 in repositories that use SHA-256); only `resolve` takes what users type. */
export interface Repository extends FoundRepository {
  /** Where git commands for it run. */
  readonly place: GitPlace;
  /** Whether history is cut off: a clone of some depth cannot tell what descends from what. */
  isShallow(): Promise<boolean>;
  /**
   * Files that FlagForge would read and that are not as HEAD has them: changed, staged, deleted, or in no commit at all
   * (ignored ones too). Paths in the project, with `/`, ascending. Empty for a bare repository.
   */
  dirtyFiles(): Promise<readonly string[]>;
  /** @throws CommandError (2) when there is no such commit, with the nearest name. */
  resolve(ref: string): Promise<string>;
  has(commit: string): Promise<boolean>;
  /** Whether `older` is an ancestor of `newer`, or the same. Both must be there. */
  isAncestor(older: string, newer: string): Promise<boolean>;
  describe(commit: string): Promise<CommitDescription>;
  /**
   * The files of the project as a commit has them, read from its blobs; what several commits share is read once.
   * @param directory the project's folder in that commit; default: where it is now.
   * @throws CommandError (2) when the commit is not there or has no project in that folder.
   */
  loadProjectAt(commit: string, directory?: string): Promise<readonly SourceFile[]>;
}

/**
 * Opens the repository that a project's folder lies in.
 * @param directory absolute.
 * @param env the user's environment: credentials and settings count, what redirects git does not.
 * @throws CommandError (2) where there is no repository; (3) when git is missing, too old, or refuses this one.
 */
export async function openRepository(
  directory: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Repository> {
  const found = await findRepository({ folder: directory, env: gitEnvironment(env) });
  return repositoryAt(found, { folder: found.root, env: gitEnvironment(env) });
}

/** A repository whose place is known. */
export function repositoryAt(found: FoundRepository, place: GitPlace): Repository {
  const memory = createFileMemory();
  // What is there stays there, as long as a command runs.
  const known = new Set<string>();
  const has = async (commit: string): Promise<boolean> => {
    if (known.has(commit)) return true;
    const isThere = (await runGit(place, ['cat-file', '-e', `${fullId(commit)}^{commit}`])).exitCode === 0;
    if (isThere) known.add(commit);
    return isThere;
  };
  return {
    ...found,
    place,
    has,
    isShallow: async () => (await askGit(place, ['rev-parse', '--is-shallow-repository'])) === 'true',
    dirtyFiles: () => dirtyFiles(found, place, memory),
    async resolve(ref) {
      const commit = await resolveCommit(place, ref);
      known.add(commit);
      return commit;
    },
    async isAncestor(older, newer) {
      if (older === newer && (await has(older))) return true;
      const run = await runGit(place, ['merge-base', '--is-ancestor', fullId(older), fullId(newer)]);
      if (run.exitCode !== 0 && run.exitCode !== 1) throw gitFailed('merge-base', run.stderr);
      return run.exitCode === 0;
    },
    describe: async (commit) => describeCommit(place, fullId(commit)),
    async loadProjectAt(commit, directory = found.prefix) {
      if (!(await has(commit))) throw codedError(EXIT.usage, 'FF4004', { ref: commit, isId: true });
      return loadProjectAt(place, commit, directory, memory);
    },
  };
}
