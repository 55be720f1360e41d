import { describe, expect, test } from 'vitest';
import { compileProject } from '../index.ts';
import type { FlagSource } from '../model.ts';
import { settingsOf } from './flag-parts.ts';
import { flagRules } from './index.ts';
import { pathText } from './path-text.ts';
import { secretValues } from './secrets.ts';
import { segmentUsesOfSegment } from './segment-uses.ts';

const NOW = Date.UTC(2026, 5, 1, 12);
const CONFIG = 'version: 1\norganization: acme\nproject: shop\n';
const HEAD = 'description: x\nowner: web\ntype: boolean\n';

const compile = (files: Readonly<Record<string, string>>, now = NOW) =>
  compileProject(
    Object.entries({ 'flagforge.yaml': CONFIG, ...files }).map(([path, text]) => ({ path, text })),
    { now },
  ).diagnostics;

const codes = (files: Readonly<Record<string, string>>, now?: number) =>
  compile(files, now).map((one) => `${one.file} ${one.code}`);

const inProduction = (...lines: string[]): string =>
  `${HEAD}environments:\n  production:\n    enabled: true\n${lines.map((line) => `    ${line}\n`).join('')}`;

describe('no false alarm', () => {
  test.each([
    [
      'a project whose unit is targetingKey, undeclared',
      { 'flagforge.yaml': `${CONFIG}attributes: { age: number }\n`, 'f.yaml': HEAD },
    ],
    [
      'group slots under 100',
      { 'flagforge.yaml': `${CONFIG}groups: { g: { slots: [{ flag: f, percent: 99.999 }] } }\n`, 'f.yaml': HEAD },
    ],
    [
      'a rollout that lists its variants in another order, with zeros',
      { 'f.yaml': inProduction('default: { rollout: { off: 100, on: 0 } }') },
    ],
    [
      'three thirds',
      {
        'f.yaml':
          'description: x\nowner: web\ntype: string\nvariants: { a: p, b: q, c: r }\noff: a\nenvironments:\n  production: { enabled: true, default: { rollout: { a: 33.333, b: 33.333, c: 33.334 } } }\n',
      },
    ],
    [
      'the same rule name in two environments',
      {
        'f.yaml': `${inProduction('rules: [{ name: a, if: age > 3, serve: on }]')}  staging: { enabled: true, rules: [{ name: a, if: age > 3, serve: on }] }\n`,
      },
    ],
    [
      'a narrower rule before a wider one',
      { 'f.yaml': inProduction('rules: [{ if: age > 21, serve: off }, { if: age > 18, serve: on }]') },
    ],
    [
      'archived flags that require each other',
      {
        'a.yaml': `${HEAD}archived: true\nrequires: [{ flag: b, variant: on }]\n`,
        'b.yaml': `${HEAD}archived: true\nrequires: [{ flag: a, variant: on }]\n`,
      },
    ],
    ['a flag that expires today', { 'f.yaml': `${HEAD}kind: temporary\nexpires: 2026-06-01\n` }],
    [
      'a step that sets one key anew and another to what it was',
      {
        'f.yaml': inProduction(
          'default: off',
          'schedule: [{ at: "2027-01-01T00:00:00Z", enabled: true, default: on }]',
        ),
      },
    ],
    [
      'a segment that only another segment uses',
      {
        'f.yaml': inProduction(`rules: [{ if: 'segment "a"', serve: on }]`),
        'segments/a.yaml': 'description: A\nif: segment "b"\n',
        'segments/b.yaml': 'description: B\ninclude: [u-1]\n',
      },
    ],
    [
      'a segment used in a schedule alone',
      {
        'f.yaml': inProduction(
          'schedule:',
          '  - at: "2027-01-01T00:00:00Z"',
          `    rules: [{ if: 'not segment "a"', serve: on }]`,
        ),
        'segments/a.yaml': 'description: A\nif: age > 3\n',
      },
    ],
  ])('%s', (_name, files) => {
    expect(codes(files)).toEqual([]);
  });

  test('a segment is not unused while a file that may use it has errors', () => {
    const files = { 'f.yaml': 'type: bool\n', 'segments/a.yaml': 'description: A\nif: age > 3\n' };
    expect(codes(files)).not.toContain('segments/a.yaml FF1605');
  });

  test('a flag whose file has errors is not unknown', () => {
    const files = { 'f.yaml': 'type: bool\n', 'g.yaml': `${HEAD}requires: [{ flag: f, variant: on }]\n` };
    expect(codes(files).filter((one) => one.startsWith('g.yaml'))).toEqual([]);
  });
});

describe('time', () => {
  const step = inProduction('schedule: [{ at: "2026-06-01T12:00:00Z", default: on }]');
  test('a step is past from its very instant on', () => {
    expect(codes({ 'f.yaml': step }, NOW - 1)).toEqual([]);
    expect(codes({ 'f.yaml': step }, NOW)).toEqual(['f.yaml FF1403']);
  });

  test('instants are compared with their offsets', () => {
    const schedule = [
      'schedule:',
      '  - { at: "2027-01-01T02:00:00+02:00", default: on }',
      '  - { at: "2027-01-01T00:30:00Z", default: off }',
    ];
    expect(codes({ 'f.yaml': inProduction(...schedule) })).toEqual([]);
  });
});

