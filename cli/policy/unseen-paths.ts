import { isFullId } from '../git/resolve-commit.ts';
import { type GitPlace, gitFailed, runGit } from '../git/run-git.ts';
import { loadTreeChanges } from '../git/tree-changes.ts';

/**
 * What a merge changes and the page of its request may not show. A forge compares a branch with one commit that it has in
 * common with the base. Where both were merged into one another there are several, and a merge goes by all of them.
 * @param before full id: what the base branch had. @param head full id: what was reviewed. @param after full id: merged.
 * @returns paths, ascending; empty: whoever read the request has seen it all.
 * @throws CommandError (3) when git fails.
 */
export async function loadUnseenPaths(
  place: GitPlace,
  before: string,
  head: string,
  after: string,
): Promise<readonly string[]> {
  const [first, ...others] = await mergeBases(place, before, head);
  if (first === undefined || others.length === 0) return [];
  const pathsBetween = async (from: string, to: string): Promise<ReadonlySet<string>> =>
    new Set((await loadTreeChanges(place, from, to)).map(({ path }) => path));
  const [changed, shown, unlike] = await Promise.all([
    pathsBetween(before, after),
    Promise.all([first, ...others].map((base) => pathsBetween(base, head))),
    Promise.all(others.map((base) => pathsBetween(first, base))),
  ]);
  return [...changed].filter((path) => unlike.some((set) => set.has(path)) || !shown.every((set) => set.has(path)));
}

async function mergeBases(place: GitPlace, one: string, other: string): Promise<readonly string[]> {
  const run = await runGit(place, ['merge-base', '--all', one, other]);
  // 1: they have none.
  if (run.exitCode !== 0 && run.exitCode !== 1) throw gitFailed('merge-base', run.stderr);
  return run.stdout.toString('latin1').split('\n').filter(isFullId).sort();
}
