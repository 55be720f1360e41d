import type { ChangeRequest, Review } from '../forge.ts';
import type { ListedPull } from './answers.ts';
import type { GitHubClient } from './client.ts';
import { listReviews } from './list-all.ts';
import type { Proposers } from './proposers.ts';
import { toRequest } from './read-request.ts';

/**
 * The request whose merge made a commit of the base branch; null: none did. GitHub counts every open request as merged
 * whose commits come along, so there can be several: then it is the one whose head the commit brought.
 */
export async function findRequestOf(
  client: GitHubClient,
  proposers: Proposers | null,
  commit: string,
  base: string,
): Promise<ChangeRequest | null> {
  const pulls = await client.ask<readonly ListedPull[]>(
    `looking for the pull request of ${commit.slice(0, 7)}`,
    (octokit) =>
      octokit.paginate(octokit.rest.repos.listPullRequestsAssociatedWithCommit, {
        ...{ ...client.own, commit_sha: commit, per_page: 100 },
      }) as Promise<ListedPull[]>,
    // It was never pushed here, so nobody reviewed it here.
    (status, said) => (status === 422 && /no commit found/i.test(said) ? [] : undefined),
  );
  const merged = pulls.filter(
    (pull) =>
      typeof pull.merged_at === 'string' &&
      pull.merge_commit_sha === commit &&
      pull.base.ref === base &&
      isOfRepository(client, pull),
  );
  const [only, ...others] = merged;
  if (only === undefined) return null;
  const found = others.length === 0 ? only : await chooseFrom(client, only, others, commit);
  return toRequest(client, proposers, found);
}

function isOfRepository({ own }: GitHubClient, { base }: ListedPull): boolean {
  return base.repo.full_name.toLowerCase() === `${own.owner}/${own.repo}`.toLowerCase();
}

/**
 * Several with the same head: each would have brought just this if it were the only one, so any of them that is approved
 * is enough. Whoever opens one more beside it cannot stop it; an objection to one of them does.
 */
async function chooseFrom(
  client: GitHubClient,
  first: ListedPull,
  others: readonly ListedPull[],
  commit: string,
): Promise<ListedPull> {
  const { data } = await client.ask(`reading commit ${commit.slice(0, 7)}`, (octokit) =>
    octokit.rest.git.getCommit({ ...client.own, commit_sha: commit }),
  );
  const [, ...brought] = data.parents.map(({ sha }) => sha);
  const heads = brought.length === 0 ? [commit] : brought;
  const all = [first, ...others].sort((a, b) => a.number - b.number);
  const fit = all.filter(({ head }) => heads.includes(head.sha));
  let best = fit[0] ?? first;
  if (fit.length < 2) return best;
  let most = -1;
  for (const pull of fit) {
    const words = lastWords(await listReviews(client, pull.number));
    if (words.some(({ verdict }) => verdict === 'changes-requested')) return pull;
    const approvals = words.filter((word) => countsFor(word, pull.head.sha)).length;
    if (approvals > most) [best, most] = [pull, approvals];
  }
  return best;
}

/** Of those whose word can have weight. */
function lastWords(reviews: readonly Review[]): readonly Review[] {
  const last = new Map<string, Review>();
  for (const review of reviews) {
    const { identity, kind } = review.by;
    const hasWeight = kind === 'human' && (review.permission === 'write' || review.permission === 'admin');
    if (hasWeight && identity !== null && review.verdict !== 'commented') last.set(identity, review);
  }
  return [...last.values()];
}

const countsFor = ({ verdict, commit, isOfOtherBase }: Review, head: string): boolean =>
  verdict === 'approved' && commit === head && !isOfOtherBase;
