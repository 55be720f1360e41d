import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { createEvaluator, type Evaluator } from './index.ts';
import type { Condition, Flag, Segment } from './snapshot.ts';

const BOOLEANS = [
  { name: 'on', value: true },
  { name: 'off', value: false },
];

function evaluatorOf(flags: Partial<Flag>[], rest: Record<string, unknown> = {}): Evaluator {
  const complete = flags.map((flag) => ({ type: 'boolean', variants: BOOLEANS, off: 'off', enabled: true, ...flag }));
  return createEvaluator({
    format: 1,
    unit: ['userId'],
    overrides: 'allowed',
    flags: complete,
    segments: [],
    groups: [],
    overlays: [],
    ...rest,
  });
}

function holds(condition: Condition, context: unknown): boolean {
  const evaluator = evaluatorOf([{ key: 'a', rules: [{ if: condition, serve: 'on' }] }]);
  return evaluator.evaluate('a', context, 0).reason === 'rule_match';
}

describe('contexts in process', () => {
  test('reads a Date as its ISO string, alone and in a list', () => {
    const date = new Date('2026-12-01T09:00:00Z');
    expect(holds({ op: '==', path: ['d'], value: '2026-12-01T09:00:00.000Z' }, { d: date })).toBe(true);
    expect(holds({ op: '>=', path: ['d'], value: { date: date.getTime() } }, { d: date })).toBe(true);
    expect(holds({ op: 'contains', path: ['d'], value: '2026-12-01T09:00:00.000Z' }, { d: [date] })).toBe(true);
    expect(holds({ op: 'present', path: ['d'] }, { d: new Date(Number.NaN) })).toBe(false);
  });

  test.each([
    ['undefined', undefined],
    ['a function', () => 1],
    ['NaN', Number.NaN],
    ['infinity', Number.NEGATIVE_INFINITY],
    ['null', null],
    ['a symbol', Symbol('s')],
    ['a bigint', 1n],
  ])('counts %s as missing', (_, value) => {
    expect(holds({ op: 'present', path: ['x'] }, { x: value })).toBe(false);
  });

  test('reads own properties of plain objects only', () => {
    class User {
      name = 'Pat';
    }
    expect(holds({ op: 'present', path: ['constructor'] }, {})).toBe(false);
    expect(holds({ op: 'present', path: ['x', 'name'] }, { x: new User() })).toBe(false);
    expect(holds({ op: 'present', path: ['x', 'length'] }, { x: ['a'] })).toBe(false);
    expect(holds({ op: 'present', path: ['x'] }, Object.create({ x: 1 }))).toBe(false);
    expect(holds({ op: 'present', path: ['x'] }, Object.assign(Object.create(null), { x: 1 }))).toBe(true);
    expect(holds({ op: 'present', path: ['x', 'y'] }, runInNewContext('({ x: { y: 1 } })'))).toBe(true);
  });

  test.each([[null], [undefined], ['text'], [1], [[]], [new Map()], [new Date()], [() => 1]])(
    'answers invalid_context for %s',
    (context) => {
      const evaluator = evaluatorOf([{ key: 'a' }]);
      const error = { flagKey: 'a', reason: 'error', errorCode: 'invalid_context' };
      expect(evaluator.evaluate('a', context, 0)).toEqual(error);
      expect(evaluator.evaluateAll(context, 0)).toEqual([error]);
      expect(evaluator.explain('a', context, 0)).toEqual({ result: error, steps: [] });
    },
  );

  test('answers general when a getter throws, and invalid_context when every trap of a proxy does', () => {
    const evaluator = evaluatorOf([{ key: 'a', rules: [{ if: { op: 'present', path: ['x'] }, serve: 'on' }] }]);
    const throwing = {
      get x(): never {
        throw new Error('no');
      },
    };
    expect(evaluator.evaluate('a', throwing, 0)).toMatchObject({ errorCode: 'general' });
    const proxy = new Proxy(
      {},
      {
        get: () => {
          throw new Error('no');
        },
        getPrototypeOf: () => {
          throw new Error('no');
        },
      },
    );
    expect(evaluator.evaluate('a', proxy, 0)).toMatchObject({ errorCode: 'invalid_context' });
  });

  test('ignores overrides that throw when they are read', () => {
    const evaluator = evaluatorOf([{ key: 'a' }]);
    const hostile = new Proxy(
      {},
      {
        getPrototypeOf: () => {
          throw new Error('no');
        },
      },
    );
    const throwing = {
      get a(): never {
        throw new Error('no');
      },
    };
    for (const overrides of [hostile, throwing]) {
      expect(evaluator.evaluate('a', {}, 0, overrides)).toMatchObject({ reason: 'default' });
      expect(evaluator.evaluateAll({}, 0, overrides)).toMatchObject([{ reason: 'default' }]);
      expect(evaluator.explain('a', {}, 0, overrides).result).toMatchObject({ reason: 'default' });
    }
  });

  test('keeps two contexts apart when a getter evaluates with another one', () => {
    const condition: Condition = { op: '==', path: ['plan'], value: 'pro' };
    const rules = [{ if: { op: 'and', of: [{ op: 'present', path: ['x'] }, condition] } as Condition, serve: 'on' }];
    const evaluator = evaluatorOf([
      { key: 'a', rules },
      { key: 'b', rules: [{ if: condition, serve: 'on' }] },
    ]);
    const context = {
      get x() {
        return evaluator.evaluate('b', { plan: 'free' }, 0).reason;
      },
      plan: 'pro',
    };
    expect(evaluator.evaluate('a', context, 0)).toMatchObject({ variant: 'on' });
  });
});

