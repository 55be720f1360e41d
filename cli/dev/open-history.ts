import { existsSync } from 'node:fs';
import type { SourceFile } from '../compile/index.ts';
import { isMergeUnderWay } from '../forge/local/merge-journal.ts';
import { privateGitEnvironment } from '../git/git-environment.ts';
import { type Repository, repositoryAt } from '../git/repository.ts';
import { askGit, type GitPlace, gitFailed, runGit } from '../git/run-git.ts';
import { makeFolder } from '../make-folder.ts';
import { nodeSha256 } from '../project.ts';
import { anchorIn } from '../publish/anchor-in.ts';
import type { History, WriteAnchor } from '../publish/publish-request.ts';
import type { Reading } from './live-project.ts';

const BRANCH = 'refs/heads/main';

/** Where dev's commits are. Its main line is what was saved and what was merged, one after the other. */
export interface DevHistory {
  readonly repository: Repository;
  /**
   * A commit of these files: a new one, or the last one when they are the same.
   * @returns null when somebody else moved the branch: `catchUp` first, and read the files again.
   * @throws CommandError (3)
   */
  commit(reading: Reading): Promise<string | null>;
  /** Whether the branch is elsewhere than this process left it, or a merge is under way or was cut off. */
  hasMoved(): Promise<boolean>;
  /** Takes note of what others committed. Answers with their commits of the main line, oldest first. */
  catchUp(): Promise<readonly string[]>;
  /**
   * Begins as if nothing after these commits had been seen, so that what was merged and never published is caught up
   * with. Those that are not on the main line count as nothing; without any, all is as seen.
   */
  startAfter(published: readonly string[]): void;
  /** As if this commit and what follows it had not been seen. */
  forget(commit: string): void;
  readonly history: History;
  /** Anchors the audit log beside the commits, as a real publish does in the flags repository. */
  readonly writeAnchor: WriteAnchor;
}

/**
 * dev's own history: a bare repository in which each good save is one commit, so that its versions have commits that they
 * can be proved from; the local forge merges into the same branch. The user's own repository is never touched.
 * @throws CommandError (3) when git is missing or fails.
 */
export async function openHistory(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<DevHistory> {
  makeFolder(folder, 0o700);
  const place: GitPlace = { folder, env: privateGitEnvironment(env) };
  if (!existsSync(`${folder}/HEAD`)) await askGit(place, ['init', '--quiet', '--bare', '--initial-branch=main', '.']);
  const repository = repositoryAt({ root: folder, gitDir: folder, prefix: '', isBare: true }, place);
  const line: string[] = [];
  const order = new Map<string, number>();
  /** `digest` null: of a commit that this process did not make, and has not looked at. */
  let last: { readonly commit: string | null; readonly digest: string | null } = { commit: null, digest: '' };

  const append = (commit: string, digest: string | null): void => {
    order.set(commit, line.length);
    line.push(commit);
    last = { commit, digest };
  };
  const loadNew = async (): Promise<readonly string[]> => {
    const tip = await tipOf(place);
    if (tip === null || tip === last.commit) return [];
    const since = last.commit === null ? [] : [`^${last.commit}`];
    const listed = await askGit(place, ['rev-list', '--first-parent', '--reverse', tip, ...since]);
    const commits = listed.split('\n').filter((commit) => commit !== '' && !order.has(commit));
    for (const commit of commits) append(commit, null);
    return commits;
  };
  const forgetFrom = (index: number): void => {
    if (index >= line.length) return;
    for (const commit of line.splice(index)) order.delete(commit);
    last = { commit: line.at(-1) ?? null, digest: null };
  };
  const digestOfLast = async (commit: string): Promise<string> => {
    const digest = last.digest ?? digestOf(await repository.loadProjectAt(commit, ''));
    last = { commit, digest };
    return digest;
  };
  await loadNew();

  return {
    repository,
    async commit({ files }) {
      const tip = await tipOf(place);
      if (tip !== last.commit) return null;
      const digest = digestOf(files);
      if (tip !== null && (await digestOfLast(tip)) === digest) return tip;
      const run = await runGit(place, ['fast-import', '--quiet', '--date-format=now'], {
        input: importOf(files, digest, tip),
      });
      if (run.exitCode !== 0) {
        // It moves the branch forward only.
        if ((await tipOf(place)) !== tip) return null;
        throw gitFailed('fast-import', run.stderr);
      }
      const commit = run.stdout.toString('latin1').trim();
      append(commit, digest);
      return commit;
    },
    hasMoved: async () => isMergeUnderWay(place) || (await tipOf(place)) !== last.commit,
    catchUp: loadNew,
    startAfter(published) {
      const newest = Math.max(-1, ...published.map((commit) => order.get(commit) ?? -1));
      if (newest !== -1) forgetFrom(newest + 1);
    },
    forget(commit) {
      const at = order.get(commit);
      if (at !== undefined) forgetFrom(at);
    },
    history: {
      has: async (commit) => order.has(commit) || repository.has(commit),
      async isAncestor(older, newer) {
        const [from, to] = [order.get(older), order.get(newer)];
        return from !== undefined && to !== undefined ? from <= to : repository.isAncestor(older, newer);
      },
    },
    writeAnchor: anchorIn(repository),
  };
}

async function tipOf(place: GitPlace): Promise<string | null> {
  const run = await runGit(place, ['rev-parse', '--quiet', '--verify', BRANCH]);
  return run.exitCode === 0 ? run.stdout.toString('latin1').trim() : null;
}

const digestOf = (files: readonly SourceFile[]): string =>
  nodeSha256(files.map(({ path, text }) => `${path}\0${text}\0`).join(''));

function* importOf(files: readonly SourceFile[], digest: string, parent: string | null): Generator<string> {
  yield `commit ${BRANCH}\nmark :1\ncommitter flagforge dev <dev@localhost> now\n${data(`saved ${digest}`)}`;
  if (parent !== null) yield `from ${parent}\ndeleteall\n`;
  for (const { path, text } of files) yield `M 100644 inline ${JSON.stringify(path)}\n${data(text)}`;
  yield '\nget-mark :1\ndone\n';
}

const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
