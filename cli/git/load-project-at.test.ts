import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CommandError } from '../command-error.ts';
import type { SourceFile } from '../compile/index.ts';
import { loadProject, NoProjectError } from '../project.ts';
import { createGitFolder, GIT_TEST_ENVIRONMENT, type GitFolder } from '../testing/git-repository.ts';
import { openRepository } from './repository.ts';

const CONFIG = 'version: 1\norganization: acme\nproject: shop\n';

let folder: GitFolder;

beforeEach(() => {
  folder = createGitFolder();
});

afterEach(() => {
  folder.remove();
});

const fromDisk = async (path: string): Promise<readonly SourceFile[] | 'no project'> =>
  loadProject(folder.path(path)).then(
    ({ files }) => files,
    (error: unknown) => {
      if (error instanceof NoProjectError) return 'no project' as const;
      throw error;
    },
  );

const fromCommit = async (path: string): Promise<readonly SourceFile[] | 'no project'> => {
  const repository = await openRepository(folder.path(path), GIT_TEST_ENVIRONMENT);
  return repository.loadProjectAt(await repository.resolve('HEAD')).catch((error: CommandError) => {
    if (error.code === 'FF4007') return 'no project' as const;
    throw error;
  });
};

const byPath = (files: readonly SourceFile[] | 'no project'): Record<string, string> =>
  Object.fromEntries(
    (files === 'no project' ? [] : files).map(({ path, text, problem }) => [path, problem?.code ?? text]),
  );

/** What stands in the trees of the property: files that are ours, files that are not, and links of all kinds. */
const PATHS = [
  'flags/flagforge.yaml',
  'flags/a.yaml',
  'flags/b.YML',
  'flags/c.yaml',
  'flags/ü ñ.yaml',
  'flags/-x.yaml',
  'flags/a:b*[c].yaml',
  'flags/line\nend.yaml',
  'flags/notes.txt',
  'flags/segments/s.yaml',
  'flags/segments/t.yaml',
  'flags/segments/deep/u.yaml',
  'flags/contexts/c.yaml',
  'flags/lists/one.txt',
  'flags/lists/two.txt',
  'flags/.hidden/list.txt',
  'flags/.github/ci.yml',
  'flags/node_modules/x.yaml',
  'flags/other/flagforge.yaml',
  'flags/other/d.yaml',
  'flags/other/deep/e.yaml',
  'flags/sub/deep/f.yaml',
  'flags/folder.yaml/g.yaml',
  'outside/h.yaml',
  'outside/list.txt',
  'README.md',
];
const LINKS = [
  ...PATHS,
  'flags/segments',
  'flags/contexts',
  'flags/lists',
  'flags/linked',
  'flags/linked.yaml',
  'through',
];
const TARGETS = [
  'a.yaml',
  './c.yaml',
  '../flags/a.yaml',
  'lists/one.txt',
  'lists',
  'lists/',
  'a.yaml/',
  'a.yaml/x',
  'linked.yaml',
  'linked',
  '.',
  '..',
  '../outside',
  '../outside/h.yaml',
  '../through/h.yaml',
  '../through/a.yaml',
  'flags',
  'outside',
  'gone.yaml',
  '../gone',
  '../flags',
  'segments/../a.yaml',
  'gone/../a.yaml',
];
const CONTENTS = [
  CONFIG,
  'type: boolean\n',
  '\ufefftype: boolean\r\n',
  Buffer.from([0x74, 0xe9, 0x0a]),
  Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0xff]),
  'includeFile: ../lists/one.txt\n',
  'includeFile: list.txt\n',
  'includeFile: ../linked/one.txt\n',
  'includeFile: ../.hidden/list.txt\n',
  'includeFile: ../../outside/list.txt\n',
  'includeFile: ../lists\n',
  'includeFile: deep/u.yaml\n',
  '',
];
const change = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(fc.constant('file'), fc.constantFrom(...PATHS), fc.constantFrom(...CONTENTS)) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('link'), fc.constantFrom(...LINKS), fc.constantFrom(...TARGETS)) },
);

/** So far down that no link leaves the repository: that is another test's. */
const DEEP = 'r/far/down/there';

