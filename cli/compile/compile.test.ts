import { createHash } from 'node:crypto';
import type { Flag, Snapshot } from '@flagforge/sdk/engine';
import { canonicalJson } from '@flagforge/sdk/snapshot';
import { expect, test } from 'vitest';
import { type CompileResult, compileProject, renderSnapshot, type SourceFile } from './index.ts';

const CONFIG = 'version: 1\norganization: acme\nproject: web-store\nunit: userId\n';
const NOW = Date.UTC(2026, 10, 22);
const STAMP = 'description: A flag\nowner: team-a\nkind: permanent\n';

function files(texts: Readonly<Record<string, string>>): SourceFile[] {
  return Object.entries({ 'flagforge.yaml': CONFIG, ...texts }).map(([path, text]) => ({ path, text }));
}

function compile(texts: Readonly<Record<string, string>>): CompileResult {
  return compileProject(files(texts), { now: NOW, compiler: 'flagforge test' });
}

/** Findings as `file:line:column code`, without those that are not about what is tested. */
function found(texts: Readonly<Record<string, string>>, ...ignored: readonly string[]): string[] {
  return compile(texts)
    .diagnostics.filter(({ code, severity }) => severity === 'error' && !ignored.includes(code))
    .map(({ file, range, code }) => `${file}:${range.start.line}:${range.start.column} ${code}`);
}

const boolean = (environments: string): string => `${STAMP}type: boolean\nenvironments:\n${environments}`;

/** A boolean flag whose production holds the given lines. */
const inProduction = (lines: string): string => boolean(`  production:\n${lines.replace(/^/gm, '    ')}\n`);

function production(texts: Readonly<Record<string, string>>): Snapshot {
  const result = compile(texts);
  const snapshot = result.snapshots.get('production');
  if (snapshot === undefined) throw new Error(JSON.stringify(result.diagnostics, null, 1));
  return snapshot;
}

function only(text: string, more: Readonly<Record<string, string>> = {}): Flag {
  const flag = production({ 'a.yaml': text, ...more }).flags[0];
  if (flag === undefined) throw new Error('no flag');
  return flag;
}

test('compiles a small project into one snapshot for each environment', () => {
  const result = compile({ 'dark-mode.yaml': boolean('  staging: { enabled: true, default: on }\n') });
  expect(result.diagnostics).toEqual([]);
  expect([...result.snapshots.keys()]).toEqual(['development', 'staging', 'production']);
  expect(result.counts).toEqual({ flags: 1, segments: 0, environments: 3 });
  expect(result.snapshots.get('staging')).toMatchObject({
    format: 1,
    compiler: 'flagforge test',
    organization: 'acme',
    project: 'web-store',
    environment: 'staging',
    unit: ['userId'],
    overrides: 'allowed',
    version: 0,
    commit: null,
    instants: [],
    flags: [
      {
        key: 'dark-mode',
        type: 'boolean',
        variants: [
          { name: 'on', value: true },
          { name: 'off', value: false },
        ],
        off: 'off',
        enabled: true,
        default: { serve: 'on' },
      },
    ],
    segments: [],
    groups: [],
    overlays: [],
  });
});

test('hashes the canonical text of the content, and of content hash and overlays', () => {
  const snapshot = production({ 'a.yaml': boolean('  production: { enabled: true, default: on }\n') });
  const { format, organization, project, environment, unit, overrides, instants, flags, segments, groups } = snapshot;
  const content = { format, organization, project, environment, unit, overrides, instants, flags, segments, groups };
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
  expect(snapshot.contentHash).toBe(sha256(canonicalJson(content)));
  expect(snapshot.hash).toBe(sha256(canonicalJson({ contentHash: snapshot.contentHash, overlays: [] })));
});

