import type { Snapshot } from '@flagforge/sdk/engine';
import { canonicalJson } from '@flagforge/sdk/snapshot';
import { expect, test } from 'vitest';
import { compileProject, readStoredSnapshot, snapshotText, versionSnapshot } from '../compile/index.ts';
import { nodeSha256 } from '../project.ts';
import { diffSnapshots } from './diff-snapshots.ts';

const CONFIG = 'version: 1\norganization: acme\nproject: shop\nunit: userId\nenvironments: { production: {} }\n';

function compile(files: Readonly<Record<string, string>>, config = CONFIG): Snapshot {
  const sources = Object.entries({ 'flagforge.yaml': config, ...files }).map(([path, text]) => ({ path, text }));
  const { snapshots, diagnostics } = compileProject(sources, { now: 0 });
  const snapshot = snapshots.get('production');
  if (snapshot === undefined) throw new Error(diagnostics.map(({ message }) => message).join('; '));
  return snapshot;
}

const flag = (rest = ''): string => `type: boolean\nenvironments:\n  production: { enabled: true${rest} }\n`;
const subjects = (before: Snapshot | null, after: Snapshot): string[] =>
  diffSnapshots(before, after).map(({ subject, name, oldState, newState }) => {
    return `${subject} ${name} ${oldState === null ? 'new' : newState === null ? 'gone' : 'changed'}`;
  });

const overlaid = (content: Snapshot, overlays: Snapshot['overlays']): Snapshot =>
  versionSnapshot(content, { version: 2, commit: 'c', overlays, sha256: nodeSha256, sign: null });

test('everything is new the first time, ascending by subject and name', () => {
  const after = compile({
    'b.yaml': flag(`, rules: [{ if: 'segment "staff"', serve: on }]`),
    'a.yaml': flag(),
    'segments/staff.yaml': 'if: email ends_with "@acme.com"\n',
  });
  expect(subjects(null, after)).toEqual([
    'environment production new',
    'flag a new',
    'flag b new',
    'segment staff new',
  ]);
});

test('the same content in another version has no changes', () => {
  const before = compile({ 'a.yaml': flag() });
  expect(diffSnapshots(before, overlaid(before, []))).toEqual([]);
});

test('says what changed, came and went, with both states as canonical JSON', () => {
  const before = compile({ 'a.yaml': flag(), 'b.yaml': flag(), 'c.yaml': flag() });
  const after = compile({ 'a.yaml': flag(', default: on'), 'b.yaml': flag(), 'd.yaml': flag() });
  const changes = diffSnapshots(before, after);
  expect(subjects(before, after)).toEqual(['flag a changed', 'flag c gone', 'flag d new']);
  expect(changes[0]).toEqual({
    subject: 'flag',
    name: 'a',
    oldState: canonicalJson(before.flags[0]),
    newState: canonicalJson(after.flags[0]),
  });
});

test('a changed segment is one change, however many flags use it', () => {
  const project = (email: string): Snapshot =>
    compile({
      'a.yaml': flag(`, rules: [{ if: 'segment "staff"', serve: on }]`),
      'b.yaml': flag(`, rules: [{ if: 'segment "staff"', serve: on }]`),
      'segments/staff.yaml': `if: email ends_with "${email}"\n`,
    });
  expect(subjects(project('@a.com'), project('@b.com'))).toEqual(['segment staff changed']);
});

test('the unit and whether overrides are allowed are of the environment', () => {
  const before = compile({ 'a.yaml': flag() });
  const after = compile(
    { 'a.yaml': flag() },
    CONFIG.replace('userId', 'accountId').replace('{}', '{ overrides: allowed }'),
  );
  expect(subjects(before, after)).toEqual(['environment production changed']);
  expect(diffSnapshots(before, after)[0]?.newState).toBe('{"format":1,"overrides":"allowed","unit":["accountId"]}');
});