/** Makes what can be made: a file does not fit where a folder is. */
function make([kind, path, content]: readonly [string, string, string | Buffer]): void {
  const full = folder.path(DEEP, path);
  try {
    mkdirSync(dirname(full), { recursive: true });
    if (kind === 'file') writeFileSync(full, content, { flag: 'wx' });
    else symlinkSync(String(content), full);
  } catch {
    // A tree without this one is as good.
  }
}

test('a commit gives what loading its checkout gives, whatever is in it', async () => {
  folder.create('r', {});
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 3, maxLength: 25 }), async (changes) => {
      rmSync(folder.path(DEEP), { recursive: true, force: true });
      make(['file', 'flags/flagforge.yaml', CONFIG]);
      for (const each of changes) make(each);
      folder.commit('r');
      expect(await fromCommit(`${DEEP}/flags`)).toEqual(await fromDisk(`${DEEP}/flags`));
    }),
    { numRuns: 40 },
  );
});

test('a project at the root of the repository, and one in a folder with a strange name', async () => {
  const strange = 'a ü\n*[x]/-flags';
  folder.create('r', {
    'flagforge.yaml': CONFIG,
    'a.yaml': 'type: boolean\n',
    [`${strange}/flagforge.yaml`]: CONFIG,
    [`${strange}/b.yaml`]: 'type: string\n',
  });
  expect(Object.keys(byPath(await fromCommit('r')))).toEqual(['a.yaml', 'flagforge.yaml']);
  expect(await fromCommit('r')).toEqual(await fromDisk('r'));
  expect(Object.keys(byPath(await fromCommit(`r/${strange}`)))).toEqual(['b.yaml', 'flagforge.yaml']);
  expect(await fromCommit(`r/${strange}`)).toEqual(await fromDisk(`r/${strange}`));
});

test('a file that is too large is not kept, and says so', async () => {
  folder.create('r', { 'flagforge.yaml': CONFIG, 'a.yaml': `# ${'x'.repeat(3_000_000)}`, 'b.yaml': 'type: boolean\n' });
  expect(byPath(await fromCommit('r'))).toMatchObject({ 'a.yaml': 'FF1001', 'b.yaml': 'type: boolean\n' });
  expect(await fromCommit('r')).toEqual(await fromDisk('r'));
});

test('names that are not UTF-8 are problems of those files, as on disk', async () => {
  folder.create('r', { 'flagforge.yaml': CONFIG, 'a.yaml': 'type: boolean\n' });
  const bytes = Buffer.concat([Buffer.from(folder.path('r', 'x')), Buffer.from([0xff]), Buffer.from('.yaml')]);
  writeFileSync(bytes, 'type: boolean\n');
  mkdirSync(Buffer.concat([Buffer.from(folder.path('r', 'd')), Buffer.from([0xfe])]));
  writeFileSync(
    Buffer.concat([Buffer.from(folder.path('r', 'd')), Buffer.from([0xfe, 0x2f]), Buffer.from('e.yaml')]),
    '',
  );
  folder.commit('r');
  expect(await fromCommit('r')).toEqual(await fromDisk('r'));
  expect(byPath(await fromCommit('r'))).toMatchObject({ 'x\ufffd.yaml': 'FF1021', 'a.yaml': 'type: boolean\n' });
});

test('the blobs are the truth: line ends, keywords and filters of a checkout change nothing', async () => {
  folder.create('r', {
    '.gitattributes': '*.yaml text eol=crlf ident filter=upper\n',
    'flagforge.yaml': CONFIG,
    'a.yaml': '# $Id$\ntype: boolean\n',
  });
  folder.git('r', 'config', 'filter.upper.smudge', 'tr a-z A-Z');
  rmSync(folder.path('r', 'a.yaml'));
  folder.git('r', 'checkout', '--', '.');
  expect(byPath(await fromDisk('r'))['a.yaml']).toContain('BOOLEAN\r\n');
  expect(byPath(await fromCommit('r'))['a.yaml']).toBe('# $Id$\ntype: boolean\n');
});