test('gives the same bytes whatever the order of the files, the keys and the line ends', () => {
  const texts = {
    'b.yaml': inProduction(
      'enabled: true\ntargets: { off: [z], on: [b, a] }\nrules:\n  - { if: segment "s", serve: on }',
    ),
    'a.yaml': boolean('  production: { enabled: true, default: { rollout: { off: 90, on: 10 } } }\n'),
    'segments/s.yaml': 'description: s\ninclude: [x, y]\n',
  };
  const bytes = (list: readonly SourceFile[]): string[] =>
    [...compileProject(list, { now: NOW }).snapshots.values()].map(renderSnapshot);
  const first = bytes(files(texts));
  expect(first).toHaveLength(3);
  expect(bytes(files(texts).reverse())).toEqual(first);
  const crlf = files(texts).map(({ path, text }) => ({ path, text: text.replaceAll('\n', '\r\n') }));
  expect(bytes(crlf)).toEqual(first);
  expect(renderSnapshot(compile(texts).snapshots.get('production') as Snapshot)).toMatch(/^\{.*\}\n$/);
});

test('does not depend on now or on the compiler in what it hashes', () => {
  const list = files({
    'a.yaml': inProduction('enabled: true\nschedule: [{ at: "2026-01-01T00:00:00Z", enabled: false }]'),
  });
  const one = compileProject(list, { now: 0, compiler: 'one' }).snapshots.get('production');
  const two = compileProject(list, { now: NOW, compiler: 'two', commit: 'c'.repeat(40) }).snapshots.get('production');
  expect(two?.hash).toBe(one?.hash);
  expect(two).toMatchObject({ compiler: 'two', commit: 'c'.repeat(40) });
});

test('fills in the defaults of environments as the contract says', () => {
  const config = `${CONFIG}environments: { development: {}, staging: {}, production: {}, qa: {} }\n`;
  const policy = { approvals: 1, approvers: ['editor', 'admin'], breakGlass: ['admin'], overrides: 'denied' };
  expect(compile({ 'flagforge.yaml': config }).project?.config.environments).toEqual([
    { ...policy, name: 'development', approvals: 0, overrides: 'allowed' },
    { ...policy, name: 'staging', overrides: 'allowed' },
    { ...policy, name: 'production' },
    { ...policy, name: 'qa' },
  ]);
  const without = compile({}).project?.config.environments;
  expect(without?.map(({ name, approvals, overrides }) => [name, approvals, overrides])).toEqual([
    ['development', 0, 'allowed'],
    ['staging', 1, 'allowed'],
    ['production', 1, 'denied'],
  ]);
});

test('buckets by targetingKey where the project names no unit, and by the project unit in a group that names none', () => {
  const bare = 'version: 1\norganization: acme\nproject: p\n';
  expect(compile({ 'flagforge.yaml': bare }).project?.config.unit).toEqual(['targetingKey']);
  const groups =
    'groups: { g: { slots: [{ flag: a, percent: 12.5 }] }, h: { unit: account.id, slots: [{ flag: b, percent: 1 }] } }\n';
  const flag = boolean('  production: { enabled: true, default: on }\n');
  expect(production({ 'flagforge.yaml': CONFIG + groups, 'a.yaml': flag, 'b.yaml': flag }).groups).toEqual([
    { name: 'g', unit: ['userId'], slots: [{ flag: 'a', percent: 12_500 }] },
    { name: 'h', unit: ['account', 'id'], slots: [{ flag: 'b', percent: 1000 }] },
  ]);
});

test('implies the variants and the off variant of a boolean flag, and leaves a flag disabled where it is not named', () => {
  expect(only(`${STAMP}type: boolean\n`)).toEqual({
    key: 'a',
    type: 'boolean',
    variants: [
      { name: 'on', value: true },
      { name: 'off', value: false },
    ],
    off: 'off',
  });
});

test('keeps the order of variants, and rollouts in it, zeros dropped', () => {
  const text = `${STAMP}type: json
variants: { zebra: { b: [1, null], a: 2 }, ant: 7, off: null }
off: off
environments:
  production:
    enabled: true
    default: { rollout: { off: 0, ant: 33.333, zebra: 66.667 }, unit: company.plan, salt: s }
`;
  expect(only(text)).toMatchObject({
    variants: [
      { name: 'zebra', value: { a: 2, b: [1, null] } },
      { name: 'ant', value: 7 },
      { name: 'off', value: null },
    ],
    default: {
      rollout: {
        unit: ['company', 'plan'],
        salt: 's',
        weights: [
          ['zebra', 66_667],
          ['ant', 33_333],
        ],
      },
    },
  });
});

