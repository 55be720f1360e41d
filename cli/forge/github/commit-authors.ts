import { coAuthorsIn } from '../../git/co-authors.ts';
import { identityInAddress } from '../../identity/person.ts';
import type { Author, ProposedCommit } from '../forge.ts';
import { type AnyUser, commitId, kindOf, type ListedCommit } from './answers.ts';
import type { GitHubClient } from './client.ts';

/** Who a console's bot commits for. It can only exclude: anybody can write it. */
export const PROPOSED_BY = 'FlagForge-Proposed-By';

const PROPOSER = new RegExp(`^[ \\t]*${PROPOSED_BY}[ \\t]*:[ \\t]*([a-z]+:\\S+)[ \\t]*$`, 'gim');

/** Everybody who had a hand in a commit. @param number of the pull request, for messages. */
export function commitOf(client: GitHubClient, listed: ListedCommit, number: number): ProposedCommit {
  const { author, committer, message } = listed.commit;
  return {
    commit: commitId(client, `reading the commits of pull request #${number}`, listed.sha),
    authors: [
      gitAuthor(client, 'author', listed.author as AnyUser, author),
      gitAuthor(client, 'committer', listed.committer as AnyUser, committer),
      ...coAuthors(client, message),
    ],
  };
}

type GitUser = { readonly name?: string | undefined; readonly email?: string | undefined } | null;

/** @param account whom GitHub knows by the address; null or empty: nobody. */
function gitAuthor(client: GitHubClient, as: Author['as'], account: AnyUser, user: GitUser): Author {
  const email = user?.email ?? null;
  const name = user?.name ?? '';
  if (account?.login !== undefined)
    return { as, identity: `github:${account.login}`, email, name, kind: kindOf(account) };
  const kind = /\[bot\]@/i.test(email ?? '') ? 'bot' : 'human';
  return { as, identity: email === null ? null : loginIn(client, email), email, name, kind };
}

function coAuthors(client: GitHubClient, message: string): Author[] {
  const written = coAuthorsIn(message).map(({ name, email }): Author => {
    const identity = email === null ? null : loginIn(client, email);
    return { as: 'co-author', identity, email, name, kind: 'human' };
  });
  const proposers = [...message.matchAll(PROPOSER)].map(([, identity = '']): Author => {
    return { as: 'co-author', identity, email: null, name: identity, kind: 'human' };
  });
  return [...written, ...proposers];
}

/** The login in one of GitHub's own addresses, those of an Enterprise server too. */
function loginIn({ place }: GitHubClient, email: string): string | null {
  const own = `@users.noreply.${place.host}`;
  const isOwn = email.trim().toLowerCase().endsWith(own);
  return identityInAddress(isOwn ? `${email.trim().slice(0, -own.length)}@users.noreply.github.com` : email);
}

/**
 * The same commits, where those that a bot made beyond what FlagForge recorded are nobody's: a workflow of anybody's
 * branch can commit as a bot. With such a commit in it, nobody can be told from its author.
 * @param known the newest commit that FlagForge itself made; null: it made none.
 */
export function withoutForeignBots(
  commits: readonly ProposedCommit[],
  known: string | null,
): readonly ProposedCommit[] {
  const last = commits.findIndex(({ commit }) => commit === known);
  return commits.map((each, index) => {
    if (index <= last) return each;
    const foreign = each.authors.filter(({ as, kind }) => as === 'author' && kind === 'bot');
    const unknown = foreign.map((author): Author => ({ ...author, identity: null, email: null, kind: 'human' }));
    return unknown.length === 0 ? each : { ...each, authors: [...each.authors, ...unknown] };
  });
}
