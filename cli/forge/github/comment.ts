/** A comment of FlagForge's own, rewritten in place. */

import { unexpected } from './answers.ts';
import type { GitHubClient } from './client.ts';
import { noSuchPull } from './read-request.ts';

interface Comment {
  readonly id: number;
  readonly body?: string | undefined;
  readonly user: { readonly login: string } | null;
}

/** GitHub takes 65,536 characters. */
const MAX_CHARACTERS = 65_000;

/**
 * Writes a comment, or rewrites its own one. Others can write the marker too: their comments are never rewritten, since
 * they could change afterwards what it says.
 * @param onlyRewrite writes nothing where nobody has written one.
 */
export async function writeComment(
  client: GitHubClient,
  number: number,
  marker: string,
  markdown: string,
  onlyRewrite = false,
): Promise<void> {
  const tag = `<!-- flagforge:${marker.replace(/[^\w.-]/g, '-')} -->`;
  const body = `${tag}\n${shorten(markdown)}`;
  const doing = `commenting on pull request #${number}`;
  const [all, me] = await Promise.all([listComments(client, number, doing), whoAmI(client)]);
  const tagged = all.filter((comment) => comment.body?.startsWith(tag) === true);
  if (onlyRewrite && tagged.length === 0) return;
  const mine = tagged.find(({ user }) => user !== null && user.login.toLowerCase() === me?.toLowerCase());
  if (mine !== undefined) {
    await rewrite(client, mine, body, doing);
    return;
  }
  const { data: written } = await client.ask(doing, (octokit) =>
    // Not tried again: the first attempt may have done it.
    octokit.rest.issues.createComment({ ...client.own, issue_number: number, body, request: { retries: 0 } }),
  );
  // The token of an app does not say whose it is; the comment does.
  if (written.user?.login === me) return;
  const older = tagged.find(({ user }) => user !== null && user.login === written.user?.login);
  if (older === undefined) return;
  await rewrite(client, older, body, doing);
  await client.ask(doing, (octokit) => octokit.rest.issues.deleteComment({ ...client.own, comment_id: written.id }));
}

async function listComments(client: GitHubClient, number: number, doing: string): Promise<readonly Comment[]> {
  const comments = await client.ask<readonly Comment[] | null>(
    doing,
    (octokit) =>
      octokit.paginate(octokit.rest.issues.listComments, { ...client.own, issue_number: number, per_page: 100 }),
    (status) => (status === 404 ? null : undefined),
  );
  if (comments === null) throw await noSuchPull(client, number);
  if (!Array.isArray(comments)) throw unexpected(client, doing, 'something else than a list');
  return comments;
}

async function rewrite(client: GitHubClient, { id, body: old }: Comment, body: string, doing: string): Promise<void> {
  if (old === body) return;
  await client.ask(doing, (octokit) => octokit.rest.issues.updateComment({ ...client.own, comment_id: id, body }));
}

/** Whose comments these credentials write, as far as it can be told before one is written. */
async function whoAmI(client: GitHubClient): Promise<string | null> {
  const doing = 'asking whose credentials these are';
  if (client.credentials.kind === 'app') {
    const { data } = await client.askAsApp(doing, (octokit) => octokit.rest.apps.getAuthenticated());
    return data?.slug === undefined ? null : `${data.slug}[bot]`;
  }
  return client.ask<string | null>(
    doing,
    async (octokit) => (await octokit.rest.users.getAuthenticated()).data.login,
    (status) => (status === 403 || status === 404 ? client.presumedLogin : undefined),
  );
}

/** The end is left out, never the summary at the top. */
function shorten(markdown: string): string {
  if (markdown.length <= MAX_CHARACTERS) return markdown;
  const cut = markdown.slice(0, markdown.lastIndexOf('\n', MAX_CHARACTERS));
  const open = (cut.match(/<details>/g)?.length ?? 0) - (cut.match(/<\/details>/g)?.length ?? 0);
  return `${cut}\n${'\n</details>'.repeat(Math.max(0, open))}\n\n_The rest is too long for a comment: run \`flagforge diff\`._`;
}
