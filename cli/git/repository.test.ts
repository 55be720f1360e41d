import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CommandError } from '../command-error.ts';
import { createGitFolder, GIT_TEST_ENVIRONMENT, type GitFolder } from '../testing/git-repository.ts';
import { describeCommit } from './describe-commit.ts';
import { gitEnvironment } from './git-environment.ts';
import { openRepository, type Repository } from './repository.ts';

const FILES = {
  'flags/flagforge.yaml': 'version: 1\norganization: acme\nproject: shop\n',
  'flags/a.yaml': 'type: boolean\n',
};

let folder: GitFolder;
let first = '';
let second = '';
let side = '';
let repository: Repository;

const open = (path: string, env: Record<string, string> = {}): Promise<Repository> =>
  openRepository(folder.path(path), { ...GIT_TEST_ENVIRONMENT, ...env });

async function problemOf(work: Promise<unknown>): Promise<CommandError> {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof CommandError)) throw new Error(`no CommandError: ${String(error)}`);
  return error;
}

beforeAll(async () => {
  folder = createGitFolder();
  first = folder.create('r', FILES);
  folder.git('r', 'checkout', '--quiet', '-b', 'release-1');
  side = folder.commit('r', 'on the side');
  folder.git('r', 'checkout', '--quiet', 'main');
  second = folder.commit('r', 'the second\n\nwith a body');
  folder.git('r', 'tag', '--annotate', '--message', 'x', 'v1.0', first);
  repository = await open('r/flags');
});

afterAll(() => folder.remove());

test('knows where it lies', () => {
  const [root, gitDir] = [folder.path('r'), folder.path('r', '.git')];
  expect(repository).toMatchObject({ root, gitDir, prefix: 'flags', isBare: false });
});

test.each([
  ['HEAD', () => second],
  ['main', () => second],
  ['HEAD~1', () => first],
  ['v1.0', () => first],
  ['release-1', () => side],
  ['refs/heads/main', () => second],
  ['the full id', () => first],
])('resolves %s to a full id', async (ref, expected) => {
  expect(await repository.resolve(ref === 'the full id' ? first : ref)).toBe(expected());
  expect(await repository.resolve(first.slice(0, 9))).toBe(first);
});

test.each([
  ['mian', 'did you mean "main"?'],
  ['release', 'did you mean "release-1"?'],
  ['a1b2c3d4', /^fetch it first/],
  ['0123456789012345678901234567890123456789', /^fetch it first/],
  ['', /^name a branch/],
  ['a\0b', /^name a branch/],
  ['HEAD:flags/a.yaml', /^name a branch/],
  ['--output=pwned', /^name a branch/],
  ['--all', /^name a branch/],
  ['-h', /^name a branch/],
  ['main --output=pwned', /^name a branch/],
  ['main\n--output=pwned', /^name a branch/],
  ['^main', /^name a branch|did you mean/],
  ['main..release-1', /./],
  ['@{upstream}', /^name a branch/],
])('says that %j is no commit, with the nearest name', async (ref, hint) => {
  const error = await problemOf(repository.resolve(ref));
  expect([error.code, error.exitCode]).toEqual(['FF4004', 2]);
  expect(error.hints[0]).toMatch(hint);
  expect(existsSync(folder.path('r', 'pwned'))).toBe(false);
  expect(existsSync(folder.path('r', 'flags', 'pwned'))).toBe(false);
});

test('names the branch of the remote where this clone has none of that name', async () => {
  folder.git('', 'clone', '--quiet', folder.path('r'), 'clone');
  const error = await problemOf((await open('clone/flags')).resolve('release-1'));
  expect(error.hints[0]).toBe('did you mean "origin/release-1"?');
});

test('nothing but a full id reaches the commands that take options in its place', async () => {
  for (const words of ['--output=pwned', 'main', 'HEAD', first.slice(0, 12), `${first} --output=pwned`, '']) {
    await expect(repository.describe(words)).rejects.toThrow(TypeError);
    await expect(repository.has(words)).rejects.toThrow(TypeError);
    await expect(repository.isAncestor(words, first)).rejects.toThrow(TypeError);
  }
  // And behind that guard, git is told where options end.
  const place = { folder: folder.path('r'), env: gitEnvironment(GIT_TEST_ENVIRONMENT) };
  expect((await problemOf(describeCommit(place, '--output=pwned'))).code).toBe('FF4004');
  expect(existsSync(folder.path('r', 'pwned'))).toBe(false);
});