test('kills and a hold are changes of their own', () => {
  const before = compile({ 'a.yaml': flag(), 'b.yaml': flag() });
  const after = overlaid(before, [
    { kind: 'hold', commit: 'f00', version: 3 },
    { kind: 'kill', flag: 'b' },
  ]);
  expect(diffSnapshots(before, after)).toEqual([
    { subject: 'hold', name: 'production', oldState: null, newState: '{"commit":"f00","kind":"hold","version":3}' },
    { subject: 'kill', name: 'b', oldState: null, newState: '{"flag":"b","kind":"kill"}' },
  ]);
  expect(subjects(after, before)).toEqual(['hold production gone', 'kill b gone']);
});

test('a stored snapshot and a compiled one are compared alike, whatever JSON the flags hold', () => {
  const nasty = `type: json\noff: a\nvariants:\n  a: ${JSON.stringify({ key: '"key":"x"', '],"format":': '\\"}],{"', flags: [{}] })}\n  b: { "x": "\\\\" }\n`;
  const files = { 'a.yaml': flag(), 'm.yaml': nasty, 'z.yaml': flag() };
  const compiled = overlaid(compile(files), [{ kind: 'kill', flag: 'a' }]);
  const stored = readStoredSnapshot(snapshotText(compiled));
  if (stored === null) throw new Error('was not read back');
  expect(diffSnapshots(stored, compiled)).toEqual([]);
  expect(stored.flags).toEqual(compiled.flags);
  expect(snapshotText(stored)).toBe(snapshotText(compiled));
  expect(canonicalJson(JSON.parse(snapshotText(stored)))).toBe(snapshotText(stored));
  expect(subjects(stored, overlaid(compile({ ...files, 'm.yaml': nasty.replace('off: a', 'off: b') }), []))).toEqual([
    'flag m changed',
    'kill a gone',
  ]);
});

test.each(['', '{}', '{"flags":[', 'x"flags":[],"format":', 'null'])('%j is no stored snapshot', (body) => {
  expect(readStoredSnapshot(body)).toBeNull();
});

test('finds the changes at the ends and in the middle, of flags whose texts begin alike', () => {
  const of = (...keys: string[]): Snapshot => {
    const compiled = compile(
      Object.fromEntries(
        keys.map((key) => [`${key.replace('!', '')}.yaml`, flag(key.includes('!') ? ', default: on' : '')]),
      ),
    );
    return readStoredSnapshot(snapshotText(compiled)) ?? compiled;
  };
  const cases: [string[], string[], string[]][] = [
    [['a', 'b', 'c'], ['a!', 'b', 'c'], ['flag a changed']],
    [['a', 'b', 'c'], ['a', 'b', 'c!'], ['flag c changed']],
    [['a', 'b', 'c'], ['a', 'b!', 'c'], ['flag b changed']],
    [['a', 'b', 'c'], ['b', 'c'], ['flag a gone']],
    [['a', 'b', 'c'], ['a', 'b'], ['flag c gone']],
    [
      ['a', 'b'],
      ['a', 'aa', 'b', 'c'],
      ['flag aa new', 'flag c new'],
    ],
    [
      ['a', 'aa', 'aaa'],
      ['a!', 'aa', 'aaa!'],
      ['flag a changed', 'flag aaa changed'],
    ],
    [['a'], ['b'], ['flag a gone', 'flag b new']],
    [['a'], ['a', 'b'], ['flag b new']],
    [['b'], ['a', 'b'], ['flag a new']],
  ];
  for (const [before, after, expected] of cases) expect(subjects(of(...before), of(...after)).sort()).toEqual(expected);
});

test('all flags may go, and come', () => {
  const [none, some] = [compile({}), compile({ 'a.yaml': flag() })];
  expect(subjects(some, none)).toEqual(['flag a gone']);
  expect(subjects(none, some)).toEqual(['flag a new']);
});

test('ten thousand flags are compared in well under a second', () => {
  const files = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`f${index}`, index]));
  const texts = Object.keys(files).sort();
  const first = compile({ 'a.yaml': flag() });
  const grown: Snapshot = {
    ...first,
    flags: texts.map((key) => ({ ...(first.flags[0] as Snapshot['flags'][number]), key })),
  };
  const [before, after] = [readStoredSnapshot(snapshotText(grown)), readStoredSnapshot(snapshotText(grown))];
  if (before === null || after === null) throw new Error('was not read back');
  const startedAt = performance.now();
  expect(diffSnapshots(before, after)).toEqual([]);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});