test.each([
  [
    'rollout: 10%',
    [
      ['on', 10_000],
      ['off', 90_000],
    ],
  ],
  [
    'rollout: 12.5%',
    [
      ['on', 12_500],
      ['off', 87_500],
    ],
  ],
  [
    'rollout: "0.001%"',
    [
      ['on', 1],
      ['off', 99_999],
    ],
  ],
  ['rollout: 100%', [['on', 100_000]]],
  ['rollout: 0%', [['off', 100_000]]],
  [
    'rollout: { off: 71.1, on: 28.9 }',
    [
      ['on', 28_900],
      ['off', 71_100],
    ],
  ],
])('reads %s in rules, defaults and schedule steps alike', (rollout, weights) => {
  const lines = [
    'enabled: true',
    `rules: [{ if: age > 1, ${rollout} }]`,
    `default: { ${rollout} }`,
    `schedule: [{ at: "2027-01-01T00:00:00Z", default: { ${rollout} } }]`,
  ];
  const expected = { rollout: { unit: ['userId'], salt: 'a', weights } };
  expect(only(inProduction(lines.join('\n')))).toMatchObject({
    rules: [{ rollout: expected.rollout }],
    default: expected,
    schedule: [{ at: Date.UTC(2027, 0, 1), set: { default: expected } }],
  });
});

test('names, units, targets and flag properties arrive in the snapshot', () => {
  const text = `${STAMP}type: boolean
client: true
killable: false
killed: true
off: on
requires: [{ flag: b, variant: on }]
environments:
  production:
    enabled: true
    targets: { off: [7, "007", user-2], on: [b, a, -3] }
    rules:
      - { name: staff, if: 'email ends_with "@x.com"', serve: on }
      - { if: age > 1, rollout: 5%, unit: accountId, salt: canary-2, hash: unleash }
    default: off
`;
  const other = boolean('  production: { enabled: true, default: on }\n');
  expect(only(text, { 'b.yaml': other })).toEqual({
    key: 'a',
    type: 'boolean',
    client: true,
    killable: false,
    killed: true,
    variants: [
      { name: 'on', value: true },
      { name: 'off', value: false },
    ],
    off: 'on',
    requires: [{ flag: 'b', variant: 'on' }],
    enabled: true,
    targets: [
      { variant: 'on', units: ['-3', 'a', 'b'] },
      { variant: 'off', units: ['007', '7', 'user-2'] },
    ],
    rules: [
      { name: 'staff', if: { op: 'ends_with', path: ['email'], value: '@x.com' }, serve: 'on' },
      {
        if: { op: '>', path: ['age'], value: 1 },
        rollout: {
          unit: ['accountId'],
          salt: 'canary-2',
          hash: 'unleash',
          weights: [
            ['on', 5000],
            ['off', 95_000],
          ],
        },
      },
    ],
    default: { serve: 'off' },
  });
});

test('a schedule step keeps what it sets, its defaults too', () => {
  const text = inProduction(
    'enabled: true\nschedule:\n  - { at: "2027-01-01T01:00:00+01:00", enabled: false, targets: {}, rules: [], default: off }',
  );
  expect(only(text).schedule).toEqual([
    { at: Date.UTC(2027, 0, 1), set: { enabled: false, targets: [], rules: [], default: { serve: 'off' } } },
  ]);
});

test('archived flags leave the snapshots but stay in the project', () => {
  const result = compile({ 'a.yaml': `${STAMP}type: boolean\narchived: true\n`, 'b.yaml': `${STAMP}type: boolean\n` });
  expect(result.snapshots.get('production')?.flags.map(({ key }) => key)).toEqual(['b']);
  expect(result.project?.flags.map(({ key }) => key)).toEqual(['a', 'b']);
});

test('holds only the segments that flags use, through other segments and schedule steps too', () => {
  const texts = {
    'a.yaml': inProduction(
      'enabled: true\nschedule: [{ at: "2027-01-01T00:00:00Z", rules: [{ if: segment "outer", serve: on }] }]',
    ),
    'segments/outer.yaml': 'description: o\nif: segment "inner" or now >= date "2028-01-01"\nexclude: [b, a]\n',
    'segments/inner.yaml': 'description: i\ninclude: [x]\n',
    'segments/unused.yaml': 'description: u\ninclude: [x]\n',
  };
  const snapshot = production(texts);
  expect(snapshot.segments.map(({ name }) => name)).toEqual(['inner', 'outer']);
  expect(snapshot.segments[1]).toMatchObject({ exclude: ['a', 'b'] });
  expect(snapshot.instants).toEqual([Date.UTC(2027, 0, 1), Date.UTC(2028, 0, 1)]);
  expect(compile(texts).snapshots.get('staging')?.segments).toEqual([]);
});

