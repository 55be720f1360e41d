import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson } from '@flagforge/sdk/snapshot';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CompileResult, compileProject, countFlags, renderSnapshot, type SourceFile } from './compile/index.ts';
import { defaultCacheFolder, openDiskCache } from './compile-cache.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flagforge-cache-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const open = (compiler = 'one', directory = '/p'): ReturnType<typeof openDiskCache> =>
  openDiskCache({ directory, compiler, folder });

const cacheFile = (): string => join(folder, readdirSync(folder)[0] ?? '');

test('gives back what was saved, line breaks and all characters too', () => {
  const first = open();
  first.set('k', 'a\nb\u0000é😀');
  first.save();
  expect(open().get('k')).toBe('a\nb\u0000é😀');
  expect(readdirSync(folder)).toHaveLength(1);
});

test('keeps projects and compilers apart', () => {
  const first = open();
  first.set('k', 'v');
  first.save();
  expect(open('two').get('k')).toBeUndefined();
  expect(open('one', '/q').get('k')).toBeUndefined();
});

test('adds what is new behind what is there', () => {
  const first = open();
  for (const key of ['a', 'b', 'c', 'd']) first.set(key, '1');
  first.save();
  const { ino, size } = statSync(cacheFile());
  const second = open();
  for (const key of ['a', 'b', 'c']) second.get(key);
  second.set('e', '2');
  second.save();
  second.save();
  expect(statSync(cacheFile())).toMatchObject({ ino, size: size + 18 + 4 });
  const third = open();
  expect(['a', 'd', 'e'].map(third.get)).toEqual(['1', '1', '2']);
});

test.each<[string, (bytes: Buffer) => Buffer]>([
  ['is cut', (bytes) => bytes.subarray(0, -1)],
  ['is followed by something else', (bytes) => Buffer.concat([bytes.subarray(0, -22), Buffer.from('0000 hello')])],
])('keeps what stands before a block that %s, and mends the file', (_, damage) => {
  const first = open();
  first.set('a', '1');
  first.save();
  const second = open();
  second.get('a');
  second.set('b', '2');
  second.save();
  writeFileSync(cacheFile(), damage(readFileSync(cacheFile())));
  const third = open();
  expect(['a', 'b'].map(third.get)).toEqual(['1', undefined]);
  third.set('b', '2');
  third.save();
  expect(['a', 'b'].map(open().get)).toEqual(['1', '2']);
});

test('ignores what another build added to the file', () => {
  const first = open('one');
  first.set('a', '1');
  first.save();
  const ours = readFileSync(cacheFile());
  const other = open('two');
  other.set('b', '2');
  other.save();
  const theirs = readFileSync(cacheFile());
  writeFileSync(cacheFile(), Buffer.concat([ours, theirs.subarray(theirs.indexOf('\n') + 1)]));
  expect(['a', 'b'].map(open('one').get)).toEqual(['1', undefined]);
});

test('forgets what a run did not use', () => {
  const first = open();
  first.set('a', '1');
  first.set('b', '2');
  first.save();
  const second = open();
  second.get('a');
  second.save();
  const third = open();
  expect([third.get('a'), third.get('b')]).toEqual(['1', undefined]);
});

test('does not write when nothing changed', () => {
  const first = open();
  first.set('a', '1');
  first.save();
  const before = statSync(cacheFile()).ino;
  const second = open();
  second.get('a');
  second.save();
  expect(statSync(cacheFile()).ino).toBe(before);
});

test.each<[string, (bytes: Buffer) => Buffer]>([
  ['is cut', (bytes) => bytes.subarray(0, bytes.length - 3)],
  [
    'has a flipped bit',
    (bytes) => Buffer.concat([bytes.subarray(0, -4), Buffer.from([(bytes.at(-4) ?? 0) ^ 1]), bytes.subarray(-3)]),
  ],
  ['is empty', () => Buffer.alloc(0)],
  ['is something else', () => Buffer.from('hello')],
])('ignores a file that %s, and mends it at the next save', (_, damage) => {
  const first = open();
  first.set('key', 'value');
  first.save();
  writeFileSync(cacheFile(), damage(readFileSync(cacheFile())));
  const second = open();
  expect(second.get('key')).toBeUndefined();
  second.set('key', 'value');
  second.save();
  expect(open().get('key')).toBe('value');
});

test('never throws where the folder cannot be written', () => {
  writeFileSync(join(folder, 'file'), '');
  const cache = openDiskCache({ directory: '/p', compiler: 'one', folder: join(folder, 'file', 'sub') });
  cache.set('a', '1');
  expect(() => cache.save()).not.toThrow();
});

