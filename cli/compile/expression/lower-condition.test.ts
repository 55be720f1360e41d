import { describe, expect, test } from 'vitest';
import { compileCondition, lowerCondition, parseCondition } from './index.ts';

const scope = { attributes: null, unit: ['userId'] };

function lowered(text: string) {
  const { condition, problems } = compileCondition(text, scope);
  expect(problems).toEqual([]);
  return condition;
}

const a = { op: '==', path: ['a'], value: 1 };
const b = { op: '==', path: ['b'], value: 2 };
const c = { op: '==', path: ['c'], value: 3 };

describe('the compiled form', () => {
  test.each([
    ['a == 1', a],
    ['a != 1', { op: 'not', of: [a] }],
    ['not a == 1', { op: 'not', of: [a] }],
    ['a == 1 and b == 2 or c == 3', { op: 'or', of: [{ op: 'and', of: [a, b] }, c] }],
    ['a == 1 or b == 2 and c == 3', { op: 'or', of: [a, { op: 'and', of: [b, c] }] }],
    ['not a == 1 and b == 2', { op: 'and', of: [{ op: 'not', of: [a] }, b] }],
    ['a == 1 and (b == 2 and c == 3)', { op: 'and', of: [a, b, c] }],
    ['(a == 1 or b == 2) or c == 3', { op: 'or', of: [a, b, c] }],
    ['segment "beta"', { op: 'segment', name: 'beta' }],
    ['a is present', { op: 'present', path: ['a'] }],
    ['a is absent', { op: 'not', of: [{ op: 'present', path: ['a'] }] }],
    ['company.plan == "pro"', { op: '==', path: ['company', 'plan'], value: 'pro' }],
    ['`company.plan` == "pro"', { op: '==', path: ['company.plan'], value: 'pro' }],
    ['a.in.`x y`.date is present', { op: 'present', path: ['a', 'in', 'x y', 'date'] }],
    ['a >= semver "v2.1"', { op: '>=', path: ['a'], value: { semver: 'v2.1' } }],
    ['a < 5', { op: '<', path: ['a'], value: 5 }],
    ['a == date "1970-01-01T00:00:01.2345Z"', { op: '==', path: ['a'], value: { date: 1234 } }],
    ['a > date "1969-12-31"', { op: '>', path: ['a'], value: { date: -86_400_000 } }],
    ['now >= date "1970-01-02"', { op: 'now', order: '>=', at: 86_400_000 }],
    ['a in ["x", "y"]', { op: 'in', path: ['a'], values: ['x', 'y'] }],
    ['a not in [1]', { op: 'not', of: [{ op: 'in', path: ['a'], values: [1] }] }],
    ['a in cidr "10.0.0.0/8"', { op: 'in', path: ['a'], values: [{ cidr: '10.0.0.0/8' }] }],
    ['a in [cidr "10.0.0.0/8"]', { op: 'in', path: ['a'], values: [{ cidr: '10.0.0.0/8' }] }],
    ['a not starts_with "x"', { op: 'not', of: [{ op: 'starts_with', path: ['a'], value: 'x' }] }],
    ['a ends_with "x"', { op: 'ends_with', path: ['a'], value: 'x' }],
    ['a contains true', { op: 'contains', path: ['a'], value: true }],
    ['a contains any [1, 2]', { op: 'contains_any', path: ['a'], values: [1, 2] }],
    ['a not contains all ["x"]', { op: 'not', of: [{ op: 'contains_all', path: ['a'], values: ['x'] }] }],
    ['lower(a) == "ÀİẞX"', { op: '==', path: ['a'], lower: true, value: 'àiẞx' }],
    ['lower(a) in ["X", "Y"]', { op: 'in', path: ['a'], lower: true, values: ['x', 'y'] }],
    ['lower(a) contains "X"', { op: 'contains', path: ['a'], lower: true, value: 'x' }],
    ['lower(a) starts_with "X"', { op: 'starts_with', path: ['a'], lower: true, value: 'x' }],
    ['lower(a) is present', { op: 'present', path: ['a'] }],
  ])('of %j', (text, condition) => {
    expect(lowered(text)).toEqual(condition);
  });

  test('leaves the pattern beside lower() as it is', () => {
    expect(lowered('lower(a) matches "^A"')).toMatchObject({
      op: 'matches',
      lower: true,
      pattern: '^A',
      automaton: { classCount: 2 },
    });
  });

  test('is plain JSON', () => {
    const condition = lowered('a matches "x" and (b == -0 or c in [date "2026-01-01"])');
    expect(JSON.parse(JSON.stringify(condition))).toEqual(condition);
  });
});

test('an expression that the checker refuses has no compiled form', () => {
  const { expression } = parseCondition('now == date "2026-01-01"');
  if (expression === null) throw new Error('it parses');
  expect(() => lowerCondition(expression)).toThrow(TypeError);
});
