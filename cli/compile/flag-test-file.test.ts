import { expect, test } from 'vitest';
import { parseContexts, parseFlagTests } from './flag-test-file.ts';
import { toDiagnostics } from './to-diagnostics.ts';

const parse = (text: string): ReturnType<typeof parseFlagTests> => parseFlagTests({ path: 'a.test.yaml', text });

const one = (more: string): string =>
  `tests: [{ name: it works, environment: e, context: {}, expect: { variant: on }${more} }]\n`;

test('parses a test with everything in it', () => {
  const { tests, findings } = parse(`tests:
  - name: staff get it
    environment: production
    context: { userId: u-1, __proto__: { a: 1 } }
    now: "2026-12-01T10:00:00+01:00"
    at: 9.999
    matrix: { company.plan: [free, team], "\`a.b\`": [1, null] }
    overrides: { other: on }
    expect: { value: true, variant: on, reason: split, rule: 2, errorCode: general }
`);
  expect(findings).toEqual([]);
  expect(tests[0]).toMatchObject({
    name: 'staff get it',
    line: 2,
    environment: 'production',
    now: Date.UTC(2026, 11, 1, 9),
    at: 9999,
    matrix: [
      { key: 'company.plan', path: ['company', 'plan'], values: ['free', 'team'] },
      { key: '`a.b`', path: ['a.b'], values: [1, null] },
    ],
    overrides: { other: 'on' },
    expect: { value: true, variant: 'on', reason: 'split', rule: '2', errorCode: 'general' },
    path: ['tests', 0],
  });
  expect(Object.keys(tests[0]?.context as object)).toEqual(['userId', '__proto__']);
});

test('leaves what is not written null', () => {
  expect(parse(one('')).tests[0]).toMatchObject({ now: null, at: null, matrix: [], overrides: {} });
});

test.each([
  ['tests: {}\n', '1:8 FF1103'],
  ['test: []\n', '1:1 FF1101'],
  [one(', at: 100'), 'FF1106'],
  [one(', at: -1'), 'FF1106'],
  [one(', at: 1.0001'), 'FF1111'],
  [one(', now: tomorrow'), 'FF1116'],
  [one(', now: "2026-12-01"'), 'FF1116'],
  [one(', matrix: {}'), 'FF1107'],
  [one(', matrix: { age: [] }'), 'FF1107'],
  [one(', matrix: { age: 1 }'), 'FF1103'],
  [one(', matrix: { "a b": [1] }'), 'FF1272'],
  [one(', contxt: {}'), 'FF1101'],
  [one('').replace('{ variant: on }', '{}'), 'FF1107'],
  [one('').replace('{ variant: on }', '{ reason: splitt }'), 'FF1104'],
  [one('').replace('{ variant: on }', '{ variant: true }'), 'FF1103'],
  [one('').replace(', context: {}', ''), 'FF1102'],
  [one('').replace('context: {}', 'context: []'), 'FF1103'],
])('reports %s once', (text, expected) => {
  const { tests, findings } = parse(text);
  const located = toDiagnostics(text, findings).map(
    ({ code, range }) => `${range.start.line}:${range.start.column} ${code}`,
  );
  expect(located).toHaveLength(1);
  expect(located[0]).toContain(expected);
  expect(tests).toEqual([]);
});

test('parses contexts by name', () => {
  const file = { path: 'contexts/c.yaml', text: 'a: { x: 1 }\nb: {}\n' };
  expect(parseContexts(file).contexts).toEqual([
    { name: 'a', context: { x: 1 }, path: ['a'] },
    { name: 'b', context: {}, path: ['b'] },
  ]);
});

test.each([
  ['- a\n', 'FF1103'],
  ['a: 1\n', 'FF1103'],
  ['a: [\n', 'FF1002'],
])('reports contexts that are none: %s', (text, code) => {
  const { contexts, findings } = parseContexts({ path: 'contexts/c.yaml', text });
  expect(findings.map((finding) => finding.code)).toEqual([code]);
  expect(contexts).toEqual([]);
});