describe('results', () => {
  test('are frozen, shared, and share frozen values', () => {
    const variants = [{ name: 'big', value: { rows: [{ n: 1 }] } }];
    const evaluator = evaluatorOf([{ key: 'a', type: 'json', variants, off: 'big' }]);
    const result = evaluator.evaluate('a', {}, 0);
    expect(evaluator.evaluate('a', { other: 1 }, 5)).toBe(result);
    expect(Object.isFrozen(result)).toBe(true);
    const value = result.reason === 'error' ? null : (result.value as { rows: { n: number }[] });
    expect(() => {
      if (value?.rows[0] !== undefined) value.rows[0].n = 2;
    }).toThrow(TypeError);
  });

  test('are the same from evaluate, evaluateAll and explain', () => {
    const rules = [{ name: 'staff', if: { op: 'present', path: ['x'] } as Condition, serve: 'on' }];
    const evaluator = evaluatorOf([
      { key: 'a', rules },
      { key: 'b', requires: [{ flag: 'a', variant: 'on' }], default: { serve: 'on' } },
    ]);
    for (const context of [{}, { x: 1 }]) {
      const all = evaluator.evaluateAll(context, 0);
      expect(all).toEqual(['a', 'b'].map((key) => evaluator.evaluate(key, context, 0)));
      expect(all).toEqual(['a', 'b'].map((key) => evaluator.explain(key, context, 0).result));
    }
  });
});

