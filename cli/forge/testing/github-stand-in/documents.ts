/** What the stand-in answers, without the addresses: `fillAddresses` adds those. */
import type { CommitObject, FileChange } from './bare-repository.ts';
import {
  type Account,
  accountByEmail,
  type Pull,
  type StoredComment,
  type StoredEvent,
  type StoredReview,
  type World,
} from './world.ts';

type Document = Readonly<Record<string, unknown>>;

const iso = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');

export const userDocument = ({ login, id, type }: Account): Document => ({
  ...{ login, id, type, site_admin: false, gravatar_id: '' },
});

export const userOrNull = (world: World, login: string): Document | null => {
  const account = world.accounts.get(login.toLowerCase());
  return account === undefined || account.isGone ? null : userDocument(account);
};

export function repositoryDocument(world: World): Document {
  const at = iso(world.now());
  const owner = { login: world.owner, id: 1, type: 'Organization', site_admin: false, gravatar_id: '' };
  const none = ['forks', 'forks_count', 'open_issues', 'open_issues_count', 'size', 'stargazers_count', 'watchers'];
  const no = ['has_pages', 'has_downloads', 'has_discussions', 'archived', 'disabled', 'fork'];
  const empty = ['description', 'homepage', 'language', 'license', 'mirror_url'];
  return {
    ...{ id: 1, name: world.name, full_name: `${world.owner}/${world.name}`, owner, private: true },
    ...Object.fromEntries(none.map((key) => [key, 0])),
    ...Object.fromEntries(no.map((key) => [key, false])),
    ...Object.fromEntries(empty.map((key) => [key, null])),
    ...{ watchers_count: 0, network_count: 0, subscribers_count: 0 },
    ...{ has_issues: true, has_projects: true, has_wiki: true },
    ...{ default_branch: world.defaultBranch, created_at: at, updated_at: at, pushed_at: at },
  };
}

const UNSIGNED = { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null };

export const gitCommitDocument = ({ sha, tree, parents, author, committer, message }: CommitObject): Document => ({
  ...{ sha, author, committer, message, verification: UNSIGNED, tree: { sha: tree } },
  parents: parents.map((parent) => ({ sha: parent })),
});

export function commitDocument(
  world: World,
  { sha, tree, parents, author, committer, message }: CommitObject,
): Document {
  const account = (email: string): Document | null => {
    const found = accountByEmail(world, email);
    return found === null ? null : userDocument(found);
  };
  return {
    sha,
    commit: { author, committer, message, comment_count: 0, tree: { sha: tree }, verification: UNSIGNED },
    ...{ author: account(author.email), committer: account(committer.email) },
    parents: parents.map((parent) => ({ sha: parent })),
  };
}

export const fileDocument = ({ path, status, previousPath }: FileChange): Document => ({
  ...{ filename: path, status, sha: '0'.repeat(40), additions: 1, deletions: 1, changes: 2 },
  ...(previousPath !== null && { previous_filename: previousPath }),
});

/** A pull request as lists have it. */
export function simplePullDocument(world: World, pull: Pull): Document {
  const repo = repositoryDocument(world);
  const user = repo.owner;
  return {
    ...{ id: 1000 + pull.number, number: pull.number, state: pull.state, locked: false, title: pull.title },
    ...{ user: userOrNull(world, pull.login) ?? GHOST, body: pull.body, labels: [], milestone: null, assignee: null },
    ...{ created_at: iso(pull.openedAt), updated_at: iso(pull.updatedAt) },
    closed_at: pull.closedAt === null ? null : iso(pull.closedAt),
    merged_at: pull.mergedAt === null ? null : iso(pull.mergedAt),
    merge_commit_sha: pull.mergeCommit,
    head: { label: `${world.owner}:${pull.branch}`, ref: pull.branch, sha: pull.head, repo, user },
    base: { label: `${world.owner}:${pull.base}`, ref: pull.base, sha: pull.baseSha, repo, user },
    ...{ author_association: 'MEMBER', auto_merge: null, draft: false },
    html_url: `https://github.com/${world.owner}/${world.name}/pull/${pull.number}`,
  };
}

/** Whoever deleted their account. GitHub shows this one in their place where a user must be. */
const GHOST: Document = { login: 'ghost', id: 10137, type: 'User', site_admin: false, gravatar_id: '' };

/** A pull request by itself. */
export async function pullDocument(world: World, pull: Pull): Promise<Document> {
  const { git } = world;
  const commits = await git.commitsBetween(pull.baseSha, pull.head);
  const from = (await git.mergeBase(pull.baseSha, pull.head)) ?? pull.baseSha;
  const changes = await git.changes(from, pull.head);
  return {
    ...simplePullDocument(world, pull),
    ...(await mergeability(world, pull)),
    merged: pull.mergedAt !== null,
    merged_by: pull.mergedBy === null ? null : userOrNull(world, pull.mergedBy),
    ...{ comments: 0, review_comments: 0, maintainer_can_modify: false },
    ...{ commits: commits.length, additions: 1, deletions: 1, changed_files: changes.length },
  };
}

async function mergeability(world: World, pull: Pull): Promise<Document> {
  if (pull.state === 'closed') return { mergeable: null, mergeable_state: 'unknown' };
  pull.mergeabilityAsked += 1;
  if (pull.mergeabilityAsked === 1) return { mergeable: null, mergeable_state: 'unknown' };
  const merged = await world.git.mergeTrees(`refs/heads/${pull.base}`, pull.head);
  return 'tree' in merged
    ? { mergeable: true, mergeable_state: 'clean' }
    : { mergeable: false, mergeable_state: 'dirty' };
}

export const reviewDocument = (world: World, { id, login, commit, body, at, state }: StoredReview): Document => ({
  ...{ id, user: userOrNull(world, login), body, state, commit_id: commit, author_association: 'MEMBER' },
  ...(state !== 'PENDING' && { submitted_at: iso(at) }),
});

export const eventDocument = (world: World, { id, event, login, at }: StoredEvent): Document => ({
  ...{ id, event, created_at: iso(at), commit_id: null, commit_url: null, performed_via_github_app: null },
  actor: (login === null ? null : userOrNull(world, login)) ?? GHOST,
});

export const commentDocument = (world: World, { id, login, body, at, updatedAt }: StoredComment): Document => ({
  ...{ id, user: userOrNull(world, login), body, created_at: iso(at), updated_at: iso(updatedAt) },
  ...{ author_association: 'MEMBER', performed_via_github_app: null },
});
