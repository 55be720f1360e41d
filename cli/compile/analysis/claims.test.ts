import {
  type Condition,
  createEvaluator,
  type Evaluation,
  type Json,
  type Literal,
  SNAPSHOT_FORMAT,
} from '@flagforge/sdk/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pathSubject } from './atom.ts';
import { implies, isAlwaysTrue, isNeverTrue } from './claims.ts';

const not = (of: Condition): Condition => ({ op: 'not', of: [of] });
const and = (...of: Condition[]): Condition => ({ op: 'and', of });
const or = (...of: Condition[]): Condition => ({ op: 'or', of });
const present = (name: string): Condition => ({ op: 'present', path: [name] });
const is = (name: string, value: Literal, lower = false): Condition => ({
  op: '==',
  path: [name],
  value,
  ...(lower ? { lower: true } : {}),
});
const order = (
  op: '<' | '<=' | '>' | '>=',
  name: string,
  value: number | { semver: string } | { date: number },
): Condition => ({ op, path: [name], value });
const within = (name: string, ...values: Literal[]): Condition => ({ op: 'in', path: [name], values });
const starts = (name: string, value: string, lower = false): Condition => ({
  op: 'starts_with',
  path: [name],
  value,
  ...(lower ? { lower: true } : {}),
});
const ends = (name: string, value: string): Condition => ({ op: 'ends_with', path: [name], value });
const contains = (name: string, value: string | number, lower = false): Condition => ({
  op: 'contains',
  path: [name],
  value,
  ...(lower ? { lower: true } : {}),
});
const any = (name: string, ...values: Literal[]): Condition => ({ op: 'contains_any', path: [name], values });
const all = (name: string, ...values: Literal[]): Condition => ({ op: 'contains_all', path: [name], values });
const now = (order: '<' | '<=' | '>' | '>=', at: number): Condition => ({ op: 'now', order, at });
const segment = (name: string): Condition => ({ op: 'segment', name });
const semver = (text: string) => ({ semver: text });
const cidr = (text: string) => ({ cidr: text });
const date = (ms: number) => ({ date: ms });

describe('conditions that are never true', () => {
  const cases: readonly (readonly [string, Condition])[] = [
    ['an empty range of numbers', and(order('>', 'age', 10), order('<', 'age', 5))],
    ['a range between two neighbours that excludes both', and(order('>', 'age', 5), order('<', 'age', 5))],
    ['two different texts', and(is('plan', 'pro'), is('plan', 'free'))],
    ['a text and not that text', and(is('plan', 'pro'), not(is('plan', 'pro')))],
    ['a text and a number', and(is('plan', 'pro'), order('>', 'plan', 3))],
    ['absent, yet compared', and(not(present('age')), order('>', 'age', 3))],
    ['lists of texts that share nothing', and(within('region', 'a', 'b'), within('region', 'c', 'd'))],
    ['a list of texts, all of them excluded', and(within('region', 'a', 'b'), not(within('region', 'b', 'a', 'c')))],
    ['a text that does not begin so', and(is('email', 'x@y.com'), starts('email', 'z'))],
    ['two beginnings', and(starts('email', 'ab'), starts('email', 'ac'))],
    ['two ends', and(ends('email', '@a.com'), ends('email', '@b.com'))],
    ['a beginning and not a shorter one', and(starts('email', 'abc'), not(starts('email', 'ab')))],
    ['a beginning and not what it contains', and(starts('email', 'abc'), not(contains('email', 'bc')))],
    ['two beginnings that differ in lower case', and(starts('email', 'AB'), starts('email', 'x', true))],
    ['lower case texts that differ', and(is('plan', 'pro', true), is('plan', 'free', true))],
    ['versions in no range', and(order('>=', 'v', semver('2.1')), order('<', 'v', semver('2.1.0')))],
    ['a version and not at least it', and(order('>=', 'v', semver('2.1')), not(order('>=', 'v', semver('2.0'))))],
    [
      'versions of a list outside of a range',
      and(within('v', semver('1.0'), semver('1.1')), order('>', 'v', semver('1.1'))),
    ],
    ['dates in no range', and(order('>', 'd', date(1000)), order('<', 'd', date(1001)))],
    ['networks apart', and(within('ip', cidr('10.0.0.0/8')), within('ip', cidr('192.168.0.0/16')))],
    [
      'a network without the one around it',
      and(within('ip', cidr('10.1.0.0/16')), not(within('ip', cidr('10.0.0.0/8')))),
    ],
    ['instants in no range', and(now('>=', 2000), now('<', 2000))],
    ['a list with and without an element', and(any('roles', 'a'), not(contains('roles', 'a')))],
    ['all of some elements without one', and(all('roles', 'a', 'b'), not(contains('roles', 'b')))],
    [
      'any of elements that are all excluded',
      and(
        any('roles', 'a', 'b'),
        not(contains('roles', 'a')),
        not(contains('roles', 'b')),
        not(contains('roles', 'A', true)),
      ),
    ],
    ['in a segment and not in it', and(segment('s'), or(present('age'), present('plan')), not(segment('s')))],
    ['a contradiction in each branch', or(and(is('a', 1), is('a', 2)), and(is('b', 'x'), not(present('b'))))],
    ['a contradiction across an or', and(or(is('a', 1), is('a', 2)), order('>', 'a', 5))],
  ];
  test.each(cases)('%s', (_name, condition) => {
    expect(isNeverTrue(condition)).toBe(true);
    expect(isAlwaysTrue(not(condition))).toBe(true);
  });

  test.each<readonly [string, Condition]>([
    ['a range of one version step', and(order('>', 'v', semver('2.1.0')), order('<', 'v', semver('2.1.1')))],
    ['not equal to two texts', and(not(is('plan', 'a')), not(is('plan', 'b')))],
    ['neither below nor above, because missing', and(not(order('<', 'age', 5)), not(order('>=', 'age', 5)))],
    [
      'neither below nor above, though present',
      and(present('age'), not(order('<', 'age', 5)), not(order('>=', 'age', 5))),
    ],
    ['two elements of one list', and(contains('roles', 'a'), contains('roles', 'b'))],
    ['a text with two parts', and(contains('email', 'a'), contains('email', 'b'))],
    ['a number that is a date', and(order('>', 'd', 5), order('<', 'd', date(100)))],
    ['beginnings that extend one another', and(starts('email', 'ab'), starts('email', 'abc'))],
    ['lower case and real case together', and(is('plan', 'pro', true), is('plan', 'PRO'))],
    ['all texts of an undeclared enum excluded', and(present('region'), not(within('region', 'a', 'b')))],
  ])('not: %s', (_name, condition) => {
    expect(isNeverTrue(condition)).toBe(false);
  });

  test('knows what an enum can be', () => {
    const domains = new Map([[pathSubject(['region']), ['a', 'b']]]);
    expect(isNeverTrue(and(present('region'), not(within('region', 'b', 'a'))), domains)).toBe(true);
    expect(isNeverTrue(and(not(is('region', 'a')), not(is('region', 'b'))), domains)).toBe(false);
  });
});

