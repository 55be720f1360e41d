import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { createGitFolder, GIT_TEST_ENVIRONMENT, type GitFolder } from '../testing/git-repository.ts';
import { mergeTrees } from './merge-trees.ts';
import type { GitPlace } from './run-git.ts';
import { loadTreeChanges } from './tree-changes.ts';

const folders: GitFolder[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

/** Two branches that both stand on `main`: what each has is what it differs by. */
function make(ours: Readonly<Record<string, string>>, theirs: Readonly<Record<string, string>>) {
  const folder = createGitFolder();
  folders.push(folder);
  const base = folder.create('repo', { 'a.yaml': 'one\ntwo\nthree\n', 'b.yaml': 'b\n' });
  const branch = (name: string, files: Readonly<Record<string, string>>): string => {
    folder.git('repo', 'checkout', '--quiet', '-b', name, base);
    folder.write('repo', files);
    return folder.commit('repo', name);
  };
  const place: GitPlace = { folder: folder.path('repo'), env: GIT_TEST_ENVIRONMENT };
  return { folder, place, base, ours: branch('ours', ours), theirs: branch('theirs', theirs) };
}

test('what both sides changed apart is merged, and no branch moves', async () => {
  const { place, ours, theirs, folder } = make(
    { 'a.yaml': 'ONE\ntwo\nthree\n' },
    { 'b.yaml': 'B\n', 'c/ü.yaml': 'new\n' },
  );
  const merged = await mergeTrees(place, ours, theirs);
  if (merged.kind !== 'merged') throw new Error('no conflicts');
  expect((await loadTreeChanges(place, ours, merged.tree)).map(({ path }) => path)).toEqual(['b.yaml', 'c/ü.yaml']);
  expect(folder.git('repo', 'rev-parse', 'theirs')).toBe(theirs);
});

test('conflicts are named, ascending, each once', async () => {
  const { place, ours, theirs } = make(
    { 'b.yaml': 'x\n', 'a.yaml': 'ONE\ntwo\nthree\n' },
    { 'b.yaml': 'y\n', 'a.yaml': 'EINS\ntwo\nthree\n' },
  );
  expect(await mergeTrees(place, ours, theirs)).toEqual({
    ...{ kind: 'conflicts', paths: ['a.yaml', 'b.yaml'] },
    tree: expect.stringMatching(/^[0-9a-f]{40}$/),
  });
});

test('a git that cannot merge without a checkout is named with its version', async () => {
  const { place, ours, theirs, folder } = make({ 'b.yaml': 'x\n' }, { 'a.yaml': 'y\n' });
  const bin = folder.path('bin');
  mkdirSync(bin);
  // As git 2.37 answers.
  const old =
    '#!/bin/sh\ncase "$*" in *version*) echo "git version 2.37.1";; *) echo "usage: git merge-tree <base-tree> <branch1> <branch2>" >&2; exit 129;; esac\n';
  writeFileSync(`${bin}/git`, old);
  chmodSync(`${bin}/git`, 0o755);
  const env = { ...place.env, PATH: `${bin}:${place.env['PATH'] ?? ''}` };
  await expect(mergeTrees({ ...place, env }, ours, theirs)).rejects.toMatchObject({
    ...{ exitCode: 3, code: 'FF4150', message: expect.stringContaining('2.37.1') },
  });
});

test('a commit that is not there is the world’s failure, and a name is no id', async () => {
  const { place, ours } = make({ 'b.yaml': 'x\n' }, { 'a.yaml': 'y\n' });
  await expect(mergeTrees(place, ours, 'a'.repeat(40))).rejects.toMatchObject({ exitCode: 3 });
  await expect(mergeTrees(place, ours, '--help')).rejects.toBeInstanceOf(TypeError);
  await expect(loadTreeChanges(place, ours, 'main')).rejects.toBeInstanceOf(TypeError);
});

test('changes tell what came and what went; a renamed file did both', async () => {
  const { place, base, ours, folder } = make({ 'a.yaml': 'changed\n' }, {});
  folder.git('repo', 'checkout', '--quiet', 'ours');
  folder.git('repo', 'mv', 'b.yaml', 'moved.yaml');
  const renamed = folder.commit('repo');
  const changes = await loadTreeChanges(place, base, renamed);
  expect(changes.map(({ path, before, after }) => [path, before !== null, after !== null])).toEqual([
    ['a.yaml', true, true],
    ['b.yaml', true, false],
    ['moved.yaml', false, true],
  ]);
  expect(await loadTreeChanges(place, ours, ours)).toEqual([]);
});