test.each([
  ['now >= date "2027-01-01"', 0],
  ['now < date "2027-01-01"', 0],
  ['now > date "2027-01-01"', 1],
  ['now <= date "2027-01-01"', 1],
  ['not (age > 1 and now > date "2027-01-01")', 1],
])('lists the instant at which %s flips', (condition, later) => {
  const text = inProduction(`enabled: true\nrules: [{ if: '${condition}', serve: on }]`);
  expect(production({ 'a.yaml': text }).instants).toEqual([Date.UTC(2027, 0, 1) + later]);
});

test('reads an includeFile beside include: LF or CRLF, blank lines skipped, nothing trimmed', () => {
  const texts = {
    'a.yaml': inProduction('enabled: true\nrules: [{ if: segment "beta", serve: on }]'),
    'segments/beta.yaml': 'description: b\ninclude: [z]\nincludeFile: lists/beta.txt\n',
    'segments/lists/beta.txt': 'u-2\r\n\r\n u-1 \n007\n\nu-2',
  };
  expect(production(texts).segments).toEqual([{ name: 'beta', include: [' u-1 ', '007', 'u-2', 'z'] }]);
});

test.each([
  ['../lists/beta.txt', 'lists/beta.txt', null],
  ['./beta.txt', 'segments/beta.txt', null],
  ['gone.txt', 'segments/beta.txt', 'FF1124'],
  ['../../beta.txt', 'segments/beta.txt', 'FF1125'],
  ['../../etc/passwd', 'segments/beta.txt', 'FF1125'],
  ['/etc/passwd', 'segments/beta.txt', 'FF1125'],
  ['C:\\x', 'segments/beta.txt', 'FF1125'],
])('takes an includeFile %s relative to the segment and inside the project only', (written, path, code) => {
  const texts = { 'segments/beta.yaml': `description: b\nincludeFile: '${written}'\n`, [path]: 'u-1\n' };
  expect(found(texts)).toEqual(code === null ? [] : [`segments/beta.yaml:2:14 ${code}`]);
});

test('refuses an includeFile above 1 MiB and takes one of 1 MiB', () => {
  const segment = { 'segments/beta.yaml': 'description: b\nincludeFile: b.txt\n' };
  expect(found({ ...segment, 'segments/b.txt': 'x\n'.repeat(524_288) })).toEqual([]);
  expect(found({ ...segment, 'segments/b.txt': `${'x\n'.repeat(524_288)}y` })).toEqual([
    'segments/beta.yaml:2:14 FF1126',
  ]);
});

const MINIMAL = `${STAMP}type: boolean\n`;

test.each([
  ['a.yml', 'FF1123'],
  ['flagforge.yml', 'FF1123'],
  ['a.YAML', 'FF1123'],
  ['checkout/a.yaml', 'FF1123'],
  ['segments/deep/a.yaml', 'FF1123'],
  ['contexts/a.yml', 'FF1123'],
  ['sub/flagforge.yaml', 'FF1123'],
  ['New.yaml', 'FF1122'],
  ['-a.yaml', 'FF1122'],
  ['.a.yaml', 'FF1122'],
  ['a b.yaml', 'FF1122'],
  [`${'a'.repeat(101)}.yaml`, 'FF1122'],
  ['segments/A.yaml', 'FF1122'],
])('refuses the file %s', (path, code) => {
  const text = path.startsWith('segments/') ? 'description: s\ninclude: [a]\n' : MINIMAL;
  expect(found({ [path]: text })).toEqual([`${path}:1:1 ${code}`]);
});

test.each(['a.yaml', '0.yaml', 'a.b_c-d.yaml', `${'a'.repeat(100)}.yaml`, 'segments.yaml', 'constructor.yaml'])(
  'reads %s as a flag',
  (path) => {
    expect(found({ [path]: MINIMAL })).toEqual([]);
  },
);

