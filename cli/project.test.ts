import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compileProject, hashText } from './compile/index.ts';
import { loadProject, NoProjectError, nodeSha256 } from './project.ts';

const CONFIG = 'version: 1\norganization: acme\nproject: p\n';

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'flagforge-project-'));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function write(path: string, content: string | Uint8Array): void {
  const full = join(root, 'flags', path);
  mkdirSync(join(full, '..'), { recursive: true });
  writeFileSync(full, content);
}

const load = async (): ReturnType<typeof loadProject> => loadProject(join(root, 'flags'));

/** Errors as `file:line:column code`. */
async function found(): Promise<string[]> {
  const { diagnostics } = compileProject((await load()).files, { now: 0 });
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ file, range, code }) => `${file}:${range.start.line}:${range.start.column} ${code}`);
}

test('loads every YAML file below the folder, ascending, and what segments include', async () => {
  write('flagforge.yaml', CONFIG);
  write('b.yaml', 'type: boolean\n');
  write('a.test.yaml', 'tests: []\n');
  write('notes.txt', 'not ours');
  write('README.md', 'not ours');
  write('segments/s.yaml', 'includeFile: ../lists/beta.txt\n');
  write('lists/beta.txt', 'u-1\n');
  write('contexts/c.yaml', 'a: {}\n');
  const { directory, files } = await load();
  expect(directory).toBe(join(root, 'flags'));
  expect(files.map(({ path }) => path)).toEqual([
    'a.test.yaml',
    'b.yaml',
    'contexts/c.yaml',
    'flagforge.yaml',
    'lists/beta.txt',
    'segments/s.yaml',
  ]);
});

test('passes over dot folders, node_modules and other projects, and reports YAML in any other folder', async () => {
  write('flagforge.yaml', CONFIG);
  write('.github/workflows/ci.yml', 'on: push\n');
  write('node_modules/x/a.yaml', 'x: 1\n');
  write('other/flagforge.yaml', CONFIG);
  write('other/a.yaml', 'type: boolean\n');
  write('checkout/a.yaml', 'type: boolean\n');
  write('old.yml', 'type: boolean\n');
  expect(await found()).toEqual(['checkout/a.yaml:1:1 FF1123', 'old.yml:1:1 FF1123']);
});

test('takes a byte order mark and CRLF, with positions as an editor counts them', async () => {
  write('flagforge.yaml', CONFIG);
  write('a.yaml', '\ufefftype: boolean\r\ntagz: 1\r\n');
  write('b.yaml', '\ufefftype: bolean\r\n');
  expect(await found()).toEqual(['a.yaml:2:1 FF1101', 'b.yaml:1:7 FF1104']);
});

test.each([
  ['Latin-1', Uint8Array.from([...Buffer.from('type: boolean\nowner: Jos'), 0xe9, 0x0a]), '2:11'],
  ['a cut character at the end', Uint8Array.from([...Buffer.from('type: boolean\n# '), 0xe2, 0x82]), '2:3'],
  ['an overlong form', Uint8Array.from([0xc0, 0xaf]), '1:1'],
])('reports %s as no UTF-8, at the byte', async (_, bytes, position) => {
  write('flagforge.yaml', CONFIG);
  write('a.yaml', bytes);
  write('b.yaml', 'type: bolean\n');
  expect(await found()).toEqual([`a.yaml:${position} FF1003`, 'b.yaml:1:7 FF1104']);
});

test('follows a symbolic link inside the project and refuses one that leads out', async () => {
  write('flagforge.yaml', CONFIG);
  write('a.yaml', 'type: boolean\n');
  writeFileSync(join(root, 'secret.yaml'), 'type: boolean\n');
  symlinkSync('a.yaml', join(root, 'flags', 'b.yaml'));
  symlinkSync('../secret.yaml', join(root, 'flags', 'c.yaml'));
  symlinkSync('gone.yaml', join(root, 'flags', 'd.yaml'));
  expect(await found()).toEqual(['c.yaml:1:1 FF1022', 'd.yaml:1:1 FF1021']);
});

test('refuses an includeFile that is a link out of the project, or lies behind one', async () => {
  write('flagforge.yaml', CONFIG);
  writeFileSync(join(root, 'secret.txt'), 'u-1\n');
  mkdirSync(join(root, 'outside'));
  writeFileSync(join(root, 'outside', 'list.txt'), 'u-1\n');
  write('segments/s.yaml', 'includeFile: list.txt\n');
  write('segments/t.yaml', 'includeFile: linked/list.txt\n');
  symlinkSync('../../secret.txt', join(root, 'flags', 'segments', 'list.txt'));
  symlinkSync('../../outside', join(root, 'flags', 'segments', 'linked'));
  expect(await found()).toEqual(['segments/s.yaml:1:14 FF1125', 'segments/t.yaml:1:14 FF1125']);
});

test('reports a folder of segments that is a link, and does not enter it', async () => {
  write('flagforge.yaml', CONFIG);
  mkdirSync(join(root, 'elsewhere'));
  writeFileSync(join(root, 'elsewhere', 's.yaml'), 'if: [\n');
  symlinkSync('../elsewhere', join(root, 'flags', 'segments'));
  expect(await found()).toEqual(['segments:1:1 FF1022']);
});

test('reports a folder that is named like a file', async () => {
  write('flagforge.yaml', CONFIG);
  write('a.yaml/b.yaml', 'type: boolean\n');
  expect(await found()).toEqual(['a.yaml/b.yaml:1:1 FF1123']);
});

test('does not read a huge file to say that it is too large', async () => {
  write('flagforge.yaml', CONFIG);
  write('a.yaml', `# ${'x'.repeat(3_000_000)}`);
  expect(await found()).toEqual(['a.yaml:1:1 FF1001']);
  expect((await load()).files.find(({ path }) => path === 'a.yaml')?.text).toBe('');
});

test.each<[string, () => void, RegExp, RegExp | null]>([
  ['a folder that does not exist', () => undefined, /no folder/, null],
  ['a file', () => writeFileSync(join(root, 'flags'), ''), /is a file/, /folder that holds/],
  ['an empty folder', () => mkdirSync(join(root, 'flags')), /no flagforge\.yaml/, null],
  ['a misnamed flagforge.yml', () => write('flagforge.yml', CONFIG), /no flagforge\.yaml/, /rename flagforge\.yml/],
  ['a folder above a project', () => write('shop/flagforge.yaml', CONFIG), /no flagforge\.yaml/, /--dir .*shop\?/],
])('throws NoProjectError, with the next action where there is one, for %s', async (_, make, message, hint) => {
  make();
  const error: unknown = await load().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(NoProjectError);
  expect((error as NoProjectError).message).toMatch(message);
  const found = (error as NoProjectError).hint;
  if (hint === null) expect(found).toBeNull();
  else expect(found).toMatch(hint);
});

test('hashes as the portable hash does', () => {
  expect(nodeSha256('é')).toBe(hashText('é'));
});
