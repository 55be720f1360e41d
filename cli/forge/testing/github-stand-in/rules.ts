/** GitHub's own rules: who may review and merge what, and what a push does to reviews. */
import type { BareRepository, CommitObject, Signature } from './bare-repository.ts';
import {
  type Account,
  accountOf,
  type BaseEvent,
  isAtLeast,
  noreplyOf,
  type Pull,
  Refusal,
  type StoredReview,
  type World,
} from './world.ts';

export type ReviewEvent = 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT';

const STATES = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const;

export async function giveReview(
  world: World,
  pull: Pull,
  by: Account,
  given: { readonly event?: ReviewEvent; readonly body?: string; readonly commit_id?: string },
): Promise<StoredReview> {
  const { event, body = '', commit_id: commit = pull.head } = given;
  if (event !== undefined && event !== 'COMMENT' && by.login === pull.login) {
    const what = event === 'APPROVE' ? 'approve' : 'request changes on';
    throw new Refusal(422, 'Unprocessable Entity', [`Can not ${what} your own pull request`]);
  }
  if (event !== undefined && event !== 'APPROVE' && body === '') {
    throw new Refusal(422, 'Unprocessable Entity', ['Review body is required']);
  }
  const own = await world.git.commitsBetween(pull.baseSha, pull.head);
  if (!own.includes(commit)) throw new Refusal(422, 'Unprocessable Entity', ['Commit is not part of the pull request']);
  const state = event === undefined ? 'PENDING' : STATES[event];
  const review: StoredReview = { id: world.nextId(), login: by.login, commit, body, at: world.now(), state };
  pull.reviews.push(review);
  pull.updatedAt = world.now();
  return review;
}

export function dismissReview(pull: Pull, by: Account, id: number): StoredReview {
  if (!isAtLeast(by, 'write')) throw new Refusal(403, 'Must have write access to dismiss reviews');
  const review = pull.reviews.find((candidate) => candidate.id === id);
  if (review === undefined) throw new Refusal(404, 'Not Found');
  if (review.state !== 'APPROVED' && review.state !== 'CHANGES_REQUESTED') {
    throw new Refusal(422, 'Unprocessable Entity', ['Can not dismiss a commented pull request review']);
  }
  review.state = 'DISMISSED';
  return review;
}

/** Its reviews stay as they are, whatever is dismissed by a push. */
export async function retargetPull(
  world: World,
  pull: Pull,
  login: string | null,
  base: string,
  event: BaseEvent = 'base_ref_changed',
): Promise<void> {
  const tip = await world.git.tip(`refs/heads/${base}`);
  if (tip === null || pull.state !== 'open') throw new Refusal(422, 'Validation Failed');
  Object.assign(pull, { base, baseSha: tip, updatedAt: world.now(), mergeabilityAsked: 0 });
  pull.events.push({ id: world.nextId(), event, login, at: world.now() });
}

/** The last verdict of each person with write access who did not open the request, as the merge button counts. */
function approvalsThatCount(world: World, pull: Pull): number {
  const verdicts = new Map<string, StoredReview>();
  for (const review of pull.reviews) {
    if (review.state !== 'COMMENTED' && review.state !== 'PENDING') verdicts.set(review.login, review);
  }
  return [...verdicts.values()].filter(
    ({ login, state }) => state === 'APPROVED' && login !== pull.login && isAtLeast(accountOf(world, login), 'write'),
  ).length;
}

export function whyNotMerged(world: World, pull: Pull, by: Account): string | null {
  if (pull.base !== world.defaultBranch) return null;
  const { classic, ruleset } = world;
  const rules = [classic !== null && (classic.enforceAdmins || by.level !== 'admin') ? classic : null, ruleset];
  for (const rule of rules) {
    if (rule === null) continue;
    if (approvalsThatCount(world, pull) < rule.approvals) {
      return `At least ${rule.approvals} approving review is required by reviewers with write access.`;
    }
  }
  return null;
}

export type MergeMethod = 'merge' | 'squash' | 'rebase';

/** @returns the commit on the base branch. */
export async function mergePull(
  world: World,
  pull: Pull,
  by: Account,
  method: MergeMethod,
  sha?: string,
): Promise<string> {
  if (!isAtLeast(by, 'write')) throw new Refusal(403, 'Resource not accessible by personal access token');
  if (pull.state !== 'open') throw new Refusal(405, 'Pull Request is not mergeable');
  if (sha !== undefined && sha !== pull.head) {
    throw new Refusal(409, 'Head branch was modified. Review and try the merge again.');
  }
  const why = whyNotMerged(world, pull, by);
  if (why !== null) throw new Refusal(405, why);
  const base = (await world.git.tip(`refs/heads/${pull.base}`)) ?? pull.baseSha;
  const commits = await world.git.commitsBetween(base, pull.head);
  const commit = await mergeCommit(world, pull, by, method, base, commits);
  pull.baseSha = base;
  await world.git.moveRef(`refs/heads/${pull.base}`, commit);
  markMerged(world, pull, by.login, commit);
  await afterPush(world, pull.base);
  return commit;
}