test('refuses tests of a flag that does not exist', () => {
  expect(found({ 'a.yaml': MINIMAL, 'b.test.yaml': 'tests: []\n' })).toEqual(['b.test.yaml:1:1 FF1127']);
  expect(found({ 'flagforge.test.yaml': 'tests: []\n' })[0]).toMatch(/^flagforge\.test\.yaml:1:1 /);
});

test('reports a project without flagforge.yaml, and what its flags say wrong all the same', () => {
  const result = compileProject([{ path: 'a.yaml', text: 'type: bool\n' }], { now: NOW });
  expect(result.diagnostics.map(({ file, code }) => `${file} ${code}`)).toEqual([
    'a.yaml FF1104',
    'flagforge.yaml FF1128',
  ]);
  expect(result.project).toBeNull();
});

test('a syntax error in one file hides nothing in the others, and several errors of one file all show', () => {
  const texts = {
    'a.yaml': 'type: [\n',
    'b.yaml': `${STAMP}type: bolean\ntagz: [x]\nclient: 1\n`,
    'c.yaml': inProduction('enabled: true\nrules:\n  - { if: "age = 1", serve: on }\n  - { if: age > 1, serve: onn }'),
    'segments/s.yaml': 'description: s\nif: [\n',
  };
  const all = found(texts);
  expect(all).toContain('b.yaml:4:7 FF1104');
  expect(all).toContain('b.yaml:5:1 FF1101');
  expect(all).toContain('b.yaml:6:9 FF1103');
  expect(all.filter((entry) => entry.startsWith('c.yaml')).map((entry) => entry.split(':')[1])).toEqual(['9', '10']);
  expect(all.some((entry) => entry.startsWith('a.yaml') && entry.endsWith('FF1002'))).toBe(true);
  expect(all.some((entry) => entry.startsWith('segments/s.yaml') && entry.endsWith('FF1002'))).toBe(true);
});

test('a flag or segment with errors is not unknown to those who name it', () => {
  const texts = {
    'a.yaml': inProduction('enabled: true\nrules: [{ if: segment "s", serve: on }]').replace(
      'type:',
      'requires: [{ flag: b, variant: on }]\ntype:',
    ),
    'b.yaml': 'type: bool\n',
    'segments/s.yaml': 'includ: [a]\n',
  };
  expect(found(texts)).toEqual(['b.yaml:1:7 FF1104', 'segments/s.yaml:1:1 FF1101']);
});

test('diagnostics come sorted by file, line, column and code', () => {
  const texts = { 'b.yaml': 'x: 1\ntype: bool\ny: 1\n', 'a.yaml': 'z: 1\n' };
  expect(found(texts)).toEqual([
    'a.yaml:1:1 FF1101',
    'a.yaml:1:1 FF1102',
    'b.yaml:1:1 FF1101',
    'b.yaml:2:7 FF1104',
    'b.yaml:3:1 FF1101',
  ]);
});

test.each([
  ['targets: { on: [007] }', '7:21 FF1113'],
  ['targets: { on: [1e3] }', '7:21 FF1113'],
  ['targets: { on: [a, +7] }', '7:24 FF1113'],
  ['targets: { on: [0x1F] }', '7:21 FF1113'],
  ['targets: { on: [1.0] }', '7:21 FF1113'],
  ['targets: { on: [-0] }', '7:21 FF1113'],
  ['targets: { on: [1.5] }', '7:21 FF1103'],
  ['targets: { on: [true] }', '7:21 FF1103'],
  ['targets: { on: [""] }', '7:21 FF1107'],
  ['targets: { on: [null] }', '7:21 FF1103'],
  ['targets: { on: [9007199254740993] }', '7:21 FF1016'],
  ['targets: { on: a }', '7:20 FF1103'],
])('refuses units that are not what they look like: %s', (line, expected) => {
  expect(found({ 'a.yaml': inProduction(line) })).toEqual([`a.yaml:${expected}`]);
});

/** Messages and hints too: what a person is told about one mistake, and that it is told once. */
function told(text: string): string[] {
  return compile({ 'a.yaml': text })
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(
      ({ range, code, message, hint }) =>
        `${range.start.line}:${range.start.column} ${code} ${message}${hint ? ` (${hint})` : ''}`,
    );
}