test.each([
  [{ XDG_CACHE_HOME: '/x' }, /^\/x\/flagforge$/],
  [{ XDG_CACHE_HOME: 'relative' }, /\.cache\/flagforge$/],
  [{}, /\.cache\/flagforge$/],
])('lies in the user cache folder: %o', (environment, expected) => {
  expect(defaultCacheFolder(environment)).toMatch(expected);
});

const CONFIG = 'version: 1\norganization: acme\nproject: p\n';
const FLAG =
  'description: d\nowner: o\nkind: permanent\ntype: boolean\nenvironments:\n  production:\n    enabled: true\n';

function project(changes: Readonly<Record<string, string>> = {}): SourceFile[] {
  const texts = {
    'flagforge.yaml': CONFIG,
    'a.yaml': `${FLAG}    rules: [{ if: segment "s", serve: on }]\n    schedule: [{ at: "2030-01-01T00:00:00Z", enabled: false }]\n`,
    'b.yaml': `${FLAG}    default: yes\n`.replace('default: yes', 'default: on').replace('owner: o', 'owner: no'),
    'a.test.yaml': 'tests: [{ name: no, environment: production, context: {}, expect: { variant: off } }]\n',
    'segments/s.yaml': 'description: s\nincludeFile: s.txt\n',
    'segments/s.txt': 'u-1\n',
    ...changes,
  };
  return Object.entries(texts).map(([path, text]) => ({ path, text }));
}

const essence = ({ diagnostics, snapshots, counts, project, tests }: CompileResult): unknown => {
  return {
    diagnostics,
    counts,
    snapshots: [...snapshots.values()].map((snapshot) => [renderSnapshot(snapshot), canonicalJson(snapshot)]),
    flags: project?.flags.map(({ source, ...facts }) => [facts, source()]),
    tests: tests.map(({ key, file, tests: read }) => ({ key, file, tests: read() })),
  };
};

test.each<[string, Readonly<Record<string, string>>]>([
  ['nothing', {}],
  ['a flag', { 'b.yaml': `${FLAG}    default: off\n` }],
  ['a flag, for the worse', { 'b.yaml': 'type: bolean\n' }],
  ['flagforge.yaml', { 'flagforge.yaml': `${CONFIG}unit: userId\nattributes: { userId: string }\n` }],
  ['an included file', { 'segments/s.txt': 'u-2\n' }],
  ['a segment', { 'segments/s.yaml': 'description: s\ninclude: [x]\n' }],
  [
    'a test',
    { 'a.test.yaml': 'tests: [{ name: other, environment: staging, context: {}, expect: { variant: on } }]\n' },
  ],
  ['a test, for the worse', { 'a.test.yaml': 'tests: 1\n' }],
  ['the name of a flag', { 'b.yaml': FLAG, 'c.yaml': `${FLAG}    default: on\n` }],
])('compiling with the cache after a change of %s is compiling without', (_, changes) => {
  const options = { now: 0 };
  const cache = open();
  compileProject(project(), { ...options, cache });
  cache.save();
  const again = open();
  const cached = compileProject(project(changes), { ...options, cache: again });
  expect(essence(cached)).toEqual(essence(compileProject(project(changes), options)));
});

test('the order of the files changes nothing, with the cache or without', () => {
  const cache = open();
  const cold = compileProject(project(), { now: 0, cache });
  const warm = compileProject(project().reverse(), { now: 0, cache });
  const without = compileProject(project().reverse(), { now: 0 });
  expect([essence(warm), essence(without)]).toEqual([essence(cold), essence(cold)]);
});

test('a snapshot reads and writes as the same text, before its flags are parsed and after', () => {
  const [snapshot] = compileProject(project(), { now: 0 }).snapshots.values();
  if (snapshot === undefined) throw new Error('the project does not compile');
  const before = renderSnapshot(snapshot);
  expect(countFlags(snapshot)).toBe(2);
  expect(snapshot.flags).toHaveLength(2);
  expect(snapshot.flags).toBe(snapshot.flags);
  expect(renderSnapshot(snapshot)).toBe(before);
  expect(`${canonicalJson(snapshot)}\n`).toBe(before);
  expect(renderSnapshot({ ...snapshot })).toBe(before);
});

test('compiles nothing anew that did not change', () => {
  const cache = open();
  compileProject(project(), { now: 0, cache });
  cache.save();
  const again = open();
  let made = 0;
  compileProject(project(), { now: 0, cache: { get: again.get, set: () => (made += 1) } });
  expect(made).toBe(0);
});

test('survives entries that are no JSON', () => {
  const broken = { get: () => '{', set: () => undefined };
  expect(essence(compileProject(project(), { now: 0, cache: broken }))).toEqual(
    essence(compileProject(project(), { now: 0 })),
  );
});
