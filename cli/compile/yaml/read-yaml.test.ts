import { expect, test } from 'vitest';
import { createLocator } from '../../diagnostics/locate.ts';
import { readYaml } from './read-yaml.ts';

/** Findings as `code line:column`. */
function found(text: string): string[] {
  const locator = createLocator(text);
  return readYaml('f.yaml', text).findings.map(({ code, place }) => {
    const { start } = locator.range(place);
    return `${code} ${start.line}:${start.column}`;
  });
}

const lines = (count: number, write: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => write(index)).join('\n');

test.each([
  ['an anchor', 'a: &x 1\nb: 2\n', ['FF1007 1:4']],
  ['an alias, at its place', 'a: &x 1\nb: *x\n', ['FF1007 1:4', 'FF1007 2:4']],
  ['an anchor on a key', '&k a: 1\n', ['FF1007 1:1']],
  ['an anchor on the document', '&d\na: 1\n', ['FF1007 1:1']],
  ['an alias to nothing', 'a: *gone\n', ['FF1007 1:4']],
  ['a merge key', 'a:\n  <<: { b: 1 }\n', ['FF1010 2:3']],
  ['a standard tag', 'a: !!str 7\n', ['FF1011 1:4']],
  ['an unknown tag', 'a: !mine 7\n', ['FF1011 1:4']],
  ['a tag on a flow map in a list', '- [!x {a: 1}]\n', ['FF1011 1:4']],
  ['a YAML directive', '%YAML 1.1\n---\na: no\n', ['FF1006 1:1']],
  ['a TAG directive', '%TAG ! tag:x,2000:\n---\na: 1\n', ['FF1006 1:1']],
  ['a second document', 'a: 1\n---\nb: 2\n', ['FF1005 2:1']],
  ['an empty second document', 'a: 1\n---\n', ['FF1005 2:1']],
  ['an empty file', '', ['FF1004 1:1']],
  ['comments alone', '# nothing\n\n', ['FF1004 1:1']],
  ['a lone document mark', '---\n', ['FF1004 1:1']],
  ['an explicit null', '~\n', ['FF1004 1:1']],
  ['a NUL', 'a: 1\nb: \0\n', ['FF1018 2:4']],
  ['a control character in a comment', 'a: 1 # \x07\n', ['FF1018 1:8']],
  ['a duplicate key, at the second one', 'a: 1\nb: 2\na: 3\n', ['FF1013 3:1']],
  ['a duplicate key in a flow map', 'x: { a: 1, a: 2 }\n', ['FF1013 1:12']],
  ['the same key with and without quotes', 'a: 1\n"a": 2\n', ['FF1013 2:1']],
  ['1 and "1" as one key, and 1 as no text', '"1": a\n1: b\n', ['FF1014 2:1', 'FF1013 2:1']],
  ['a boolean key', 'true: 1\n', ['FF1014 1:1']],
  ['a null key', '~: 1\n', ['FF1014 1:1']],
  ['a list as a key', '? [a]\n: 1\n', ['FF1014 1:3']],
  ['__proto__', '__proto__: { polluted: true }\n', ['FF1012 1:1']],
  ['__proto__ in quotes, deep in a value', 'v: { a: [{ "__proto__": 1 }] }\n', ['FF1012 1:12']],
  ['constructor and prototype', 'constructor: 1\nprototype: 2\n', ['FF1012 1:1', 'FF1012 2:1']],
  ['infinity', 'a: .inf\nb: -.Inf\n', ['FF1015 1:4', 'FF1015 2:4']],
  ['not a number', 'a: [.nan]\n', ['FF1015 1:5']],
  ['an overflowing number', 'a: 1e999\n', ['FF1015 1:4']],
  ['an integer beyond 2^53 - 1', 'a: 9007199254740992\n', ['FF1016 1:4']],
  ['a negative one', 'a: -9007199254740993\n', ['FF1016 1:4']],
  ['a hexadecimal one', 'a: 0xFFFFFFFFFFFFFFFF\n', ['FF1016 1:4']],
  ['a tab for indentation', 'a:\n\tb: 1\n', ['FF1017 2:1']],
  ['half a character', 'a: "\\ud83d"\n', ['FF1020 1:4']],
  ['an open bracket', 'a: [1, 2\nb: 3\n', ['FF1002 1:4']],
  ['an open quote', 'a: "x\nb: 3\n', ['FF1002 1:4']],
  ['a colon in a plain text', 'description: Checkout: new\n', ['FF1002 1:14']],
])('reports %s', (_, text, expected) => {
  expect(found(text)).toEqual(expected);
});

test.each(['yes', 'no', 'y', 'n', 'Yes', 'NO', 'on', 'Off', 'Y'])('warns of a bare %s as a value', (value) => {
  expect(found(`owner: ${value}\n`)).toEqual(['FF1019 1:8']);
  expect(readYaml('f', `owner: ${value}\n`).data).toEqual({ owner: value });
});

