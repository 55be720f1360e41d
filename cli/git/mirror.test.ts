import { afterAll, expect, test } from 'vitest';
import { CommandError } from '../command-error.ts';
import { createGitFolder } from '../testing/git-repository.ts';
import { openMirror } from './mirror.ts';

const folder = createGitFolder();
afterAll(() => folder.remove());

test('brings a branch and its history, follows it, and finds again what it has', async () => {
  const first = folder.create('origin', { 'flags/flagforge.yaml': 'version: 1\n' });
  const url = folder.path('origin');
  const mirror = await openMirror(folder.path('mirror'), url, process.env);
  expect(await mirror.repository.has(first)).toBe(false);
  await mirror.fetch('refs/heads/main');
  expect(await mirror.repository.has(first)).toBe(true);
  folder.write('origin', { 'flags/a.yaml': 'type: boolean\n' });
  const second = folder.commit('origin', 'second');
  folder.git('origin', 'update-ref', 'refs/pull/1/head', second);
  await Promise.all([mirror.fetch('refs/heads/main'), mirror.fetch('refs/pull/1/head')]);
  const files = await mirror.repository.loadProjectAt(second, 'flags');
  expect(files.map(({ path }) => path)).toEqual(['a.yaml', 'flagforge.yaml']);
  // A forced push is followed too: what is on the base branch is for the forge to say.
  folder.git('origin', 'update-ref', 'refs/pull/1/head', first);
  await mirror.fetch('refs/pull/1/head');
  const again = await openMirror(folder.path('mirror'), url, process.env);
  expect(await again.repository.has(second)).toBe(true);
});

test('a remote that is not there, or a ref that it does not have, is the outside world', async () => {
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: unknown) => (error instanceof CommandError ? `${error.exitCode} ${error.code}` : String(error)),
    );
  folder.create('some', { a: '1' });
  const mirror = await openMirror(folder.path('other'), folder.path('some'), process.env);
  expect(await codeOf(mirror.fetch('refs/pull/9/head'))).toBe('3 FF4025');
  const nowhere = await openMirror(folder.path('nowhere'), folder.path('gone'), process.env);
  expect(await codeOf(nowhere.fetch('refs/heads/main'))).toBe('3 FF4025');
});
