import { codedError } from '../../coded-error.ts';
import { EXIT } from '../../exit-codes.ts';
import type { ProposedFile } from '../forge.ts';
import { commitId } from './answers.ts';
import type { GitHubClient } from './client.ts';
import { createTrees, type TreeEntry, type Trees } from './trees.ts';

/** A commit and its tree; full ids. */
export interface Stand {
  readonly commit: string;
  readonly tree: string;
}

/** @throws CommandError (1, FF4115) when GitHub has no such commit. */
export async function readStand(client: GitHubClient, commit: string): Promise<Stand> {
  const doing = `reading commit ${commit.slice(0, 7)}`;
  const tree = await client.ask(
    doing,
    async (octokit) => (await octokit.rest.git.getCommit({ ...client.own, commit_sha: commit })).data.tree.sha,
    // 404 also stands for a repository that may not be seen: the base branch was read before, so it is the commit.
    (status) => (status === 404 || status === 422 ? '' : undefined),
  );
  if (tree === '') throw codedError(EXIT.findings, 'FF4115', { commit: commit.slice(0, 7), name: client.name });
  return { commit, tree: commitId(client, doing, tree) };
}

/**
 * Refuses edits of files that somebody else changed meanwhile, and of what is no plain file.
 * @param from what the edits were made on, `to` what is there by now.
 * @throws CommandError (1, FF4110) that names the files.
 */
export async function refuseChanged(
  client: GitHubClient,
  files: readonly ProposedFile[],
  from: Stand,
  to: Stand,
  branch: string,
): Promise<void> {
  const trees = createTrees(client);
  const entries = await Promise.all(
    files.map(async ({ path, text }) => ({ path, text, ...(await bothAt(trees, path, from, to)) })),
  );
  for (const { path, text, before } of entries) {
    const isFile = before === null || before.mode === '100644' || before.mode === '100755';
    if (!isFile)
      throw codedError(EXIT.findings, 'FF4116', { path, what: before.type === 'tree' ? 'a folder' : 'a link' });
    if (before === null && text === null) throw codedError(EXIT.findings, 'FF4116', { path, what: 'not there' });
  }
  const changed = entries.filter(({ before, after }) => before?.sha !== after?.sha || before?.mode !== after?.mode);
  if (changed.length === 0) return;
  const paths = changed.map(({ path }) => path);
  throw codedError(EXIT.findings, 'FF4110', {
    paths,
    branch,
    commit: from.commit.slice(0, 7),
    tip: to.commit.slice(0, 7),
  });
}

async function bothAt(
  trees: Trees,
  path: string,
  from: Stand,
  to: Stand,
): Promise<{ readonly before: TreeEntry | null; readonly after: TreeEntry | null }> {
  const before = await trees.entryAt(from.tree, path);
  return { before, after: from.tree === to.tree ? before : await trees.entryAt(to.tree, path) };
}
