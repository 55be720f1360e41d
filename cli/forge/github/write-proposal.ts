/** Writing to GitHub: a commit with all of its files at once, its branch, its pull request. */
import { codedError } from '../../coded-error.ts';
import { CommandError } from '../../command-error.ts';
import { EXIT } from '../../exit-codes.ts';
import type { ChangeRequest, Proposal } from '../forge.ts';
import { commitId, type Pull } from './answers.ts';
import { readStand, refuseChanged, type Stand } from './changed-since.ts';
import type { GitHubClient } from './client.ts';
import { branchName, checkProposal, commitMessage, treeEntries } from './proposal-text.ts';
import type { Proposers } from './proposers.ts';
import { readPull, readRequest } from './read-request.ts';

/** @throws CommandError (1, FF4110) when a file was changed on the base branch meanwhile. */
export async function openRequest(
  client: GitHubClient,
  proposers: Proposers | null,
  base: string,
  tip: string,
  proposal: Proposal,
): Promise<ChangeRequest> {
  checkProposal(proposal, proposal.body);
  const from = await readStand(client, proposal.baseCommit);
  if (tip !== from.commit) {
    await refuseForeign(client, from.commit, base);
    await refuseChanged(client, proposal.files, from, await readStand(client, tip), base);
  } else await refuseChanged(client, proposal.files, from, from, base);
  const commit = await writeCommit(client, from, proposal);
  const branch = branchName(proposal.title);
  await createBranch(client, branch, commit);
  const number = await openPull(client, branch, base, proposal);
  await recordOrSay(client, proposers, number, proposal.proposer);
  return readRequest(client, proposers, number);
}

/** @throws CommandError (1, FF4118) when the head is another one by now. */
export async function updateRequest(
  client: GitHubClient,
  proposers: Proposers | null,
  number: number,
  expectedHead: string,
  change: Pick<Proposal, 'title' | 'files' | 'proposer'>,
): Promise<ChangeRequest> {
  checkProposal(change);
  const pull = await readPull(client, number);
  refuseClosed(client, pull);
  if (pull.head.sha !== expectedHead) throw movedOn(number, expectedHead, pull.head.sha);
  const from = await readStand(client, expectedHead);
  await refuseChanged(client, change.files, from, from, pull.head.ref);
  const commit = await writeCommit(client, from, change);
  const moved = await client.ask(
    `moving the branch of pull request #${number}`,
    async (octokit) => {
      await octokit.rest.git.updateRef({ ...client.own, ref: `heads/${pull.head.ref}`, sha: commit, force: false });
      return true;
    },
    (status, said) => (status === 422 && /fast.?forward/i.test(said) ? false : undefined),
  );
  if (!moved) throw movedOn(number, expectedHead, (await readPull(client, number)).head.sha);
  await recordOrSay(client, proposers, number, change.proposer, commit);
  return readMoved(client, proposers, number, commit);
}

/** GitHub's pull request follows its branch a moment later. */
const FOLLOWS = 4;
const BETWEEN_S = 0.5;

async function readMoved(
  client: GitHubClient,
  proposers: Proposers | null,
  number: number,
  head: string,
): Promise<ChangeRequest> {
  for (let asked = 1; ; asked += 1) {
    const request = await readRequest(client, proposers, number);
    if (request.head === head) return request;
    // The branch was moved from the old head, and nobody else's commit can be told from that one: ours counts.
    if (asked >= FOLLOWS) return { ...request, head };
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_S * client.secondMs));
  }
}

function refuseClosed({ own, name }: GitHubClient, { number, state, merged, head }: Pull): void {
  if (state !== 'open') throw codedError(EXIT.findings, 'FF4119', { number, state: merged ? 'merged' : 'closed' });
  const home = (head.repo as Pull['head']['repo'] | null)?.full_name ?? '';
  const isOwn = home.toLowerCase() === `${own.owner}/${own.repo}`.toLowerCase();
  if (!isOwn) throw codedError(EXIT.findings, 'FF4120', { number, name });
}

const movedOn = (number: number, expected: string, head: string): CommandError =>
  codedError(EXIT.findings, 'FF4118', { number, expected: expected.slice(0, 7), head: head.slice(0, 7) });