describe('hints', () => {
  const hintOf = (code: string, files: Readonly<Record<string, string>>) =>
    compile(files).find((one) => one.code === code)?.hint;
  test.each([
    ['{ on: 10, off: 85 }', '5 % of units would get nothing. Did you mean off: 90?'],
    ['{ on: 60, off: 50 }', '10 % too much. Did you mean off: 40?'],
    ['{ on: 99.999 }', '0.001 % of units would get nothing. Did you mean off: 0.001?'],
    ['{ off: 10 }', '90 % of units would get nothing. Did you mean on: 90?'],
    ['{ on: 100, off: 100 }', '100 % too much. Did you mean off: 0?'],
  ])('the mend of rollout %s', (rollout, hint) => {
    expect(hintOf('FF1301', { 'f.yaml': inProduction(`default: { rollout: ${rollout} }`) })).toBe(hint);
  });

  test('no mend is named when there is none', () => {
    const text =
      'description: x\nowner: web\ntype: string\nvariants: { a: p, b: q, c: r }\noff: a\nenvironments:\n  production: { default: { rollout: { a: 100, b: 70, c: 10 } } }\n';
    expect(hintOf('FF1301', { 'f.yaml': text })).toBe('80 % too much');
  });
});

describe('segment uses', () => {
  const spans = (text: string) =>
    segmentUsesOfSegment({
      name: 's',
      file: 's.yaml',
      description: null,
      if: { text, condition: null },
      include: [],
      written: 0,
      hasFile: false,
      exclude: [],
    }).map(({ name, span }) => [name, text.slice(...span)]);
  test.each<readonly [string, readonly (readonly string[])[]]>([
    [
      'segment "a" and not segment\n"b"',
      [
        ['a', '"a"'],
        ['b', '"b"'],
      ],
    ],
    ['segment "\\u0061"', [['a', '"\\u0061"']]],
    ['email == "segment \\"a\\""', []],
    ['`segment` == "a"', []],
    ['user.segment == "a" and x.segment in ["b"]', []],
    ['(segment "a"', [['a', '"a"']]],
    ['segment "open', []],
  ])('%s', (text, expected) => {
    expect(spans(text)).toEqual(expected);
  });
});

describe('secrets', () => {
  const flag = (value: FlagSource['variants'][number]['value'], name = 'a'): FlagSource => ({
    key: 'f',
    file: 'f.yaml',
    description: 'x',
    type: 'json',
    owner: 'o',
    tags: [],
    kind: null,
    expires: null,
    client: false,
    killable: true,
    variants: [{ name, value }],
    off: 'a',
    killed: false,
    archived: false,
    requires: [],
    schema: null,
    environments: [],
  });
  const config = {
    organization: 'o',
    project: 'p',
    environments: [],
    unit: ['userId'],
    attributes: null,
    groups: [],
    people: [],
    access: [],
  };
  const found = (value: FlagSource['variants'][number]['value'], name?: string) =>
    secretValues(flag(value, name), config, { validateJson: () => ({ problems: [] }) });

  test.each([
    ['a UUID', { id: '3f2504e0-4f89-11d3-9a0c-0305e82c3301' }],
    ['a hash', { token: 'payments-live', sha: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' }],
    ['an address', { url: 'https://cdn.example.com/a/b/checkout-v2.min.js?x=1' }],
    ['a name of a secret', { secretName: 'prod/payments/stripe-live-key-2026' }],
    ['prose', { text: 'The quick brown fox jumps over the lazy dog and then some more of it, 42 times' }],
    ['a list of words', ['summer-sale-banner-large-2026-edition-for-web-and-app']],
    ['a model name', { model: 'claude-sonnet-4-5-20250929-thinking-budget-high-v2' }],
    ['a data address', { image: `data:image/png;base64,${'iVBORw0KGgoAAAANSUhEUgAA'.repeat(3)}` }],
  ])('%s is none', (_name, value) => {
    expect(found(value)).toEqual([]);
  });

  test.each([
    ['an AWS access key', 'AKIAIOSFODNN7EXAMPLE'],
    ['a GitHub token', `ghp_${'aB3dE5gH7jK9'.repeat(3)}`],
    ['a Stripe key', `sk_live_${'4eC39HqLyjWDarjtT1zdp7dc'}`],
    ['a signed token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U'],
    ['a private key', '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----'],
  ])('%s is one, and is not shown', (what, value) => {
    const [finding] = found([{ deep: value }]);
    expect(finding?.args.what).toBe(what);
    expect(finding?.place).toEqual({ path: ['variants', 'a', 0, 'deep'] });
    expect(JSON.stringify(finding)).not.toContain(value.slice(5, 15));
  });
});

test('paths are written as people write them', () => {
  expect(pathText(['company', 'plan'])).toBe('company.plan');
  expect(pathText(['company.plan', 'a`b\\c'])).toBe('`company.plan`.`a\\`b\\\\c`');
});

test('a flag that says nothing passes every rule', () => {
  expect(flagRules.length).toBeGreaterThan(10);
  expect(codes({ 'f.yaml': HEAD })).toEqual([]);
});

test('every environment and step of a flag is looked at once', () => {
  const { project } = compileProject(
    [
      { path: 'flagforge.yaml', text: CONFIG },
      {
        path: 'f.yaml',
        text: `${HEAD}environments:\n  staging: { enabled: true, default: on }\n  production:\n    schedule: [{ at: "2027-01-01T00:00:00Z", enabled: true }]\n`,
      },
    ],
    { now: NOW },
  );
  const [flag] = project?.flags ?? [];
  expect(flag === undefined ? [] : settingsOf(flag.source()).map((part) => part.path.join('.'))).toEqual([
    'environments.staging',
    'environments.production',
    'environments.production.schedule.0',
  ]);
});

test('an error in a condition hides no finding of the rules', () => {
  const text = inProduction('rules: [{ if: age >, serve: onn }, { if: age > 3, rollout: { on: 10, off: 80 } }]');
  expect(codes({ 'f.yaml': text })).toEqual(['f.yaml FF1240', 'f.yaml FF1203', 'f.yaml FF1301']);
});
