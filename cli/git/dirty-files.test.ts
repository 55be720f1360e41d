import { appendFileSync, cpSync, rmSync, symlinkSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createGitFolder, GIT_TEST_ENVIRONMENT, type GitFolder } from '../testing/git-repository.ts';
import { openRepository } from './repository.ts';

let folder: GitFolder;

beforeAll(() => {
  folder = createGitFolder();
  folder.create('template', {
    '.gitignore': 'ignored.yaml\n',
    'README.md': 'hello',
    'flags/flagforge.yaml': 'version: 1\norganization: acme\nproject: shop\n',
    'flags/a.yaml': 'type: boolean\n',
    'flags/notes.txt': 'not read',
    'flags/lists/beta.txt': 'u-1\n',
    'flags/data.txt': 'type: boolean\n',
    'flags/segments/beta.yaml': 'includeFile: ../lists/beta.txt\n',
    'flags/.github/ci.yml': 'on: push\n',
    'flags/node_modules/x.yaml': 'x: 1\n',
    'flags/other/flagforge.yaml': 'version: 1\norganization: acme\nproject: other\n',
  });
  symlinkSync('data.txt', folder.path('template', 'flags', 'linked.yaml'));
  folder.commit('template');
});

beforeEach(() => {
  for (const name of ['r', 'top']) rmSync(folder.path(name), { recursive: true, force: true });
  // With the times of its files, so that git sees at a glance that they are those of its index.
  cpSync(folder.path('template'), folder.path('r'), {
    recursive: true,
    preserveTimestamps: true,
    verbatimSymlinks: true,
  });
});

afterAll(() => folder.remove());

const write = (path: string, text = 'type: string\n'): void => folder.write('r', { [path]: text });
const remove = (path: string): void => rmSync(folder.path('r', path), { recursive: true });

async function dirty(path = 'r/flags'): Promise<readonly string[]> {
  return (await openRepository(folder.path(path), GIT_TEST_ENVIRONMENT)).dirtyFiles();
}

test.each<[string, () => void, readonly string[]]>([
  ['nothing', () => {}, []],
  ['a changed flag', () => write('flags/a.yaml'), ['a.yaml']],
  [
    'a staged flag',
    () => {
      write('flags/a.yaml');
      folder.git('r', 'add', 'flags/a.yaml');
    },
    ['a.yaml'],
  ],
  [
    'a flag that is staged and set back',
    () => {
      write('flags/a.yaml');
      folder.git('r', 'add', 'flags/a.yaml');
      write('flags/a.yaml', 'type: boolean\n');
    },
    ['a.yaml'],
  ],
  [
    'a new flag that is staged and deleted',
    () => {
      write('flags/new.yaml');
      folder.git('r', 'add', 'flags/new.yaml');
      remove('flags/new.yaml');
    },
    ['new.yaml'],
  ],
  ['a deleted flag', () => remove('flags/a.yaml'), ['a.yaml']],
  ['a deleted flagforge.yaml', () => remove('flags/flagforge.yaml'), ['flagforge.yaml']],
  ['an untracked flag', () => write('flags/new.yaml'), ['new.yaml']],
  ['an untracked file of a kind that is refused', () => write('flags/deep/new.yml'), ['deep/new.yml']],
  ['an ignored flag', () => write('flags/ignored.yaml'), ['ignored.yaml']],
  ['a strange name', () => write('flags/ü "x"\n.yaml'), ['ü "x"\n.yaml']],
  ['a changed list that a segment includes', () => write('flags/lists/beta.txt'), ['lists/beta.txt']],
  [
    'an untracked list that a segment includes',
    () => {
      write('flags/lists/new.txt');
      write('flags/segments/beta.yaml', 'includeFile: ../lists/new.txt\n');
    },
    ['lists/new.txt', 'segments/beta.yaml'],
  ],
  ['a changed file that a link leads to', () => write('flags/data.txt'), ['data.txt']],
  ['a deleted file that a link leads to', () => remove('flags/data.txt'), ['data.txt']],
  [
    'a link that leads elsewhere',
    () => {
      remove('flags/linked.yaml');
      symlinkSync('notes.txt', folder.path('r', 'flags', 'linked.yaml'));
    },
    ['linked.yaml'],
  ],
  [
    'what FlagForge does not read',
    () => {
      for (const path of ['README.md', 'flags/notes.txt', 'flags/new.txt', 'other.yaml', 'flags/.github/ci.yml'])
        write(path);
      for (const path of ['flags/node_modules/x.yaml', 'flags/other/a.yaml', 'flags/.hidden/a.yaml']) write(path);
    },
    [],
  ],
  [
    'a merge that is not done',
    () => {
      folder.git('r', 'checkout', '--quiet', '-b', 'side');
      write('flags/a.yaml', 'type: number\n');
      folder.commit('r');
      folder.git('r', 'checkout', '--quiet', 'main');
      write('flags/a.yaml', 'type: string\n');
      folder.commit('r');
      expect(() => folder.git('r', 'merge', 'side')).toThrow();
    },
    ['a.yaml'],
  ],
])('finds %s', async (_, change, expected) => {
  change();
  expect(await dirty()).toEqual(expected);
});

test('in a project at the root of the repository, code in the middle of an edit is nothing', async () => {
  folder.create('top', { 'flagforge.yaml': 'version: 1\n', 'a.yaml': 'type: boolean\n', 'src/app.ts': 'export {};\n' });
  folder.write('top', { 'src/app.ts': 'changed', 'src/new.ts': 'new' });
  expect(await dirty('top')).toEqual([]);
  folder.write('top', { 'a.yaml': 'type: string\n' });
  expect(await dirty('top')).toEqual(['a.yaml']);
});

test('a project that no commit has is dirty as a whole', async () => {
  folder.create('top', { 'README.md': 'hello' });
  folder.write('top', { 'flags/flagforge.yaml': 'version: 1\n', 'flags/a.yaml': 'type: boolean\n' });
  expect(await dirty('top/flags')).toEqual(['a.yaml', 'flagforge.yaml']);
});

test('neither touched files nor converted line ends are changes, and the index is not written', async () => {
  folder.create('top', { '.gitattributes': '*.yaml text eol=crlf\n', 'flagforge.yaml': 'version: 1\n' });
  rmSync(folder.path('top', 'flagforge.yaml'));
  folder.git('top', 'checkout', '--', '.');
  const index = folder.git('top', 'hash-object', '.git/index');
  appendFileSync(folder.path('top', 'flagforge.yaml'), '');
  expect(await dirty('top')).toEqual([]);
  expect(folder.git('top', 'hash-object', '.git/index')).toBe(index);
});