describe('hostile shapes', () => {
  const LENGTH = 20_000;

  test('answers through a chain of prerequisites that is longer than the stack', () => {
    const flags = Array.from({ length: LENGTH }, (_, i) => ({
      key: `f${i}`,
      default: { serve: 'on' },
      ...(i === 0 ? {} : { requires: [{ flag: `f${i - 1}`, variant: 'on' }] }),
    }));
    const evaluator = evaluatorOf(flags);
    expect(evaluator.evaluate(`f${LENGTH - 1}`, {}, 0)).toMatchObject({ variant: 'on', reason: 'default' });
    expect(evaluator.evaluateAll({}, 0).every((result) => result.reason === 'default')).toBe(true);
    expect(evaluator.explain(`f${LENGTH - 1}`, {}, 0).result).toMatchObject({ variant: 'on' });
  });

  test('answers through a chain of segments that is longer than the stack', () => {
    const segments: Segment[] = Array.from({ length: LENGTH }, (_, i) => ({
      name: `s${i}`,
      if: i === 0 ? { op: 'present', path: ['x'] } : { op: 'not', of: [{ op: 'segment', name: `s${i - 1}` }] },
    }));
    const rules = [{ if: { op: 'segment', name: `s${LENGTH - 1}` } as Condition, serve: 'on' }];
    const evaluator = evaluatorOf([{ key: 'a', rules }], { segments });
    expect(evaluator.evaluate('a', {}, 0)).toMatchObject({ variant: 'on' });
    expect(evaluator.evaluate('a', { x: 1 }, 0)).toMatchObject({ variant: 'off' });
    expect(evaluator.explain('a', {}, 0).result).toMatchObject({ variant: 'on' });
  });

  test('takes a condition nested deeper than any compiler allows for one that it does not know', () => {
    let condition: Condition = { op: 'present', path: ['x'] };
    for (let i = 0; i < 100_000; i++) condition = { op: 'not', of: [condition] };
    const evaluator = evaluatorOf([{ key: 'a', rules: [{ if: condition, serve: 'on' }] }]);
    expect(evaluator.unknownConditions).toBe(1);
    expect(evaluator.evaluate('a', {}, 0)).toMatchObject({ variant: 'off', reason: 'default' });
  });

  test('refuses a higher format and what is no snapshot', () => {
    for (const snapshot of [null, 1, 'x', [], {}, { format: 2, unit: ['a'], flags: [] }]) {
      const evaluator = createEvaluator(snapshot);
      expect(evaluator.refusal).toEqual(expect.any(String));
      expect(evaluator.evaluate('a', {}, 0)).toEqual({
        flagKey: 'a',
        reason: 'error',
        errorCode: 'provider_not_ready',
      });
    }
  });

  test('lets one malformed flag break no other', () => {
    const evaluator = evaluatorOf([{ key: 'good' }, { key: 'bad', rules: 'none' as never }]);
    expect(evaluator.evaluate('bad', {}, 0)).toEqual({ flagKey: 'bad', reason: 'error', errorCode: 'parse_error' });
    expect(evaluator.evaluate('good', {}, 0)).toMatchObject({ variant: 'off' });
  });
});

test("asks another system's hash where a rollout names it", () => {
  const rollout = {
    unit: ['userId'],
    salt: 'a',
    hash: 'unleash',
    weights: [
      ['on', 50_000],
      ['off', 50_000],
    ] as const,
  };
  const flags = [{ key: 'a', type: 'boolean', variants: BOOLEANS, off: 'off', enabled: true, default: { rollout } }];
  const snapshot = { format: 1, unit: ['userId'], flags };
  const hashes = { unleash: (salt: string, unit: string) => (salt === 'a' && unit === 'u' ? 49_999 : 50_000) };
  expect(createEvaluator(snapshot, { hashes }).evaluate('a', { userId: 'u' }, 0)).toMatchObject({ variant: 'on' });
  expect(createEvaluator(snapshot, { hashes }).evaluate('a', { userId: 'v' }, 0)).toMatchObject({ variant: 'off' });
  expect(createEvaluator(snapshot).evaluate('a', { userId: 'u' }, 0)).toMatchObject({ errorCode: 'general' });
});

test("lets a test give the bucket of the flag's rollouts", () => {
  const rollout = {
    unit: ['userId'],
    salt: 'a',
    weights: [
      ['on', 10_000],
      ['off', 90_000],
    ] as const,
  };
  const evaluator = evaluatorOf([{ key: 'a', default: { rollout } }]);
  expect(evaluator.evaluate('a', {}, 0, undefined, 9_999)).toMatchObject({ variant: 'on', reason: 'split' });
  expect(evaluator.evaluate('a', {}, 0, undefined, 10_000)).toMatchObject({ variant: 'off', reason: 'split' });
  expect(evaluator.explain('a', {}, 0, undefined, 0).steps.at(-1)).toMatchObject({
    step: 'default',
    rollout: { isForced: true, bucket: 0 },
  });
});