test('knows what descends from what', async () => {
  expect(await repository.isAncestor(first, second)).toBe(true);
  expect(await repository.isAncestor(second, second)).toBe(true);
  expect(await repository.isAncestor(second, first)).toBe(false);
  expect(await repository.isAncestor(side, second)).toBe(false);
  expect(await repository.has(first)).toBe(true);
  expect(await repository.has('0'.repeat(40))).toBe(false);
  expect((await problemOf(repository.isAncestor('1'.repeat(40), first))).code).toBe('FF4008');
});

test('neither a graft nor a replaced commit changes what descends from what, or who wrote it', async () => {
  folder.git('', 'clone', '--quiet', folder.path('r'), 'forged');
  folder.git('forged', 'replace', '--graft', second, side);
  folder.write('forged', { '.git/info/grafts': `${second} ${side}\n` });
  const forged = await open('forged/flags');
  expect(await forged.isAncestor(side, second)).toBe(false);
  expect(await forged.isAncestor(first, second)).toBe(true);
});

test('describes a commit by its first line', async () => {
  const described = await repository.describe(second);
  expect(described).toMatchObject({ commit: second, author: 'Pat Lee', subject: 'the second' });
  expect(described.short).toBe(second.slice(0, 7));
  expect(Math.abs(described.at - Date.now())).toBeLessThan(600_000);
});

test('whatever is in the environment for git or for an editor, this repository answers', async () => {
  const env = {
    ...{ GIT_DIR: '/nonexistent', GIT_WORK_TREE: '/', GIT_INDEX_FILE: '/nonexistent', GIT_OBJECT_DIRECTORY: '/tmp' },
    ...{ GIT_PAGER: 'false', EDITOR: 'vim', PAGER: 'less', GIT_ASKPASS: '/bin/false', GIT_SSH_COMMAND: 'ssh -v' },
    ...{ GIT_EXTERNAL_DIFF: 'false', GIT_TRACE: '1', LC_ALL: 'de_DE.UTF-8', LANGUAGE: 'de', GIT_NAMESPACE: 'x' },
  };
  const found = await open('r/flags', env);
  expect(await found.resolve('HEAD')).toBe(second);
  expect((await found.describe(second)).subject).toBe('the second');
  expect(await found.dirtyFiles()).toEqual([]);
  expect((await found.loadProjectAt(second)).length).toBe(2);
});

test('a work tree, a detached head, a folder behind a link and a bare repository are as good', async () => {
  folder.git('r', 'worktree', 'add', '--quiet', '--detach', folder.path('tree'), first);
  const tree = await open('tree/flags');
  expect(tree).toMatchObject({ root: folder.path('tree'), gitDir: folder.path('r', '.git'), prefix: 'flags' });
  expect(await tree.resolve('HEAD')).toBe(first);
  symlinkSync(folder.path('tree', 'flags'), folder.path('linked'));
  expect(await open('linked')).toMatchObject({ root: folder.path('tree'), prefix: 'flags' });
  folder.create('deep', { 'apps/web/flags/flagforge.yaml': FILES['flags/flagforge.yaml'] });
  symlinkSync(folder.path('deep', 'apps', 'web', 'flags'), folder.path('deep', 'flags'));
  expect(await open('deep/flags')).toMatchObject({
    root: folder.path('deep'),
    gitDir: folder.path('deep', '.git'),
    prefix: 'apps/web/flags',
  });
  folder.git('', 'clone', '--quiet', '--bare', folder.path('r'), 'bare.git');
  const bare = await open('bare.git');
  expect(bare).toMatchObject({
    root: folder.path('bare.git'),
    gitDir: folder.path('bare.git'),
    prefix: '',
    isBare: true,
  });
  expect(await bare.dirtyFiles()).toEqual([]);
  expect((await bare.loadProjectAt(first, 'flags')).length).toBe(2);
});

