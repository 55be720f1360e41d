import { describe, expect, test } from 'vitest';
import { checkProposedFiles } from './allowed-paths.ts';

const SEGMENT = { path: 'segments/beta.yaml', text: 'description: Beta\nincludeFile: beta.txt\n' };
const check = (path: string, text: string | null = 'x\n'): void => checkProposedFiles([{ path, text }], [SEGMENT]);

test.each([
  'flagforge.yaml',
  'new-checkout.yaml',
  'a.b_c-1.yaml',
  'new-checkout.test.yaml',
  'segments/beta.yaml',
  'contexts/people.yaml',
  'segments/beta.txt',
])('a change may write %s', (path) => {
  expect(() => check(path)).not.toThrow();
});

test.each([
  '',
  '.',
  '..',
  '/etc/passwd',
  '../flagforge.yaml',
  'segments/../../x.yaml',
  'segments/./beta.yaml',
  './new-checkout.yaml',
  'segments//beta.yaml',
  'segments/beta.yaml/',
  '.git/config',
  '.github/workflows/x.yaml',
  '.flagforge/dev-keys.json',
  'segments/.hidden.yaml',
  '.gitattributes',
  'C:\\x.yaml',
  'segments\\beta.yaml',
  'new checkout.yaml',
  'New.yaml',
  'new-checkout.yml',
  'new-checkout.YAML',
  'sub/new-checkout.yaml',
  'segments/sub/beta.yaml',
  'contexts/a/b.yaml',
  'flagforge.test.yaml',
  'package.json',
  'src/index.ts',
  'README.md',
  'node_modules/x.yaml',
  'a\nb.yaml',
  'a\0.yaml',
  'a\u202e.yaml',
  '-x.yaml',
  'con.yaml',
  `${'a'.repeat(101)}.yaml`,
  'a.yaml ',
  'ä.yaml',
])('a change may not write %j', (path) => {
  expect(() => check(path)).toThrow(expect.objectContaining({ exitCode: 1, code: 'FF4159' }));
  expect(() => check(path, null)).toThrow(expect.objectContaining({ code: 'FF4159' }));
});

describe('a list that a segment includes', () => {
  const bring = (path: string, includeFile: string): void =>
    checkProposedFiles(
      [
        { path: 'segments/new.yaml', text: `description: New\nincludeFile: ${includeFile}\n` },
        { path, text: 'u-1\n' },
      ],
      [],
    );

  test('may come with its segment', () => {
    expect(() => bring('segments/new.txt', 'new.txt')).not.toThrow();
    expect(() => bring('lists/new.csv', '../lists/new.csv')).not.toThrow();
  });

  test.each([
    ['src/index.ts', '../src/index.ts'],
    ['package.json', '../package.json'],
    ['.git/config', '../.git/config'],
    ['.npmrc', '../.npmrc'],
    ['run.sh', '../run.sh'],
  ])('is no pretext to write %s', (path, includeFile) => {
    expect(() => bring(path, includeFile)).toThrow(expect.objectContaining({ code: 'FF4159' }));
  });

  test('may go together with its segment', () => {
    const files = [SEGMENT.path, 'segments/beta.txt'].map((path) => ({ path, text: null }));
    expect(() => checkProposedFiles(files, [SEGMENT, { path: 'segments/beta.txt', text: '' }])).not.toThrow();
  });
});

test.each([
  ['half of a character', 'a: \ud800\n'],
  ['a NUL', 'a\0b'],
  ['more than 1 MiB', 'x'.repeat(1_048_580)],
])('a text with %s is refused', (_, text) => {
  expect(() => check('new-checkout.yaml', text)).toThrow(expect.objectContaining({ exitCode: 1, code: 'FF4162' }));
});

test('a file is named once', () => {
  const file = { path: 'new-checkout.yaml', text: '' };
  expect(() => checkProposedFiles([file, file], [])).toThrow(expect.objectContaining({ code: 'FF4162' }));
});
