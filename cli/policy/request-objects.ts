/** What a clone has to have of a change request before it can be judged. */
import { codedError } from '../coded-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { Forge } from '../forge/forge.ts';
import { anchorRemote, fetchRef } from '../git/remote.ts';
import type { Repository } from '../git/repository.ts';
import { isFullId } from '../git/resolve-commit.ts';
import { loadGitAuthors, mergeAuthors } from './git-authors.ts';
import type { Evidence } from './judgement.ts';

export interface RequestPlace {
  readonly forge: Forge;
  readonly repository: Pick<Repository, 'place' | 'has'>;
}

/** Where a forge keeps the head of a request, merged ones too. */
export function headRefOf(forge: Forge, number: number): string {
  return forge.kind === 'github' ? `refs/pull/${number}/head` : `refs/changes/${number}/head`;
}

/**
 * What this clone lacks is fetched; no ref of the user's is moved.
 * @param commit full id, as the forge gave it. @param ref where it is, there.
 * @throws CommandError (3, FF4057) when it cannot be had.
 */
export async function bring({ forge, repository }: RequestPlace, commit: string, ref: string): Promise<void> {
  const failed = (said: string): Error => codedError(EXIT.outside, 'FF4057', { commit, forge: forge.name, said });
  if (!isFullId(commit)) throw failed('it gave no full id');
  if (await repository.has(commit)) return;
  const remote = await anchorRemote(repository.place);
  if (remote === null || /[\s:*?[\\^~]/.test(ref)) throw failed('there is no remote to fetch it from');
  const said = await fetchRef(repository.place, remote, ref);
  if (!(await repository.has(commit))) throw failed(said ?? `${remote} has another commit at ${ref} by now`);
}

/**
 * The evidence, with everybody whom git names in the commits from `without` (exclusive) to the head: a forge may list
 * but a part of them.
 */
export async function withGitAuthors(
  { forge, repository }: RequestPlace,
  evidence: Evidence,
  without: string,
): Promise<Evidence> {
  if (forge.kind !== 'github') return evidence;
  const fromGit = await loadGitAuthors(repository.place, evidence.request.head, without);
  return { ...evidence, commits: mergeAuthors(evidence.commits, fromGit) };
}
