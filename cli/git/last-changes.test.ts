import { afterAll, expect, test } from 'vitest';
import { createGitFolder } from '../testing/git-repository.ts';
import { loadLastChanges } from './last-changes.ts';
import { openRepository } from './repository.ts';

const folder = createGitFolder();
afterAll(() => folder.remove());

test('each file of a folder has the newest commit of the main line that changed it, a merge for what it brought', async () => {
  const first = folder.create('shop', { 'flags/a.yaml': '1', 'flags/b.yaml': '1', 'other.txt': '1' });
  folder.git('shop', 'checkout', '--quiet', '-b', 'branch');
  folder.write('shop', { 'flags/b.yaml': '2' });
  folder.commit('shop', 'on the branch');
  folder.git('shop', 'checkout', '--quiet', 'main');
  folder.write('shop', { 'flags/two words.yaml': '1' });
  const second = folder.commit('shop', 'a %x00 subject\tand -- words');
  folder.git('shop', 'merge', '--quiet', '--no-ff', '--message', 'Merge #1: b', 'branch');
  const merge = folder.git('shop', 'rev-parse', 'HEAD');
  const { place } = await openRepository(folder.path('shop'), process.env);
  const changes = await loadLastChanges(place, merge, 'flags');
  expect([...changes].map(([path, { commit, subject }]) => [path, commit, subject])).toEqual([
    ['flags/b.yaml', merge, 'Merge #1: b'],
    ['flags/two words.yaml', second, 'a %x00 subject\tand -- words'],
    ['flags/a.yaml', first, 'first'],
  ]);
  expect(changes.get('flags/a.yaml')?.author).toBe('Pat Lee');
  expect((await loadLastChanges(place, second, '')).get('flags/b.yaml')?.commit).toBe(first);
});
