/** What GitHub answers, as FlagForge means it. Its shapes end here. */
import type { Octokit } from 'octokit';
import { codedError } from '../../coded-error.ts';
import type { CommandError } from '../../command-error.ts';
import { EXIT } from '../../exit-codes.ts';
import { isFullId } from '../../git/resolve-commit.ts';
import type { ChangeRequest, ForgeUser } from '../forge.ts';
import type { GitHubClient } from './client.ts';

type Rest = Octokit['rest'];

/** A pull request by itself, and as lists have it. */
export type Pull = Awaited<ReturnType<Rest['pulls']['get']>>['data'];
export type ListedPull = Awaited<ReturnType<Rest['pulls']['list']>>['data'][number];
export type ListedCommit = Awaited<ReturnType<Rest['pulls']['listCommits']>>['data'][number];
export type ListedReview = Awaited<ReturnType<Rest['pulls']['listReviews']>>['data'][number];
export type ListedFile = Awaited<ReturnType<Rest['pulls']['listFiles']>>['data'][number];

/** An account as it stands in any answer: gone ones are null, some answers have an empty object. */
export type AnyUser = { readonly login?: string; readonly type?: string } | null | undefined;

/** GitHub answered something that it does not promise. */
export const unexpected = (client: GitHubClient, doing: string, said: string): CommandError =>
  codedError(EXIT.outside, 'FF4109', { doing, host: client.place.host, said });

/** Lets a full commit id through. @throws CommandError (3) for anything else. */
export function commitId(client: GitHubClient, doing: string, value: unknown): string {
  if (typeof value === 'string' && isFullId(value)) return value;
  throw unexpected(client, doing, 'a commit without an id');
}

/**
 * An account as somebody to be judged. Only what GitHub calls a user is a human; an account that is gone, an app, an
 * organisation, a mannequin of an import: none of them can answer for anything.
 */
export function userOf(user: AnyUser): ForgeUser {
  const login = user?.login;
  if (login === undefined || login === '')
    return { identity: null, kind: 'bot', name: 'a deleted account', claims: [] };
  return { identity: `github:${login}`, kind: kindOf(user), name: login, claims: [] };
}

export function kindOf(user: AnyUser): ForgeUser['kind'] {
  // Everybody whose account is gone is shown as `ghost`, who is a user.
  const isHuman = user?.type === 'User' && !/\[bot\]$/i.test(user.login ?? '') && user.login?.toLowerCase() !== 'ghost';
  return isHuman ? 'human' : 'bot';
}

/** UTC epoch ms. */
export function instantOf(client: GitHubClient, doing: string, value: string | null | undefined): number {
  const at = Date.parse(value ?? '');
  if (Number.isNaN(at)) throw unexpected(client, doing, 'no instant where there is one');
  return at;
}

/** @param baseCommit the newest commit of the base branch that the branch stands on. */
export function changeRequestOf(
  client: GitHubClient,
  pull: Pull | ListedPull,
  baseCommit: string,
  proposer: ForgeUser | null,
): ChangeRequest {
  const doing = `reading pull request #${pull.number}`;
  const isMerged = pull.merged_at !== null && pull.merged_at !== undefined;
  return {
    number: pull.number,
    ...{ title: pull.title, body: pull.body ?? '', url: pull.html_url },
    state: isMerged ? 'merged' : pull.state === 'open' ? 'open' : 'closed',
    ...{ branch: pull.head.ref, base: pull.base.ref, baseCommit },
    head: commitId(client, doing, pull.head.sha),
    mergeCommit: isMerged ? commitId(client, doing, pull.merge_commit_sha) : null,
    ...{ opener: userOf(pull.user), proposer },
    openedAt: instantOf(client, doing, pull.created_at),
    updatedAt: instantOf(client, doing, pull.updated_at),
  };
}