describe('conditions that follow from others', () => {
  test.each<readonly [string, Condition, Condition]>([
    ['a narrower range', order('>', 'age', 21), order('>', 'age', 18)],
    ['one more part', and(is('plan', 'pro'), present('age')), is('plan', 'pro')],
    ['one value of a list', is('region', 'a'), within('region', 'a', 'b')],
    ['any comparison and presence', order('>', 'age', 21), present('age')],
    ['a longer beginning', starts('email', 'abc'), starts('email', 'a')],
    ['a branch of an or', is('plan', 'pro'), or(is('plan', 'pro'), is('plan', 'free'))],
    ['a later version', order('>=', 'v', semver('3.0')), order('>', 'v', semver('2.9.9'))],
    ['a network inside', within('ip', cidr('10.1.2.0/24')), within('ip', cidr('10.0.0.0/8'))],
    ['lower case of a real text', is('plan', 'PRO'), is('plan', 'pro', true)],
  ])('%s', (_name, narrow, wide) => {
    expect(implies(narrow, wide)).toBe(true);
    expect(implies(wide, narrow)).toBe(false);
  });
});

const VALUES: readonly (Json | undefined)[] = [
  undefined,
  null,
  true,
  false,
  -1,
  0,
  1,
  1.5,
  2,
  1000,
  1000.5,
  '',
  'a',
  'A',
  'ab',
  'AB',
  'abc',
  'b',
  '1.0.0',
  'v1.1',
  '2',
  '2.0.0-rc.1',
  '1970-01-01',
  '1970-01-01T00:00:01Z',
  '10.0.0.1',
  '10.1.0.9',
  '192.168.0.1',
  '::1',
  [],
  ['a'],
  ['A'],
  ['a', 'b'],
  ['B', 1],
  [1, 2],
  ['a', ['b']],
  {},
  { a: 'a' },
];

const literals = fc.constantFrom<Literal>(
  'a',
  'A',
  'ab',
  'abc',
  'b',
  '2',
  0,
  1,
  2,
  1000,
  true,
  false,
  { semver: '1.0' },
  { semver: '2.0.0-rc.1' },
  { semver: '2' },
  { date: 0 },
  { date: 1000 },
  { cidr: '10.0.0.0/8' },
  { cidr: '10.1.0.0/16' },
  { cidr: '::/0' },
);
const texts = fc.constantFrom('a', 'ab', 'abc', 'b', '1', 'A');
const folded = fc.constantFrom('a', 'ab', 'abc', 'b', '1');
const lists = (of: fc.Arbitrary<Literal>) => fc.array(of, { minLength: 1, maxLength: 3 });
const names = fc.constantFrom('x', 'y');
const orders = fc.constantFrom('<' as const, '<=' as const, '>' as const, '>=' as const);

