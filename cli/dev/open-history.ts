import { existsSync } from 'node:fs';
import type { SourceFile } from '../compile/index.ts';
import { privateGitEnvironment } from '../git/git-environment.ts';
import { repositoryAt } from '../git/repository.ts';
import { askGit, type GitPlace, runGit } from '../git/run-git.ts';
import { makeFolder } from '../make-folder.ts';
import { nodeSha256 } from '../project.ts';
import { anchorIn } from '../publish/anchor-in.ts';
import type { History, WriteAnchor } from '../publish/publish-request.ts';
import type { Reading } from './live-project.ts';

const BRANCH = 'refs/heads/main';

/** Where dev's commits are. */
export interface DevHistory {
  /** A commit of these files: a new one, or the last one when they are the same. @throws CommandError (3) */
  commit(reading: Reading): Promise<string>;
  readonly history: History;
  /** Anchors the audit log beside the commits, as a real publish does in the flags repository. */
  readonly writeAnchor: WriteAnchor;
}

/**
 * dev's own history: a bare repository in which each good save is one commit, so that its versions have commits that they
 * can be proved from. The user's own repository is never touched.
 * @throws CommandError (3) when git is missing or fails.
 */
export async function openHistory(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<DevHistory> {
  makeFolder(folder, 0o700);
  const place: GitPlace = { folder, env: privateGitEnvironment(env) };
  if (!existsSync(`${folder}/HEAD`)) await askGit(place, ['init', '--quiet', '--bare', '--initial-branch=main', '.']);
  // Oldest first. It is one line: nobody else writes here.
  const hasCommits = (await runGit(place, ['rev-parse', '--quiet', '--verify', BRANCH])).exitCode === 0;
  const listed = hasCommits ? await askGit(place, ['log', '--reverse', '--format=%H %s', BRANCH]) : '';
  const commits = listed === '' ? [] : listed.split('\n').map((line) => line.slice(0, line.indexOf(' ')));
  const order = new Map(commits.map((commit, index) => [commit, index]));
  let last = { commit: commits.at(-1) ?? null, digest: listed.split(' ').at(-1) ?? '' };
  return {
    async commit({ files }) {
      const digest = nodeSha256(files.map(({ path, text }) => `${path}\0${text}\0`).join(''));
      if (last.commit !== null && last.digest === digest) return last.commit;
      const commit = await askGit(place, ['fast-import', '--quiet', '--date-format=now'], {
        input: importOf(files, digest, last.commit),
      });
      order.set(commit, order.size);
      last = { commit, digest };
      return commit;
    },
    history: {
      has: async (commit) => order.has(commit),
      isAncestor: async (older, newer) => (order.get(older) ?? 0) <= (order.get(newer) ?? -1),
    },
    writeAnchor: anchorIn(repositoryAt({ root: folder, gitDir: folder, prefix: '', isBare: true }, place)),
  };
}

function* importOf(files: readonly SourceFile[], digest: string, parent: string | null): Generator<string> {
  yield `commit ${BRANCH}\nmark :1\ncommitter flagforge dev <dev@localhost> now\n${data(`saved ${digest}`)}`;
  if (parent !== null) yield `from ${parent}\ndeleteall\n`;
  for (const { path, text } of files) yield `M 100644 inline ${JSON.stringify(path)}\n${data(text)}`;
  yield '\nget-mark :1\ndone\n';
}

const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
