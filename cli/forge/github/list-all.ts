/** Lists of GitHub, whole or not at all. */
import type { Octokit } from 'octokit';
import { codedError } from '../../coded-error.ts';
import { EXIT } from '../../exit-codes.ts';
import type { ChangedFile, Permission, ProposedCommit, Review, ReviewVerdict } from '../forge.ts';
import { instantOf, type ListedFile, type ListedReview, type Pull, unexpected, userOf } from './answers.ts';
import type { GitHubClient } from './client.ts';
import { commitOf } from './commit-authors.ts';

const PAGE = 100;
/** GitHub lists no more than these of one request, and does not say so. */
const LISTED_COMMITS = 250;
const LISTED_FILES = 3000;

/** @throws CommandError (3) when a list is not what GitHub promises. */
async function listAll<Item extends object>(
  client: GitHubClient,
  doing: string,
  list: (octokit: Octokit) => Promise<readonly Item[]>,
): Promise<readonly Item[]> {
  const items = await client.ask(doing, list);
  const isWhole = Array.isArray(items) && items.every((item) => typeof item === 'object' && item !== null);
  if (!isWhole) throw unexpected(client, doing, 'something else than a list');
  return items;
}

/** Oldest first. @throws CommandError (3) when GitHub does not list them all. */
export async function listCommits(client: GitHubClient, pull: Pull): Promise<readonly ProposedCommit[]> {
  const doing = `reading the commits of pull request #${pull.number}`;
  if (pull.commits > LISTED_COMMITS) throw tooMany(pull, 'commits', pull.commits, LISTED_COMMITS);
  const listed = await listAll(client, doing, (octokit) =>
    octokit.paginate(octokit.rest.pulls.listCommits, { ...client.own, pull_number: pull.number, per_page: PAGE }),
  );
  if (listed.length !== pull.commits) throw isPartly(pull, 'commits', listed.length, pull.commits);
  return listed.map((commit) => commitOf(client, commit, pull.number));
}

/** @throws CommandError (3) when GitHub does not list them all. */
export async function listFiles(client: GitHubClient, pull: Pull): Promise<readonly ChangedFile[]> {
  const doing = `reading the files of pull request #${pull.number}`;
  if (pull.changed_files > LISTED_FILES) throw tooMany(pull, 'files', pull.changed_files, LISTED_FILES);
  const listed = await listAll(client, doing, (octokit) =>
    octokit.paginate(octokit.rest.pulls.listFiles, { ...client.own, pull_number: pull.number, per_page: PAGE }),
  );
  if (listed.length !== pull.changed_files) throw isPartly(pull, 'files', listed.length, pull.changed_files);
  return listed.map(fileOf);
}

function fileOf({ filename, status, previous_filename: previous }: ListedFile): ChangedFile {
  // A copy is a new file, whatever it was copied from.
  const kind = status === 'added' || status === 'copied' ? 'added' : status === 'removed' ? 'removed' : 'modified';
  return { path: filename, status: kind, previousPath: status === 'renamed' ? (previous ?? null) : null };
}

const tooMany = (pull: Pull, what: string, count: number, limit: number) =>
  codedError(EXIT.outside, 'FF4113', { number: pull.number, what, count, limit });

/** Somebody pushed between two answers, or one of them is not whole. */
const isPartly = (pull: Pull, what: string, listed: number, count: number) =>
  codedError(EXIT.outside, 'FF4114', { number: pull.number, what, listed, count });

const VERDICTS: Readonly<Record<string, ReviewVerdict>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  COMMENTED: 'commented',
  DISMISSED: 'dismissed',
};

/** Oldest first. What nobody has submitted yet is no review. */
export async function listReviews(client: GitHubClient, number: number): Promise<readonly Review[]> {
  const doing = `reading the reviews of pull request #${number}`;
  const listed = await listAll(client, doing, (octokit) =>
    octokit.paginate(octokit.rest.pulls.listReviews, { ...client.own, pull_number: number, per_page: PAGE }),
  );
  const given = listed.filter(({ state }) => state !== 'PENDING');
  const permissions = await readPermissions(client, given);
  const mayWrite = ({ user }: ListedReview): boolean =>
    ['write', 'admin'].includes(permissions.get(`github:${user?.login}`) ?? 'none');
  // No other approval counts anyway. After the reviews: what was said until now is not about what comes later.
  const isApproved = given.some((review) => review.state === 'APPROVED' && mayWrite(review));
  const rebased = isApproved ? await lastBaseChange(client, number) : null;
  return given.map((review) => {
    const verdict = VERDICTS[review.state];
    if (verdict === undefined) throw unexpected(client, doing, `a review that is ${review.state}`);
    const by = userOf(review.user);
    const at = Date.parse(review.submitted_at ?? '') || 0;
    return {
      ...{ by, verdict, body: review.body, at },
      // Without a commit it was given on none of those that can be approved.
      commit: review.commit_id ?? '',
      // GitHub's instants are whole seconds: what came first in one of them, nobody knows.
      isOfOtherBase: rebased !== null && at <= rebased,
      permission: (by.identity === null ? undefined : permissions.get(by.identity)) ?? 'none',
    };
  });
}

/** Somebody chose another base, GitHub did when the old one went, or the base itself got another history. */
const BASE_CHANGES = ['base_ref_changed', 'automatic_base_change_succeeded', 'base_ref_force_pushed'];

/** When a request last got another base, UTC epoch ms; null: it has the one that it was opened with. */
async function lastBaseChange(client: GitHubClient, number: number): Promise<number | null> {
  const doing = `reading the events of pull request #${number}`;
  const listed = await listAll(client, doing, (octokit) =>
    octokit.paginate(octokit.rest.issues.listEvents, { ...client.own, issue_number: number, per_page: PAGE }),
  );
  const changes = listed.filter(({ event }) => BASE_CHANGES.includes(event));
  return changes.length === 0
    ? null
    : Math.max(...changes.map((change) => instantOf(client, doing, change.created_at)));
}

async function readPermissions(
  client: GitHubClient,
  reviews: readonly ListedReview[],
): Promise<ReadonlyMap<string, Permission>> {
  const accounts = new Map(
    reviews.flatMap(({ user }) => (user === null ? [] : [[`github:${user.login}`, user] as const])),
  );
  const read = [...accounts].map(async ([identity, user]) => {
    return [identity, await permissionOf(client, user.login, user.id)] as const;
  });
  return new Map(await Promise.all(read));
}

/** @param id the account's number: a login can pass to somebody else. */
async function permissionOf(client: GitHubClient, login: string, id: number): Promise<Permission> {
  const doing = `asking what ${login} may do in ${client.name}`;
  const answer = await client.ask(
    doing,
    async (octokit) =>
      (await octokit.rest.repos.getCollaboratorPermissionLevel({ ...client.own, username: login })).data,
    // Nobody of that name, as an app is.
    (status) => (status === 404 ? NOBODY : undefined),
  );
  if (answer.user !== null && answer.user.id !== id) return 'none';
  const { permission } = answer;
  return permission === 'admin' || permission === 'write' || permission === 'read' ? permission : 'none';
}

const NOBODY = { permission: 'none', role_name: 'none', user: null };
