import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGitFolder, GIT_TEST_ENVIRONMENT, type GitFolder } from '../testing/git-repository.ts';
import { gitEnvironment, privateGitEnvironment } from './git-environment.ts';
import { askGit, type GitPlace, runGit } from './run-git.ts';

let folder: GitFolder;
let place: GitPlace;

beforeAll(() => {
  folder = createGitFolder();
  folder.create('r', { 'a.txt': 'x' });
  place = { folder: folder.path('r'), env: gitEnvironment(GIT_TEST_ENVIRONMENT) };
});

afterAll(() => folder.remove());

test('any exit code is an answer, with what was said', async () => {
  const run = await runGit(place, ['cat-file', '-e', '0'.repeat(40)]);
  expect(run.exitCode).toBe(1);
  await expect(askGit(place, ['cat-file', 'blob', 'HEAD'])).rejects.toMatchObject({
    code: 'FF4008',
    exitCode: 3,
    message: 'git cat-file failed: git cat-file HEAD: bad file',
  });
});

test('what takes too long is stopped with everything that it started', async () => {
  const started = folder.path('started');
  // An alias is a child of git, as ssh is; it would write the second file if it lived on.
  const words = [
    '-c',
    `alias.wait=!touch '${started}'; while [ ! -e '${started}.go' ]; do sleep 0.05; done; touch '${started}.2'`,
  ];
  const error: unknown = await runGit(place, [...words, 'wait'], { limitMs: 700, isDetached: true }).catch((e) => e);
  expect(error).toMatchObject({ code: 'FF4009', exitCode: 3 });
  expect(existsSync(started)).toBe(true);
  folder.write('', { 'started.go': '' });
  const until = Date.now() + 300;
  while (Date.now() < until) await new Promise((done) => setImmediate(done));
  expect(existsSync(`${started}.2`)).toBe(false);
});

test('more input than a pipe holds goes in while output comes out', async () => {
  const id = folder.git('r', 'rev-parse', 'HEAD:a.txt');
  const input = Array.from({ length: 60_000 }, () => `${id}\n`);
  const { stdout } = await runGit(place, ['cat-file', '--batch-check'], { input });
  expect(stdout.toString('latin1').split('\n')).toHaveLength(60_001);
  // One that does not read its input is no failure of ours.
  expect((await runGit(place, ['rev-parse', 'HEAD'], { input })).exitCode).toBe(0);
});

test('the environment keeps what reaches the remote, and nothing that redirects git or asks', () => {
  const env = gitEnvironment({
    ...{ PATH: '/bin', SSH_AUTH_SOCK: '/s', GIT_ASKPASS: '/token', GIT_CONFIG_COUNT: '0', HTTPS_PROXY: 'http://p' },
    ...{
      GIT_DIR: '/x',
      GIT_INDEX_FILE: '/x',
      GIT_TRACE: '1',
      GIT_EDITOR: 'vi',
      GIT_COMMITTER_NAME: 'Bot',
      A: undefined,
    },
    GIT_SSH_COMMAND: 'ssh -i key',
  });
  expect(env).toMatchObject({
    ...{ PATH: '/bin', SSH_AUTH_SOCK: '/s', GIT_ASKPASS: '/token', GIT_CONFIG_COUNT: '0', HTTPS_PROXY: 'http://p' },
    ...{ GIT_COMMITTER_NAME: 'Bot', GIT_TERMINAL_PROMPT: '0', GIT_SSH_COMMAND: 'ssh -i key -oBatchMode=yes' },
  });
  for (const name of ['GIT_DIR', 'GIT_INDEX_FILE', 'GIT_TRACE', 'GIT_EDITOR', 'A'])
    expect(env).not.toHaveProperty(name);
  expect(gitEnvironment({ GIT_SSH_COMMAND: 'plink -x' })['GIT_SSH_COMMAND']).toBe('plink -x');
  expect(privateGitEnvironment({})).toMatchObject({ GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' });
});