test('a link that leaves the repository is refused wherever it leads; a submodule is an empty folder', async () => {
  const inner = folder.create('inner', { 'a.yaml': 'type: boolean\n' });
  folder.write('', { 'elsewhere.yaml': 'type: boolean\n' });
  folder.create('r', { 'flagforge.yaml': CONFIG });
  symlinkSync('../elsewhere.yaml', folder.path('r', 'a.yaml'));
  symlinkSync('/etc/hostname', folder.path('r', 'b.yaml'));
  symlinkSync('/nowhere/at/all', folder.path('r', 'c.yaml'));
  folder.git('r', 'update-index', '--add', '--cacheinfo', `160000,${inner},segments`);
  folder.commit('r');
  expect(byPath(await fromCommit('r'))).toEqual({
    'flagforge.yaml': CONFIG,
    'a.yaml': 'FF1022',
    'b.yaml': 'FF1022',
    'c.yaml': 'FF1022',
  });
});

test('an older commit has the project where it was then; where it was not, there is none', async () => {
  const first = folder.create('r', { 'old/flagforge.yaml': CONFIG, 'old/a.yaml': 'type: boolean\n' });
  folder.git('r', 'mv', 'old', 'flags');
  folder.commit('r');
  const repository = await openRepository(folder.path('r', 'flags'), GIT_TEST_ENVIRONMENT);
  expect(repository.prefix).toBe('flags');
  expect((await repository.loadProjectAt(first, 'old')).map(({ path }) => path)).toEqual(['a.yaml', 'flagforge.yaml']);
  await expect(repository.loadProjectAt(first)).rejects.toMatchObject({ code: 'FF4007', exitCode: 2 });
  expect(await repository.loadProjectAt(first, '').catch((thrown: CommandError) => thrown.hints)).toEqual([
    'there is one in old: give that folder with --dir',
  ]);
});

test('replaced objects do not stand in for what a commit holds', async () => {
  const first = folder.create('r', { 'flagforge.yaml': CONFIG, 'a.yaml': 'type: boolean\n' });
  const blob = folder.git('r', 'rev-parse', `${first}:a.yaml`);
  folder.write('r', { 'x.txt': 'type: string\n' });
  folder.git('r', 'replace', blob, folder.git('r', 'hash-object', '-w', join(folder.path('r'), 'x.txt')));
  expect(folder.git('r', 'show', `${first}:a.yaml`)).toBe('type: string');
  expect(byPath(await fromCommit('r'))['a.yaml']).toBe('type: boolean\n');
});

test('a commit is read by two processes, however many files it has; one that shares them by fewer', async () => {
  const flags = Array.from({ length: 500 }, (_, at) => [`flag-${at}.yaml`, `description: flag ${at}\ntype: boolean\n`]);
  const first = folder.create('r', { 'flagforge.yaml': CONFIG, ...Object.fromEntries(flags) });
  folder.write('r', { 'README.md': 'not ours' });
  const second = folder.commit('r');
  const { env, calls } = countedGit();
  const repository = await openRepository(folder.path('r'), env);
  const opened = calls().length;
  expect(await repository.loadProjectAt(first)).toHaveLength(501);
  expect(calls().slice(opened)).toEqual(['cat-file', 'ls-tree', 'cat-file']);
  expect(await repository.loadProjectAt(second)).toHaveLength(501);
  expect(calls().slice(opened + 3)).toEqual(['cat-file', 'ls-tree']);
});

/** A `git` that notes which command it is given before it runs the real one. */
function countedGit(): { env: Record<string, string>; calls: () => string[] } {
  const log = folder.path('calls');
  const real = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
  const words = 'for word; do case $word in -*|*=*) ;; *) echo "$word" >>"$LOG"; break;; esac; done';
  folder.write('bin', { git: `#!/bin/sh\nLOG='${log}'\n${words}\nexec '${real}' "$@"\n` });
  chmodSync(folder.path('bin', 'git'), 0o755);
  return {
    env: { ...GIT_TEST_ENVIRONMENT, PATH: `${folder.path('bin')}:${GIT_TEST_ENVIRONMENT.PATH}` },
    calls: () => readFileSync(log, 'utf8').trim().split('\n'),
  };
}