test.each([
  ['rolout: { on: 10, off: 90 }', '9:9 FF1101 "rolout" is not a key that stands here (did you mean "rollout"?)'],
  [
    'rollout: { on: 33.3333, off: 66.667 }',
    '9:24 FF1111 33.3333 is not a percent from 0 to 100 with up to 3 decimals (write it as a plain decimal such as 33.333)',
  ],
  [
    'rollout: { on: 1e1, off: 90 }',
    '9:24 FF1111 1e1 is not a percent from 0 to 100 with up to 3 decimals (write it as a plain decimal such as 33.333)',
  ],
  ['rollout: { on: 101, off: 0 }', '9:24 FF1106 "on" is 101; expected a percent from 0 to 100 with up to 3 decimals'],
  [
    'rollout: 10',
    '9:18 FF1103 "rollout" is 10; expected percents by variant such as { on: 10, off: 90 }, or 10% on a boolean flag (write  rollout: 10%)',
  ],
  [
    'rollout: 10.1234%',
    '9:18 FF1111 10.1234% is not a percent from 0 to 100 with up to 3 decimals (write it as a plain decimal such as 33.333)',
  ],
  [
    'rollout: 150%',
    '9:18 FF1111 150% is not a percent from 0 to 100 with up to 3 decimals (write it as a plain decimal such as 33.333)',
  ],
  ['rollout: ten', '9:18 FF1105 "ten" is not a percent such as 10%'],
  [
    'rollout: { on: "10", off: 90 }',
    '9:24 FF1103 "on" is "10"; expected a percent from 0 to 100 with up to 3 decimals (write  on: 10)',
  ],
  ['rollout: {}', '9:18 FF1107 "rollout" is empty (fill it, or leave the key out)'],
  [
    'serve: true',
    '9:16 FF1103 "serve" is true; expected the name of a variant (the variants of a boolean flag are called on and off: write  serve: on)',
  ],
  ['serve: 7', '9:16 FF1103 "serve" is 7; expected the name of a variant'],
  ['serve: [on]', '9:16 FF1103 "serve" is a list; expected the name of a variant'],
  ['serve: on\nrollout: 10%', '10:9 FF1118 a rule has "serve" or "rollout", not both (remove one of the two)'],
  [
    'name: x',
    '8:9 FF1121 the rule has neither "serve" nor "rollout" (add  serve:  and a variant, or  rollout:  and percents)',
  ],
  [
    'serve: on\nunit: accountId',
    '10:9 FF1110 "unit" means nothing without "rollout" (remove "unit", or give the rule a rollout)',
  ],
  ['serve: on\nname: "12"', '10:15 FF1105 "12" is not a rule name: one that is not all digits'],
  ['serve: on\nname: 12', '10:15 FF1103 "name" is 12; expected a rule name: one that is not all digits'],
  [
    'rollout: 10%\nsalt: group:checkout',
    '10:15 FF1117 the salt "group:checkout" begins with "group:" (choose another beginning)',
  ],
  ['rollout: 10%\nsalt: ""', '10:15 FF1107 "salt" is empty (fill it, or leave the key out)'],
])('says of a rule with %s one thing', (lines, expected) => {
  const rule = `rules:\n  - if: age > 1\n${lines.replaceAll('\\n', '\n').replace(/^/gm, '    ')}`;
  expect(told(inProduction(rule))).toEqual([expected]);
});

test.each([
  [
    '',
    '1:1 FF1104 "type" cannot be "bool" (did you mean boolean? One of: boolean, string, number, json)',
    'type: bool\n',
  ],
  ['', '1:1 FF1102 the key "type" is missing (add  type: boolean  (or string, number, json))', 'client: true\n'],
  ['', '1:1 FF1103 this is a list; expected a map', '- a\n'],
  ['', '1:1 FF1103 this is "hello"; expected a map', 'hello\n'],
])('says of a whole file%s: %s', (_, expected, text) => {
  expect(told(text)[0]?.replace(/^\d+:\d+/, '1:1')).toBe(expected);
  expect(told(text)).toHaveLength(1);
});