test.each([
  'owner: "yes"\n',
  "owner: 'no'\n",
  'serve: on\n',
  'default: off\n',
  'off: off\n',
  'requires: [{ flag: a, variant: on }]\n',
  'rollout: { on: 10, off: 90 }\n',
  'targets: { on: [a] }\n',
  'variants: { on: true, off: false }\n',
  'tests: [{ overrides: { a: on }, expect: { variant: off } }]\n',
])('does not warn where a variant is named or quotes are written: %s', (text) => {
  expect(found(text)).toEqual([]);
});

test('reports several hazards of one file in one run', () => {
  expect(found('a: &x 1\nb: !t 2\n<<: 3\nc: .nan\nc: 99999999999999999999\n')).toEqual([
    'FF1007 1:4',
    'FF1011 2:4',
    'FF1010 3:1',
  ]);
  expect(found('c: .nan\nc: 99999999999999999999\ntrue: yes\n')).toEqual([
    'FF1015 1:4',
    'FF1013 2:1',
    'FF1016 2:4',
    'FF1014 3:1',
    'FF1019 3:7',
  ]);
});

test('reports several syntax errors, one a line', () => {
  expect(found('a: b: c\nd: 1\ne: f: g\n')).toEqual(['FF1002 1:4', 'FF1002 3:4']);
});

test('takes a map of 500 keys and refuses 501, block or flow', () => {
  expect(found(lines(500, (index) => `k${index}: 1`))).toEqual([]);
  expect(found(lines(501, (index) => `k${index}: 1`))).toEqual(['FF1008 501:1']);
  const flow = (count: number): string =>
    `a: { ${Array.from({ length: count }, (_, index) => `k${index}: 1`).join(', ')} }`;
  expect(found(flow(500))).toEqual([]);
  expect(found(flow(501)).map((entry) => entry.slice(0, 6))).toEqual(['FF1008']);
  expect(found(`a: [${'x, '.repeat(600)}]`)).toEqual([]);
});

test('counts bytes of UTF-8 and not characters against 64 KiB', () => {
  const fits = `# ${'é'.repeat(32_765)}\na: 1`;
  expect(new TextEncoder().encode(fits).length).toBe(65_537 - 0);
  expect(found(fits)).toEqual(['FF1001 1:1']);
  expect(found(fits.replace('é', 'e'))).toEqual([]);
});

test.each([
  ['[', '['.repeat(65_000)],
  ['{a: ', '{a: '.repeat(16_000)],
  ['- ', '- '.repeat(32_000)],
  ['? ', '? '.repeat(32_000)],
  ['[{', '[{a: '.repeat(10_000)],
])('answers a bomb of %s at once with one finding', (_, text) => {
  const started = performance.now();
  const codes = found(text).map((entry) => entry.slice(0, 6));
  expect(codes).toEqual(['FF1009']);
  expect(performance.now() - started).toBeLessThan(2_000);
});

test('answers billion laughs with findings and no expansion', () => {
  const text = `a: &a [x,x,x,x,x,x,x,x,x]\n${lines(8, (i) => `${'bcdefghi'[i]}: &${'bcdefghi'[i]} [${`*${'abcdefgh'[i]},`.repeat(9)}]`)}`;
  const codes = new Set(found(text).map((entry) => entry.slice(0, 6)));
  expect([...codes]).toEqual(['FF1007']);
});

test('takes 64 levels and refuses 65', () => {
  const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
  expect(found(nested(64))).toEqual([]);
  expect(found(nested(65))).toEqual(['FF1009 1:65']);
});

test('reads CRLF, a byte order mark and a final document mark', () => {
  expect(readYaml('f', '\ufeffa: 1\r\nb:\r\n  - x\r\n...\r\n')).toMatchObject({
    data: { a: 1, b: ['x'] },
    findings: [],
  });
});

test('reads YAML 1.2 core: only true and false are booleans, 012 is twelve, dates are texts', () => {
  const text = 'a: [true, False, "no", 012, 0o14, 0x1F, 2027-03-31, 1:30, null, ~, 1e3, .5]\n';
  expect(readYaml('f', text).data).toEqual({
    a: [true, false, 'no', 12, 12, 31, '2027-03-31', '1:30', null, null, 1000, 0.5],
  });
});

test('keeps numbers as they are written where that differs from how they print', () => {
  const { data, numbers } = readYaml('f', 'u: [007, 7, 1e3]\np: 10.50\nq: 2.5\n');
  const map = data as Record<string, object>;
  expect(numbers.get(map['u'] as object)).toEqual(
    new Map([
      [0, '007'],
      [2, '1e3'],
    ]),
  );
  expect(numbers.get(map)).toEqual(new Map([['p', '10.50']]));
});

test('keeps __proto__ as an own property where any key may stand, and pollutes nothing', () => {
  const { data, findings } = readYaml('f', '__proto__: { polluted: true }\n', () => true);
  expect(findings).toEqual([]);
  expect(Object.keys(data as object)).toEqual(['__proto__']);
  expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});
