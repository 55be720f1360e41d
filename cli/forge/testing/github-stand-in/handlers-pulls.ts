/** Pull requests, their reviews and comments. */
import {
  commentDocument,
  commitDocument,
  eventDocument,
  fileDocument,
  pullDocument,
  reviewDocument,
  simplePullDocument,
} from './documents.ts';
import type { Handler } from './handler.ts';
import { dismissReview, giveReview, type MergeMethod, mergePull, type ReviewEvent, retargetPull } from './rules.ts';
import { isAtLeast, notFound, type Pull, pullOf, Refusal, type StoredComment, type World } from './world.ts';

/** What GitHub lists of one request, and no more. */
const LISTED_COMMITS = 250;
const LISTED_FILES = 3000;

/** A validation problem as GitHub words it. */
const invalid = (resource: string, field: string, code: string, message?: string): Refusal =>
  new Refusal(422, 'Validation Failed', [{ resource, field, code, ...(message !== undefined && { message }) }]);

export async function openPull(
  world: World,
  login: string,
  given: { readonly title: string; readonly head: string; readonly base: string; readonly body?: string },
): Promise<Pull> {
  const branch = given.head.replace(`${world.owner}:`, '');
  const [head, baseSha] = [
    await world.git.tip(`refs/heads/${branch}`),
    await world.git.tip(`refs/heads/${given.base}`),
  ];
  if (head === null) throw invalid('PullRequest', 'head', 'invalid');
  if (baseSha === null) throw invalid('PullRequest', 'base', 'invalid');
  if (world.pulls.some((pull) => pull.state === 'open' && pull.branch === branch && pull.base === given.base)) {
    throw invalid('PullRequest', '', 'custom', `A pull request already exists for ${world.owner}:${branch}.`);
  }
  if ((await world.git.commitsBetween(baseSha, head)).length === 0) {
    throw invalid('PullRequest', '', 'custom', `No commits between ${given.base} and ${branch}`);
  }
  const now = world.now();
  const pull: Pull = {
    ...{
      number: world.pulls.length + 1,
      login,
      title: given.title,
      body: given.body ?? null,
      branch,
      base: given.base,
    },
    ...{ baseSha, head, state: 'open', mergedAt: null, mergedBy: null, mergeCommit: null, closedAt: null },
    ...{ openedAt: now, updatedAt: now, reviews: [], events: [], mergeabilityAsked: 0 },
  };
  world.pulls.push(pull);
  await world.git.moveRef(`refs/pull/${pull.number}/head`, head);
  return pull;
}

const commentOf = (world: World, id: string | undefined): StoredComment => {
  const comment = world.comments.find((candidate) => candidate.id === Number(id));
  if (comment === undefined) throw notFound();
  return comment;
};

