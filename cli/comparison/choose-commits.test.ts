import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRepository, type Repository } from '../git/repository.ts';
import { createGitFolder, type GitFolder } from '../testing/git-repository.ts';
import { type ChosenRefs, chooseCommits } from './choose-commits.ts';

/**
 * main     first -- second -- third
 * feature      \-- one -- two
 */
let folder: GitFolder;
const ids: Record<string, string> = {};

beforeAll(() => {
  folder = createGitFolder();
  ids.first = folder.create('origin', { 'flags/flagforge.yaml': 'version: 1\n' });
  folder.git('origin', 'checkout', '--quiet', '-b', 'feature');
  ids.one = folder.commit('origin', 'one');
  ids.two = folder.commit('origin', 'two');
  folder.git('origin', 'checkout', '--quiet', 'main');
  ids.second = folder.commit('origin', 'second');
  ids.third = folder.commit('origin', 'third');
  folder.git('origin', 'checkout', '--quiet', '--orphan', 'elsewhere');
  ids.elsewhere = folder.commit('origin', 'elsewhere');
  folder.git('origin', 'checkout', '--quiet', 'main');
  folder.git('', 'clone', '--quiet', 'origin', 'clone');
  folder.git('clone', 'checkout', '--quiet', 'feature');
});
afterAll(() => folder.remove());

const open = (name: string): Promise<Repository> => openRepository(folder.path(name));

async function choose(
  name: string,
  refs: ChosenRefs,
): Promise<readonly [string | undefined, string | null | undefined, boolean]> {
  const { base, head, note } = await chooseCommits(await open(name), refs);
  const nameOf = (id: string): string | undefined => Object.keys(ids).find((key) => ids[key] === id);
  return [nameOf(base), head === null ? null : nameOf(head), note !== null];
}

test.each<[what: string, refs: ChosenRefs, expected: readonly [string, string | null, boolean]]>([
  ['nothing: since it left the default branch', {}, ['first', null, false]],
  ['a base that has moved on: where it was left', { base: 'origin/main' }, ['first', null, true]],
  ['a base that is an ancestor', { base: 'HEAD~1' }, ['one', null, false]],
  ['a base and a head', { base: 'origin/main', head: 'feature' }, ['first', 'two', true]],
  ['a head: since it left the default branch', { head: 'feature~1' }, ['first', 'one', false]],
  ['two dots: as they are', { range: 'origin/main..feature' }, ['third', 'two', false]],
  ['three dots: where it was left', { range: 'origin/main...feature' }, ['first', 'two', true]],
  ['two dots, backwards', { range: 'feature..feature~1' }, ['two', 'one', false]],
  ['a side that is left out', { range: 'feature~1..' }, ['one', 'two', false]],
  ['one word', { range: 'feature~1' }, ['one', null, false]],
  ['two without a common history, as they are', { range: 'origin/elsewhere..feature' }, ['elsewhere', 'two', false]],
  ['a head that is part of its base', { base: 'feature', head: 'feature~1' }, ['one', 'one', true]],
])('%s', async (_, refs, expected) => {
  expect(await choose('clone', refs)).toEqual(expected);
});

test('without a remote, what no commit holds is what changes; and a commit against the one before it', async () => {
  expect(await choose('origin', {})).toEqual(['third', null, false]);
  expect(await choose('origin', { head: 'main' })).toEqual(['second', 'third', false]);
  expect(await choose('origin', { head: ids.first ?? '' })).toEqual(['first', 'first', false]);
});

describe('refuses', () => {
  test.each<[what: string, refs: ChosenRefs, code: string | null]>([
    ['a ref that is not there', { base: 'nope' }, 'FF4004'],
    ['an option', { base: '--output=/tmp/x' }, 'FF4004'],
    ['an option in a range', { range: '--output=/tmp/x..HEAD' }, 'FF4004'],
    ['histories that never met', { base: 'origin/elsewhere' }, 'FF3200'],
    ['two ways to say it', { range: 'a..b', base: 'c' }, null],
  ])('%s', async (_, refs, code) => {
    await expect(choose('clone', refs)).rejects.toMatchObject({ code, exitCode: 2 });
  });

  test('a clone whose history is cut off before the two meet', async () => {
    folder.git('', 'clone', '--quiet', '--depth=1', '--no-single-branch', `file://${folder.path('origin')}`, 'shallow');
    const repository = await open('shallow');
    const refs = { base: 'origin/main', head: 'origin/feature' };
    await expect(chooseCommits(repository, refs)).rejects.toMatchObject({ code: 'FF4012', exitCode: 2 });
    expect((await chooseCommits(repository, { range: 'origin/main..origin/feature' })).note).toBe(null);
  });
});

test('a default base whose history is cut off is refused, not guessed', async () => {
  folder.git('', 'clone', '--quiet', '--depth=1', '--no-single-branch', `file://${folder.path('origin')}`, 'cut');
  folder.git('cut', 'checkout', '--quiet', 'feature');
  await expect(chooseCommits(await open('cut'), {})).rejects.toMatchObject({ code: 'FF4012' });
});
