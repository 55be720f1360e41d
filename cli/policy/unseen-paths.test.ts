import { afterEach, expect, test } from 'vitest';
import { mergeTrees } from '../git/merge-trees.ts';
import { openRepository } from '../git/repository.ts';
import { createFlagsRepository, type FlagsRepository } from '../testing/flags-repository.ts';
import { GIT_TEST_ENVIRONMENT } from '../testing/git-repository.ts';
import { loadUnseenPaths } from './unseen-paths.ts';

const made: FlagsRepository[] = [];

afterEach(() => {
  for (const files of made.splice(0)) files.remove();
});

const OFF = 'type: boolean\nowner: web\nkind: permanent\nvalue: off\n';
const ON = OFF.replace('off', 'on');

/** `one` and `two` stand on the first commit; `one` is another file, `two` turns the flag on. */
function start() {
  const files = createFlagsRepository({ 'other/a.yaml': OFF });
  made.push(files);
  const { git, commit } = files;
  const first = git('rev-parse', 'HEAD');
  const one = commit({ 'README.md': 'one\n' });
  git('checkout', '--quiet', '--detach', first);
  const two = commit({ 'other/a.yaml': ON });
  git('checkout', '--quiet', '--detach', one);
  git('merge', '--quiet', '--no-ff', '--message', 'both', two);
  return { files, git, commit, one, two, both: git('rev-parse', 'HEAD') };
}

async function unseen({ root }: FlagsRepository, before: string, head: string): Promise<readonly string[]> {
  const { place } = await openRepository(root, GIT_TEST_ENVIRONMENT);
  return loadUnseenPaths(place, before, head, (await mergeTrees(place, before, head)).tree);
}

/** Merges the two once more, as something else. */
function mergedOtherwise({ git, commit, one, two }: ReturnType<typeof start>, text: string): string {
  git('checkout', '--quiet', '--detach', one);
  git('merge', '--quiet', '--no-ff', '--message', 'again', two);
  const merge = git('rev-parse', 'HEAD');
  const tree = git('rev-parse', `${commit({ 'other/a.yaml': text, 'docs/b.md': 'b\n' })}^{tree}`);
  return git('commit-tree', tree, '-p', `${merge}^1`, '-p', `${merge}^2`, '-m', 'again');
}

test('a branch with one commit in common shows all that it changes', async () => {
  const { files, git, commit, both } = start();
  const head = commit({ 'other/a.yaml': OFF });
  git('checkout', '--quiet', '--detach', both);
  expect(await unseen(files, commit({ 'README.md': 'two\n' }), head)).toEqual([]);
});

test('what differs between several commits in common is unseen, and what does not is seen', async () => {
  const place = start();
  expect(await unseen(place.files, place.both, mergedOtherwise(place, OFF))).toEqual(['other/a.yaml']);
  expect(await unseen(place.files, place.both, mergedOtherwise(place, ON))).toEqual([]);
});

test('a file that the base renamed meanwhile is unseen under its new name', async () => {
  const place = start();
  const head = mergedOtherwise(place, OFF);
  place.git('checkout', '--quiet', '--detach', place.both);
  const before = place.commit({ 'other/a.yaml': null, 'flags/a.yaml': ON });
  expect(await unseen(place.files, before, head)).toEqual(['flags/a.yaml']);
});