async function mergeCommit(
  world: World,
  pull: Pull,
  by: Account,
  method: MergeMethod,
  base: string,
  commits: readonly string[],
): Promise<string> {
  const { git } = world;
  if (method === 'rebase') return rebase(world, by, base, commits);
  const merged = await git.mergeTrees(base, pull.head);
  if ('conflicts' in merged) throw new Refusal(405, 'Pull Request is not mergeable');
  const author = signatureOf(world, by);
  const committer = { name: 'GitHub', email: 'noreply@github.com', date: author.date };
  if (method === 'merge') {
    const message = `Merge pull request #${pull.number} from ${world.owner}/${pull.branch}\n\n${pull.title}`;
    return git.writeCommit({ tree: merged.tree, parents: [base, pull.head], author, committer, message });
  }
  const own = signatureOf(world, accountOf(world, pull.login));
  const trailers = await coAuthors(git, commits, own.email);
  const message = `${pull.title} (#${pull.number})${trailers.length === 0 ? '' : `\n\n${trailers.join('\n')}`}`;
  return git.writeCommit({ tree: merged.tree, parents: [base], author: own, committer, message });
}

async function coAuthors(git: BareRepository, commits: readonly string[], own: string): Promise<string[]> {
  const authors = await Promise.all(commits.map(async (sha) => (await git.readCommit(sha))?.author));
  const others = authors.flatMap((author) => (author === undefined || author.email === own ? [] : [author]));
  return [...new Set(others.map(({ name, email }) => `Co-authored-by: ${name} <${email}>`))];
}

/** Each commit anew on top of the base. A commit of the base's tree on the old parent makes its change the one side. */
async function rebase(world: World, by: Account, base: string, commits: readonly string[]): Promise<string> {
  const { git } = world;
  let tip = base;
  for (const sha of commits) {
    const commit = await git.readCommit(sha);
    const onto = await git.readCommit(tip);
    const [parent] = commit?.parents ?? [];
    if (commit === null || onto === null || parent === undefined)
      throw new Refusal(405, 'Pull Request is not mergeable');
    const side = await git.writeCommit({ ...bare(onto), parents: [parent] });
    const merged = await git.mergeTrees(side, sha);
    if ('conflicts' in merged) throw new Refusal(405, 'Pull Request is not mergeable');
    const committer = signatureOf(world, by);
    tip = await git.writeCommit({ ...bare(commit), tree: merged.tree, parents: [tip], committer });
  }
  return tip;
}

const bare = ({ tree, parents, author, committer, message }: CommitObject): Omit<CommitObject, 'sha'> => ({
  ...{ tree, parents, author, committer, message },
});

/** As whom GitHub commits for somebody who does not say. */
export const signatureOf = (world: World, account: Account): Signature => ({
  ...{ name: account.name, email: account.email === '' ? noreplyOf(account) : account.email },
  date: new Date(world.now()).toISOString(),
});

function markMerged(world: World, pull: Pull, by: string | null, commit: string): void {
  const now = world.now();
  Object.assign(pull, {
    state: 'closed',
    mergedAt: now,
    closedAt: now,
    updatedAt: now,
    mergedBy: by,
    mergeCommit: commit,
  });
  pull.events.push({ id: world.nextId(), event: 'merged', login: by, at: now });
}

/** A forced push of a base is an event of each request that is open for it. */
export async function baseRewritten(world: World, branch: string): Promise<void> {
  for (const pull of world.pulls) {
    if (pull.state === 'open' && pull.base === branch)
      await retargetPull(world, pull, null, branch, 'base_ref_force_pushed');
  }
}

/** What follows a branch that moved or went. */
export async function afterPush(world: World, branch: string): Promise<void> {
  const tip = await world.git.tip(`refs/heads/${branch}`);
  for (const pull of world.pulls.filter(({ state }) => state === 'open')) {
    if (pull.branch === branch) await headMoved(world, pull, tip);
    if (pull.base === branch && tip !== null && pull.state === 'open') await baseMoved(world, pull, tip);
  }
}

async function headMoved(world: World, pull: Pull, tip: string | null): Promise<void> {
  if (tip === null) {
    Object.assign(pull, { state: 'closed', closedAt: world.now(), updatedAt: world.now() });
    return;
  }
  if (tip === pull.head) return;
  pull.head = tip;
  pull.baseSha = (await world.git.tip(`refs/heads/${pull.base}`)) ?? pull.baseSha;
  pull.updatedAt = world.now();
  pull.mergeabilityAsked = 0;
  await world.git.moveRef(`refs/pull/${pull.number}/head`, tip);
  const isStale = world.classic?.dismissStale === true || world.ruleset?.dismissStale === true;
  if (!isStale) return;
  for (const review of pull.reviews) if (review.state === 'APPROVED') review.state = 'DISMISSED';
}

/** Somebody merged by hand: the request counts as merged, by the commit that brought its head. */
async function baseMoved(world: World, pull: Pull, tip: string): Promise<void> {
  const { git } = world;
  pull.mergeabilityAsked = 0;
  if (!(await git.isAncestor(pull.head, tip))) return;
  const chain = (await git.git('rev-list', '--first-parent', '--reverse', tip, `^${pull.baseSha}`)).split('\n');
  for (const commit of chain) {
    if (commit !== '' && (await git.isAncestor(pull.head, commit))) {
      markMerged(world, pull, null, commit);
      return;
    }
  }
  markMerged(world, pull, null, tip);
}
