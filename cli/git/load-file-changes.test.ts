import { afterAll, expect, test } from 'vitest';
import { createGitFolder } from '../testing/git-repository.ts';
import { loadFileChanges } from './load-file-changes.ts';
import { openRepository } from './repository.ts';

const folder = createGitFolder();
afterAll(() => folder.remove());

test('a file has the commits of the main line that changed it, newest first', async () => {
  const first = folder.create('shop', { 'flags/a.yaml': '1', 'flags/b*.yaml': '1', 'flags/bc.yaml': '1' });
  folder.git('shop', 'checkout', '--quiet', '-b', 'branch');
  folder.write('shop', { 'flags/a.yaml': '2' });
  folder.commit('shop', 'on the branch');
  folder.git('shop', 'checkout', '--quiet', 'main');
  folder.write('shop', { 'flags/bc.yaml': '2' });
  folder.commit('shop', 'another file');
  folder.git('shop', 'merge', '--quiet', '--no-ff', '--message', 'Merge #1: a', 'branch');
  const merge = folder.git('shop', 'rev-parse', 'HEAD');
  const { place } = await openRepository(folder.path('shop'), process.env);
  const changes = await loadFileChanges(place, merge, 'flags/a.yaml', 10);
  expect(changes.map(({ commit, subject, author }) => [commit, subject, author])).toEqual([
    [merge, 'Merge #1: a', 'Pat Lee'],
    [first, 'first', 'Pat Lee'],
  ]);
  // A name is a name, not a pattern.
  expect((await loadFileChanges(place, merge, 'flags/b*.yaml', 10)).map(({ commit }) => commit)).toEqual([first]);
  expect(await loadFileChanges(place, merge, 'flags/a.yaml', 1)).toHaveLength(1);
  expect(await loadFileChanges(place, merge, 'flags/none.yaml', 10)).toEqual([]);
});
