import type { MergeState } from '../forge.ts';
import type { GitHubClient } from './client.ts';
import { listFiles } from './list-all.ts';
import { readPull } from './read-request.ts';

/** GitHub works it out in the background, beginning when it is asked: how often it is asked again, and after how long. */
const ASKED_AGAIN = 5;
const BETWEEN_S = 0.5;

/** How the merge of an open request stands. `unknown` too for one that is closed. */
export async function readMergeState(client: GitHubClient, number: number): Promise<MergeState> {
  for (let asked = 0; asked <= ASKED_AGAIN; asked += 1) {
    if (asked > 0) await new Promise((resolve) => setTimeout(resolve, BETWEEN_S * client.secondMs));
    const pull = await readPull(client, number);
    if (pull.state !== 'open') return { kind: 'unknown' };
    if (pull.mergeable === true) return { kind: 'mergeable' };
    if (pull.mergeable === false) return { kind: 'conflicts', paths: await changedByBoth(client, number) };
  }
  return { kind: 'unknown' };
}

/** GitHub does not say where the conflicts are: they are among the files that both sides changed. */
async function changedByBoth(client: GitHubClient, number: number): Promise<readonly string[]> {
  const pull = await readPull(client, number);
  const basehead = `${pull.head.sha}...${pull.base.ref}`;
  const theirs = await client.ask(
    `comparing pull request #${number} with ${pull.base.ref}`,
    async (octokit) =>
      (await octokit.rest.repos.compareCommitsWithBasehead({ ...client.own, basehead, per_page: 1 })).data.files ?? [],
  );
  const changed = new Set(theirs.flatMap((file) => [file.filename, file.previous_filename ?? file.filename]));
  const ours = await listFiles(client, pull);
  return ours
    .filter(({ path, previousPath }) => changed.has(path) || changed.has(previousPath ?? path))
    .map(({ path }) => path);
}
