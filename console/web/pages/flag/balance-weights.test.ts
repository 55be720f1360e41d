import fc from 'fast-check';
import { expect, test } from 'vitest';
import { balanceWeights } from './balance-weights.ts';

test.each([
  [
    'on grows, off gives',
    [
      ['on', 10_000],
      ['off', 90_000],
    ],
    'on',
    25_000,
    [
      ['on', 25_000],
      ['off', 75_000],
    ],
  ],
  [
    'on shrinks, off takes',
    [
      ['on', 10_000],
      ['off', 90_000],
    ],
    'on',
    0,
    [
      ['on', 0],
      ['off', 100_000],
    ],
  ],
  [
    'the last gives once off has nothing',
    [
      ['a', 40_000],
      ['b', 60_000],
      ['off', 0],
    ],
    'a',
    70_000,
    [
      ['a', 70_000],
      ['b', 30_000],
      ['off', 0],
    ],
  ],
  [
    'beyond the whole is the whole',
    [
      ['on', 10_000],
      ['off', 90_000],
    ],
    'on',
    200_000,
    [
      ['on', 100_000],
      ['off', 0],
    ],
  ],
] as const)('%s', (_, weights, variant, share, expected) => {
  expect(balanceWeights(weights, variant, share, 'off')).toEqual(expected);
});

test('they are always the whole, none is below nothing, and what was set is set', () => {
  const shares = fc.array(fc.nat(100_000), { minLength: 2, maxLength: 5 }).map((cuts) => {
    const edges = [0, ...cuts.slice(1).sort((a, b) => a - b), 100_000];
    return edges.slice(1).map((edge, index): [string, number] => [`v${index}`, edge - (edges[index] ?? 0)]);
  });
  fc.assert(
    fc.property(shares, fc.nat(4), fc.nat(100_000), fc.nat(4), (weights, at, share, off) => {
      const variant = `v${at % weights.length}`;
      const balanced = balanceWeights(weights, variant, share, `v${off % weights.length}`);
      expect(balanced.reduce((sum, [, each]) => sum + each, 0)).toBe(100_000);
      expect(balanced.every(([, each]) => each >= 0)).toBe(true);
      expect(new Map(balanced).get(variant)).toBe(share);
      expect(balanced.map(([name]) => name)).toEqual(weights.map(([name]) => name));
    }),
  );
});
