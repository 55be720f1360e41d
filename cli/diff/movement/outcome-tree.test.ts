import { BUCKETS, type Outcome } from '@flagforge/sdk/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Flow, flowsBetween, leaf, outcomeTree, slotTree, type Tree } from './outcome-tree.ts';

const VARIANTS = ['a', 'b', 'c', 'd'];

/** Cut points of the bucket space, as a rollout has them. */
const rollout = (salt: string) =>
  fc
    .tuple(
      fc.subarray(VARIANTS, { minLength: 1 }),
      fc.array(fc.integer({ min: 1, max: BUCKETS - 1 }), { maxLength: 3 }),
    )
    .map(([names, cuts]): Outcome => {
      const ends = [...new Set(cuts)].sort((x, y) => x - y).slice(0, names.length - 1);
      const all = [...ends, BUCKETS];
      const weights = all.map((end, at): [string, number] => [names[at] ?? '', end - (all[at - 1] ?? 0)]);
      return { rollout: { salt, unit: ['userId'], weights } };
    });

const outcome = (salt: string) =>
  fc.oneof(
    fc.constantFrom(...VARIANTS).map((serve): Outcome => ({ serve })),
    rollout(salt),
  );

/** What a bucket of the only axis gives, by walking the weights. */
function served(given: Outcome, bucket: number): string {
  if ('serve' in given) return given.serve;
  let end = 0;
  for (const [variant, share] of given.rollout.weights) {
    end += share;
    if (bucket < end) return variant;
  }
  throw new Error('the weights do not fill the space');
}

const sorted = (flows: readonly Flow[]): string[] =>
  flows.map(({ from, to, share }) => `${from} -> ${to}: ${share}`).sort();

describe('how units spread over two answers', () => {
  test('of one bucket space is what counting every bucket says', () => {
    fc.assert(
      fc.property(outcome('s'), outcome('s'), (before, after) => {
        const counts = new Map<string, number>();
        for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
          const key = `${served(before, bucket)} -> ${served(after, bucket)}`;
          counts.set(key, (counts.get(key) ?? 0) + 1);
        }
        const expected = [...counts].map(([key, count]) => `${key}: ${count / BUCKETS}`).sort();
        expect(sorted(flowsBetween(outcomeTree(before), outcomeTree(after)))).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test('of two bucket spaces is the product of the shares', () => {
    const weightsOf = (given: Outcome): [string, number][] =>
      'serve' in given ? [[given.serve, BUCKETS]] : given.rollout.weights.map(([name, share]) => [name, share]);
    fc.assert(
      fc.property(outcome('s'), outcome('t'), (before, after) => {
        const expected = weightsOf(before).flatMap(([from, p]) =>
          weightsOf(after).map(([to, q]) => ({ from, to, share: (p * q) / BUCKETS ** 2 })),
        );
        const flows = flowsBetween(outcomeTree(before), outcomeTree(after));
        expect(flows).toHaveLength(expected.length);
        for (const { from, to, share } of expected)
          expect(flows.find((flow) => flow.from === from && flow.to === to)?.share).toBeCloseTo(share, 12);
      }),
    );
  });

  test('through a group only moves those in the slot', () => {
    const group = {
      name: 'g',
      unit: ['userId'],
      slots: [
        { flag: 'x', percent: 20_000 },
        { flag: 'f', percent: 30_000 },
      ],
    };
    const half = outcomeTree({
      rollout: {
        salt: 'f',
        unit: ['userId'],
        weights: [
          ['on', 50_000],
          ['off', 50_000],
        ],
      },
    });
    expect(flowsBetween(slotTree(group, 'f', leaf('off'), 'off'), slotTree(group, 'f', half, 'off'))).toEqual([
      { from: 'off', to: 'off', share: 0.85 },
      { from: 'off', to: 'on', share: 0.15 },
    ]);
  });

  test('of one unit whose bucket is known is certain', () => {
    const tree: Tree = outcomeTree({
      rollout: {
        salt: 's',
        unit: ['userId'],
        weights: [
          ['on', 10_000],
          ['off', 90_000],
        ],
      },
    });
    if (tree.kind === 'leaf') throw new Error('a rollout has ranges');
    const at = (bucket: number) => flowsBetween(tree, leaf('on'), new Map([[tree.axis.key, bucket]]));
    expect(at(9_999)).toEqual([{ from: 'on', to: 'on', share: 1 }]);
    expect(at(10_000)).toEqual([{ from: 'off', to: 'on', share: 1 }]);
  });
});