/** What is not of the base branch would come along as a part of the change. */
async function refuseForeign(client: GitHubClient, commit: string, base: string): Promise<void> {
  const doing = `comparing ${commit.slice(0, 7)} with ${base}`;
  const basehead = `${commit}...${base}`;
  const status = await client.ask(
    doing,
    async (octokit) =>
      (await octokit.rest.repos.compareCommitsWithBasehead({ ...client.own, basehead, per_page: 1 })).data.status,
  );
  if (status === 'ahead' || status === 'identical') return;
  throw codedError(EXIT.findings, 'FF4121', { commit: commit.slice(0, 7), branch: base });
}

async function writeCommit(
  client: GitHubClient,
  on: Stand,
  { title, files, proposer }: Pick<Proposal, 'title' | 'files' | 'proposer'>,
): Promise<string> {
  const doing = 'writing the commit';
  return client.ask(doing, async ({ rest }) => {
    const tree = await rest.git.createTree({ ...client.own, base_tree: on.tree, tree: treeEntries(files) });
    if (tree.data.sha === on.tree) throw codedError(EXIT.usage, 'FF4117', { why: 'it leaves every file as it is' });
    // Without an author: GitHub takes whoever asks, and signs what an app commits.
    const message = commitMessage(title, proposer);
    const commit = await rest.git.createCommit({ ...client.own, message, tree: tree.data.sha, parents: [on.commit] });
    return commitId(client, doing, commit.data.sha);
  });
}

async function createBranch(client: GitHubClient, branch: string, commit: string): Promise<void> {
  const doing = `making the branch ${branch}`;
  const isMade = await client.ask(
    doing,
    async (octokit) => {
      await octokit.rest.git.createRef({ ...client.own, ref: `refs/heads/${branch}`, sha: commit });
      return true;
    },
    (status, said) => (status === 422 && /already exists/i.test(said) ? false : undefined),
  );
  if (isMade) return;
  // Nobody else draws such a name: our own first attempt did it, and its answer was lost.
  const there = await client.ask(
    doing,
    async (octokit) => (await octokit.rest.git.getRef({ ...client.own, ref: `heads/${branch}` })).data.object.sha,
  );
  if (there !== commit)
    throw codedError(EXIT.findings, 'FF4105', { doing, name: client.name, said: 'it is there already' });
}

/** @returns the number of the request. When it fails, the branch goes again, or the problem says that it is there. */
async function openPull(
  client: GitHubClient,
  branch: string,
  base: string,
  { title, body }: Pick<Proposal, 'title' | 'body'>,
): Promise<number> {
  const doing = 'opening the pull request';
  try {
    return await client.ask(
      doing,
      async (octokit) =>
        (await octokit.rest.pulls.create({ ...client.own, title, body, head: branch, base })).data.number,
    );
  } catch (error) {
    // A first attempt may have done it, though its answer was lost.
    const open = await findOpen(client, branch).catch(() => null);
    if (open !== null) return open;
    const isGone = await deleteBranch(client, branch);
    if (!(error instanceof CommandError)) throw error;
    const state = isGone
      ? 'nothing was left behind on GitHub'
      : `the branch ${branch} was left behind: git push origin --delete ${branch}`;
    throw new CommandError(error.exitCode, error.message, [...error.hints, state], error.code);
  }
}

async function findOpen(client: GitHubClient, branch: string): Promise<number | null> {
  const head = `${client.own.owner}:${branch}`;
  const { data } = await client.ask('looking for the pull request', (octokit) =>
    octokit.rest.pulls.list({ ...client.own, head, state: 'open', per_page: 1 }),
  );
  return data[0]?.number ?? null;
}

const deleteBranch = (client: GitHubClient, branch: string): Promise<boolean> =>
  client
    .ask('removing the branch', (octokit) => octokit.rest.git.deleteRef({ ...client.own, ref: `heads/${branch}` }))
    .then(
      () => true,
      () => false,
    );

/** @param head the commit that was added; default: the request's own. */
async function recordOrSay(
  client: GitHubClient,
  proposers: Proposers | null,
  number: number,
  proposer: Proposal['proposer'],
  head?: string,
): Promise<void> {
  if (proposers === null || proposer === null) return;
  try {
    const request = await readRequest(client, null, number);
    await proposers.record(head === undefined ? request : { ...request, head }, proposer);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw codedError(EXIT.outside, 'FF4122', { number, name: client.name, why });
  }
}
