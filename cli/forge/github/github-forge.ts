/** Pull requests on GitHub as change requests. @see contract 10 */
import type { ChangeRequest, Forge, Proposal } from '../forge.ts';
import type { RepositoryProtection } from '../protection.ts';
import { commitId } from './answers.ts';
import { type ClientOptions, createClient } from './client.ts';
import { writeComment } from './comment.ts';
import { withoutForeignBots } from './commit-authors.ts';
import { findRequestOf } from './find-request.ts';
import { listCommits, listFiles, listReviews } from './list-all.ts';
import { readMergeState } from './merge-state.ts';
import type { Proposers } from './proposers.ts';
import { readProtection } from './read-protection.ts';
import { listRequests, readPull, readRepository, readRequest } from './read-request.ts';
import { openRequest, updateRequest } from './write-proposal.ts';

export interface GitHubForgeOptions extends ClientOptions {
  /** FlagForge's record of who is behind what its bot opened; null: nobody knows, and such requests are approved by nobody. */
  readonly proposers: Proposers | null;
  /** The branch that is published. Default: the repository's default branch. */
  readonly baseBranch?: string;
}

/** The forge, and what only `doctor` asks of it. */
export interface GitHubForge extends Forge {
  readonly kind: 'github';
  /**
   * How the branches that matter are protected, as far as these credentials may read it: classic protection needs
   * `Administration: read`.
   * @param anchors the branch that the audit log is anchored on.
   */
  readProtection(anchors: string): Promise<RepositoryProtection>;
}

/**
 * The forge of a repository on GitHub. Nothing is asked before the first call, and what a call asks is asked anew: only
 * the name of the base branch and what commits have in common is kept.
 */
export function createGitHubForge(options: GitHubForgeOptions): GitHubForge {
  const client = createClient(options);
  const { proposers } = options;
  let base: Promise<string> | null = options.baseBranch === undefined ? null : Promise.resolve(options.baseBranch);
  const baseBranch = (): Promise<string> => {
    base ??= readRepository(client).then(
      (repository) => repository.default_branch,
      (error: unknown) => {
        base = null;
        throw error;
      },
    );
    return base;
  };
  const baseCommit = async (): Promise<string> => {
    const doing = `reading the branch ${await baseBranch()}`;
    const ref = `heads/${await baseBranch()}`;
    const { data } = await client.ask(doing, (octokit) => octokit.rest.git.getRef({ ...client.own, ref }));
    return commitId(client, doing, data.object.sha);
  };
  return {
    kind: 'github',
    name: client.name,
    baseBranch,
    baseCommit,
    open: async (proposal: Proposal): Promise<ChangeRequest> =>
      openRequest(client, proposers, await baseBranch(), await baseCommit(), proposal),
    update: (number, expectedHead, change) => updateRequest(client, proposers, number, expectedHead, change),
    list: (filter) => listRequests(client, proposers, filter),
    read: (number) => readRequest(client, proposers, number),
    requestOf: async (commit) => findRequestOf(client, proposers, commit, await baseBranch()),
    async commits(number) {
      const [pull, recorded] = await Promise.all([readPull(client, number), proposers?.of(number) ?? null]);
      return withoutForeignBots(await listCommits(client, pull), recorded?.head ?? null);
    },
    reviews: (number) => listReviews(client, number),
    files: async (number) => listFiles(client, await readPull(client, number)),
    mergeState: (number) => readMergeState(client, number),
    comment: (number, marker, markdown, onlyRewrite) => writeComment(client, number, marker, markdown, onlyRewrite),
    readProtection: async (anchors) => readProtection(client, await baseBranch(), anchors),
  };
}