const atoms: fc.Arbitrary<Condition> = fc.oneof(
  names.map(present),
  fc
    .tuple(names, literals)
    .map(([name, value]) => (typeof value === 'object' && 'cidr' in value ? within(name, value) : is(name, value))),
  fc.tuple(names, folded).map(([name, value]) => is(name, value, true)),
  fc
    .tuple(
      orders,
      names,
      fc.constantFrom(0, 1, 2, 1000, { semver: '1.0' }, { semver: '2' }, { date: 0 }, { date: 1000 }),
    )
    .map(([op, name, value]) => order(op, name, value)),
  fc.tuple(names, lists(texts)).map(([name, values]) => within(name, ...values)),
  fc
    .tuple(names, lists(fc.constantFrom({ cidr: '10.0.0.0/8' }, { cidr: '10.1.0.0/16' }, { cidr: '::/0' })))
    .map(([name, values]) => within(name, ...values)),
  fc
    .tuple(names, lists(fc.constantFrom({ semver: '1.0' }, { semver: '1.1' }, { semver: '2' })))
    .map(([name, values]) => within(name, ...values)),
  fc.tuple(names, texts).map(([name, value]) => starts(name, value)),
  fc.tuple(names, folded).map(([name, value]) => starts(name, value, true)),
  fc.tuple(names, texts).map(([name, value]) => ends(name, value)),
  fc.tuple(names, fc.oneof(texts, fc.constantFrom(1, 2))).map(([name, value]) => contains(name, value)),
  fc.tuple(names, folded).map(([name, value]) => contains(name, value, true)),
  fc.tuple(names, lists(texts)).map(([name, values]) => any(name, ...values)),
  fc.tuple(names, lists(texts)).map(([name, values]) => all(name, ...values)),
  fc.tuple(orders, fc.constantFrom(1000, 2000)).map(([op, at]) => now(op, at)),
);

const conditions = fc.letrec<{ node: Condition }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    atoms,
    tie('node').map(not),
    fc.array(tie('node'), { minLength: 2, maxLength: 4 }).map((of) => and(...of)),
    fc.array(tie('node'), { minLength: 2, maxLength: 3 }).map((of) => or(...of)),
  ),
})).node;

const INSTANTS = [999, 1000, 1001, 2000];

const isOn = (result: Evaluation): boolean => 'variant' in result && result.variant === 'on';

/** The engine's answer for every context of the small world, in a fixed order. */
const answers = (condition: Condition): boolean[] => {
  const evaluator = createEvaluator({
    format: SNAPSHOT_FORMAT,
    compiler: 'test',
    organization: 'o',
    project: 'p',
    environment: 'e',
    unit: ['userId'],
    overrides: 'denied',
    version: 1,
    commit: null,
    contentHash: '',
    hash: '',
    instants: [],
    segments: [],
    groups: [],
    overlays: [],
    flags: [
      {
        key: 'f',
        type: 'boolean',
        off: 'off',
        enabled: true,
        variants: [
          { name: 'on', value: true },
          { name: 'off', value: false },
        ],
        rules: [{ if: condition, serve: 'on' }],
      },
    ],
  });
  return VALUES.flatMap((x) =>
    VALUES.filter((_, index) => index % 3 === 0).flatMap((y) => {
      const context = { ...(x === undefined ? {} : { x }), ...(y === undefined ? {} : { y }) };
      return INSTANTS.map((instant) => isOn(evaluator.evaluate('f', context, instant)));
    }),
  );
};

describe('every claim is certain', () => {
  test('never and always true agree with the engine on a small world', () => {
    let claims = 0;
    fc.assert(
      fc.property(conditions, (condition) => {
        const isNever = isNeverTrue(condition);
        const isAlways = isAlwaysTrue(condition);
        if (!isNever && !isAlways) return;
        claims += 1;
        expect(new Set(answers(condition))).toEqual(new Set([isAlways]));
      }),
      { numRuns: 600 },
    );
    expect(claims).toBeGreaterThan(5);
  });

  test('what follows from a condition holds wherever it does', () => {
    let claims = 0;
    fc.assert(
      fc.property(conditions, conditions, (narrow, wide) => {
        if (!implies(narrow, wide)) return;
        claims += 1;
        const wideAnswers = answers(wide);
        expect(answers(narrow).every((isTrue, index) => !isTrue || wideAnswers[index] === true)).toBe(true);
      }),
      { numRuns: 600 },
    );
    expect(claims).toBeGreaterThan(5);
  });

  test('gives up in bounded time on a condition made to be hard', () => {
    const parts = Array.from({ length: 60 }, (_, index) =>
      or(is(`a${index}`, 1), is(`a${(index * 7) % 60}`, 2), is(`a${(index * 13) % 60}`, 3)),
    );
    const start = performance.now();
    expect(isNeverTrue(and(...parts, not(and(...parts))))).toBe(false);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