export const PULL_HANDLERS: Readonly<Record<string, Handler>> = {
  'pulls/list': async ({ world, query, page }) => {
    const state = query.get('state') ?? 'open';
    const head = query.get('head')?.replace(`${world.owner}:`, '');
    const pulls = world.pulls.filter(
      (pull) =>
        (state === 'all' || pull.state === state) &&
        (head === undefined || pull.branch === head) &&
        (query.get('base') ?? pull.base) === pull.base,
    );
    // Newest first unless asked otherwise; `sort=created` and its default order is all that is asked here.
    const order = query.get('direction') === 'asc' ? pulls : [...pulls].reverse();
    return { status: 200, body: page(order).map((pull) => simplePullDocument(world, pull)) };
  },
  'pulls/create': async ({ world, body, as }) => {
    const given = body as { title?: string; head: string; base: string; body?: string };
    if (given.title === undefined || given.title === '') throw invalid('PullRequest', 'title', 'missing_field');
    const pull = await openPull(world, as.login, { ...given, title: given.title });
    return { status: 201, body: await pullDocument(world, pull) };
  },
  'pulls/get': async ({ world, parts }) => ({
    status: 200,
    body: await pullDocument(world, pullOf(world, parts.pull_number ?? '')),
  }),
  'pulls/update': async ({ world, parts, body, as }) => {
    const pull = pullOf(world, parts.pull_number ?? '');
    if (as.login !== pull.login && !isAtLeast(as, 'write')) throw new Refusal(403, 'Forbidden');
    const given = body as { title?: string; body?: string; state?: 'open' | 'closed'; base?: string };
    const { title, body: text, state, base } = given;
    if (base !== undefined && base !== pull.base) await retargetPull(world, pull, as.login, base);
    if (title !== undefined) pull.title = title;
    if (text !== undefined) pull.body = text;
    if (state === 'closed' && pull.state === 'open') Object.assign(pull, { state, closedAt: world.now() });
    if (state === 'open' && pull.mergedAt === null) Object.assign(pull, { state, closedAt: null });
    return { status: 200, body: await pullDocument(world, pull) };
  },
  'pulls/list-commits': async ({ world, parts, page }) => {
    const pull = pullOf(world, parts.pull_number ?? '');
    const all = (await world.git.commitsBetween(pull.baseSha, pull.head)).slice(0, LISTED_COMMITS);
    const commits = await Promise.all(page(all).map((sha) => world.git.readCommit(sha)));
    return { status: 200, body: commits.flatMap((commit) => (commit === null ? [] : [commitDocument(world, commit)])) };
  },
  'pulls/list-files': async ({ world, parts, page }) => {
    const pull = pullOf(world, parts.pull_number ?? '');
    const from = (await world.git.mergeBase(pull.baseSha, pull.head)) ?? pull.baseSha;
    const files = (await world.git.changes(from, pull.head)).slice(0, LISTED_FILES);
    return { status: 200, body: page(files).map(fileDocument) };
  },
  'pulls/list-reviews': async ({ world, parts, page, as }) => {
    const { reviews } = pullOf(world, parts.pull_number ?? '');
    const visible = reviews.filter(({ state, login }) => state !== 'PENDING' || login === as.login);
    return { status: 200, body: page(visible).map((review) => reviewDocument(world, review)) };
  },
  'pulls/create-review': async ({ world, parts, body, as }) => {
    const given = body as { event?: ReviewEvent; body?: string; commit_id?: string };
    const review = await giveReview(world, pullOf(world, parts.pull_number ?? ''), as, given);
    return { status: 200, body: reviewDocument(world, review) };
  },
  'pulls/dismiss-review': async ({ world, parts, as }) => {
    const review = dismissReview(pullOf(world, parts.pull_number ?? ''), as, Number(parts.review_id));
    return { status: 200, body: reviewDocument(world, review) };
  },
  'pulls/merge': async ({ world, parts, body, as }) => {
    const { merge_method: method = 'merge', sha } = (body ?? {}) as { merge_method?: MergeMethod; sha?: string };
    const commit = await mergePull(world, pullOf(world, parts.pull_number ?? ''), as, method, sha);
    return { status: 200, body: { sha: commit, merged: true, message: 'Pull Request successfully merged' } };
  },
  'issues/list-events': async ({ world, parts, page }) => {
    const { events } = pullOf(world, parts.issue_number ?? '');
    return { status: 200, body: page(events).map((event) => eventDocument(world, event)) };
  },
  'issues/list-comments': async ({ world, parts, page }) => {
    const pull = pullOf(world, parts.issue_number ?? '');
    const comments = world.comments.filter(({ issue }) => issue === pull.number);
    return { status: 200, body: page(comments).map((comment) => commentDocument(world, comment)) };
  },
  'issues/create-comment': async ({ world, parts, body, as }) => {
    const { number: issue } = pullOf(world, parts.issue_number ?? '');
    const now = world.now();
    const { body: text } = body as { body: string };
    if (text.length > 65_536)
      throw invalid('IssueComment', 'body', 'custom', 'body is too long (maximum is 65536 characters)');
    const comment: StoredComment = { id: world.nextId(), issue, login: as.login, body: text, at: now, updatedAt: now };
    world.comments.push(comment);
    return { status: 201, body: commentDocument(world, comment) };
  },
  'issues/update-comment': async ({ world, parts, body, as }) => {
    const comment = commentOf(world, parts.comment_id);
    if (comment.login !== as.login && !isAtLeast(as, 'write')) throw new Refusal(403, 'Forbidden');
    Object.assign(comment, { body: (body as { body: string }).body, updatedAt: world.now() });
    return { status: 200, body: commentDocument(world, comment) };
  },
  'issues/delete-comment': async ({ world, parts, as }) => {
    const comment = commentOf(world, parts.comment_id);
    if (comment.login !== as.login && !isAtLeast(as, 'write')) throw new Refusal(403, 'Forbidden');
    world.comments.splice(world.comments.indexOf(comment), 1);
    return { status: 204, body: undefined };
  },
};
