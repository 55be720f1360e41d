/** Pull requests, as they are read. */
import type { Octokit } from 'octokit';
import { codedError } from '../../coded-error.ts';
import type { CommandError } from '../../command-error.ts';
import { EXIT } from '../../exit-codes.ts';
import type { ChangeRequest } from '../forge.ts';
import { changeRequestOf, commitId, type ListedPull, type Pull, unexpected } from './answers.ts';
import type { GitHubClient } from './client.ts';
import type { Proposers } from './proposers.ts';

/** @throws CommandError (2, FF4104) when there is no such request. */
export async function readPull(client: GitHubClient, number: number): Promise<Pull> {
  const doing = `reading pull request #${number}`;
  const isNumber = Number.isSafeInteger(number) && number > 0;
  const pull = await client.ask<Pull | null>(
    doing,
    async (octokit) => (isNumber ? (await octokit.rest.pulls.get({ ...client.own, pull_number: number })).data : null),
    (status) => (status === 404 ? null : undefined),
  );
  if (pull === null) throw await noSuchPull(client, number);
  if (pull.number !== number) throw unexpected(client, doing, `number ${pull.number}`);
  return pull;
}

/** Why GitHub answered 404. @throws CommandError (3) when it is the repository that may not be seen. */
export async function noSuchPull(client: GitHubClient, number: number): Promise<CommandError> {
  await readRepository(client);
  return codedError(EXIT.usage, 'FF4104', { number, name: client.name });
}

/** What GitHub says of the repository itself. @throws CommandError (3) */
export async function readRepository(client: GitHubClient) {
  const { data } = await client.ask(`reading ${client.name}`, (octokit: Octokit) => octokit.rest.repos.get(client.own));
  return data;
}

/** @param proposers null: nobody is asked who is behind it. */
export async function readRequest(
  client: GitHubClient,
  proposers: Proposers | null,
  number: number,
): Promise<ChangeRequest> {
  return toRequest(client, proposers, await readPull(client, number));
}

/** @param limit 1 or more. Newest first. */
export async function listRequests(
  client: GitHubClient,
  proposers: Proposers | null,
  filter: { readonly state: 'open' | 'all'; readonly limit: number },
): Promise<readonly ChangeRequest[]> {
  const { state, limit } = filter;
  const found: ListedPull[] = [];
  const query = { ...client.own, state, sort: 'created', direction: 'desc', per_page: Math.min(limit, 100) } as const;
  await client.ask('listing pull requests', (octokit) =>
    octokit.paginate(octokit.rest.pulls.list, query, ({ data }, done) => {
      found.push(...data);
      if (found.length >= limit) done();
      return [];
    }),
  );
  const tips = createTips(client);
  return Promise.all(found.slice(0, limit).map((pull) => toRequest(client, proposers, pull, tips)));
}

/** @param tips remembers the base branches of several. */
export async function toRequest(
  client: GitHubClient,
  proposers: Proposers | null,
  pull: Pull | ListedPull,
  tips: Tips = createTips(client),
): Promise<ChangeRequest> {
  const [baseCommit, recorded] = await Promise.all([
    mergeBaseOf(client, pull, tips),
    proposers?.of(pull.number) ?? null,
  ]);
  return changeRequestOf(client, pull, baseCommit, recorded?.user ?? null);
}

/** The newest commits of branches, each asked for once; null: the branch is gone. */
type Tips = (branch: string) => Promise<string | null>;

function createTips(client: GitHubClient): Tips {
  const known = new Map<string, Promise<string | null>>();
  return (branch) => {
    const asked = known.get(branch);
    if (asked !== undefined) return asked;
    const doing = `reading the branch ${branch}`;
    const asking = client.ask<string | null>(
      doing,
      async (octokit) => {
        const { data } = await octokit.rest.git.getRef({ ...client.own, ref: `heads/${branch}` });
        return commitId(client, doing, data.object.sha);
      },
      (status) => (status === 404 ? null : undefined),
    );
    known.set(branch, asking);
    return asking;
  };
}

/**
 * GitHub keeps where the base branch was at some earlier time: the branch of an open request may have taken in newer
 * commits of it since. Of one that is merged, the base branch has everything, so there that earlier time is asked for.
 */
async function mergeBaseOf(client: GitHubClient, pull: Pull | ListedPull, tips: Tips): Promise<string> {
  const { number, base, head, state } = pull;
  const doing = `reading what pull request #${number} stands on`;
  const tip = state === 'open' ? await tips(base.ref) : null;
  const basehead = `${tip ?? commitId(client, doing, base.sha)}...${commitId(client, doing, head.sha)}`;
  const memory = mergeBases.get(client) ?? new Map<string, string>();
  mergeBases.set(client, memory);
  const known = memory.get(basehead);
  if (known !== undefined) return known;
  const found = await client.ask(
    doing,
    async (octokit) =>
      (await octokit.rest.repos.compareCommitsWithBasehead({ ...client.own, basehead, per_page: 1 })).data
        .merge_base_commit.sha,
  );
  if (memory.size >= REMEMBERED) memory.clear();
  memory.set(basehead, commitId(client, doing, found));
  return found;
}

/** Two commits have the same merge base for ever. */
const mergeBases = new WeakMap<GitHubClient, Map<string, string>>();
const REMEMBERED = 10_000;