test('a repository that names its objects by SHA-256 is as good', async () => {
  mkdirSync(folder.path('long'));
  folder.git('long', 'init', '--quiet', '--object-format=sha256', '--initial-branch=main');
  folder.write('long', FILES);
  const head = folder.commit('long', 'long ids');
  const long = await open('long/flags');
  expect(head).toHaveLength(64);
  expect(await long.resolve('main')).toBe(head);
  expect((await long.describe(head)).subject).toBe('long ids');
  expect((await long.loadProjectAt(head)).length).toBe(2);
});

test('paths with spaces, letters of all kinds and line ends are as good', async () => {
  const name = 'ü x\ny "$(z)';
  const head = folder.create(name, FILES);
  const strange = await open(`${name}/flags`);
  expect(strange).toMatchObject({ root: folder.path(name), gitDir: folder.path(name, '.git'), prefix: 'flags' });
  expect(await strange.resolve('HEAD')).toBe(head);
  expect(await strange.dirtyFiles()).toEqual([]);
});

test('a clone with a cut history says so', async () => {
  expect(await repository.isShallow()).toBe(false);
  folder.git('', 'clone', '--quiet', '--depth=1', `file://${folder.path('r')}`, 'shallow');
  const shallow = await open('shallow/flags');
  expect(await shallow.isShallow()).toBe(true);
  expect((await problemOf(shallow.resolve('HEAD~1'))).hints).toEqual([
    expect.stringContaining('git fetch --unshallow'),
  ]);
});

test('a short id of several commits is told from one of none', async () => {
  folder.create('many', FILES);
  const ids = new Map<string, string>();
  let twice = '';
  for (let at = 0; twice === ''; at += 1) {
    const id = folder.git('many', 'commit-tree', '-m', `commit ${at}`, 'HEAD^{tree}');
    if (ids.has(id.slice(0, 4))) twice = id.slice(0, 4);
    ids.set(id.slice(0, 4), id);
  }
  const error = await problemOf((await open('many/flags')).resolve(twice));
  expect([error.code, error.exitCode]).toEqual(['FF4005', 2]);
  expect(error.hints[0]).toMatch(new RegExp(`^write more of it: ${twice}[0-9a-f]{8}, ${twice}`));
});

test('an empty repository has no commit yet', async () => {
  mkdirSync(folder.path('empty'));
  folder.git('empty', 'init', '--quiet');
  expect(await problemOf((await open('empty')).resolve('HEAD'))).toMatchObject({ code: 'FF4006', exitCode: 2 });
});

test.each<[string, string, number, () => [string, Record<string, string>?]]>([
  ['a folder in no repository', 'FF4002', 2, () => ['']],
  ['the folder of git itself', 'FF4002', 2, () => ['r/.git']],
  ['a folder that is not there', 'FF4013', 2, () => ['nowhere']],
  ['a file', 'FF4013', 2, () => ['r/flags/flagforge.yaml']],
  ['a machine without git', 'FF4000', 3, () => ['r', { PATH: '/nonexistent' }]],
  ['a git that is too old', 'FF4001', 3, () => ['r', fakeGit('echo git version 2.20.1 "(Apple Git-117)"')]],
  [
    "another user's repository",
    'FF4003',
    3,
    () => {
      const refusal = `fatal: detected dubious ownership in repository at '${folder.path('r')}'`;
      return [
        'r',
        fakeGit(`case "$*" in *version) echo git version 2.39.5;; *) echo "${refusal}" >&2; exit 128;; esac`),
      ];
    },
  ],
  ['broken settings', 'FF4008', 3, () => ['broken']],
])('opening %s ends with %s', async (_, code, exitCode, where) => {
  mkdirSync(folder.path('broken', '.git'), { recursive: true });
  rmSync(folder.path('broken'), { recursive: true });
  folder.create('broken', {});
  folder.write('broken', { '.git/config': '[core\n' });
  const [path, env] = where();
  const error = await problemOf(open(path, env));
  expect([error.code, error.exitCode]).toEqual([code, exitCode]);
  expect(error.hints.length).toBeGreaterThan(0);
  if (code === 'FF4003') expect(error.hints[0]).toContain(`--add safe.directory ${folder.path('r')}`);
});

function fakeGit(script: string): Record<string, string> {
  folder.write('bin', { git: `#!/bin/sh\n${script}\n` });
  chmodSync(folder.path('bin', 'git'), 0o755);
  return { PATH: `${folder.path('bin')}:${GIT_TEST_ENVIRONMENT.PATH}` };
}
