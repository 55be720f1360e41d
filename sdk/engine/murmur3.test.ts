import fc from 'fast-check';
import murmur from 'murmurhash3js-revisited';
import { expect, test } from 'vitest';
import { bucket } from './bucket.ts';
import { murmur3 } from './murmur3.ts';

const oracle = (text: string, seed = 0): number => murmur.x86.hash32(new TextEncoder().encode(text), seed);

test.each([
  ['foo', 4138058784],
  ['日本', 3302619458],
  ['😀', 3199479546],
  ['', 0],
])('hashes %j to the pinned value', (text, hash) => {
  expect(murmur3(text, 0)).toBe(hash);
});

test('agrees with murmurhash3js-revisited on any text, unpaired surrogates included', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc.stringMatching(/^[\ud800-\udfff]*$/),
  );
  fc.assert(
    fc.property(text, fc.integer({ min: -(2 ** 31), max: 2 ** 32 - 1 }), (value, seed) => {
      expect(murmur3(value, seed)).toBe(oracle(value, seed));
    }),
    { numRuns: 2000 },
  );
});

test('hashes a bucket as salt, colon, unit, whatever bytes meet at the seam', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (salt, unit) => {
      expect(bucket(salt, unit)).toBe(Math.floor((oracle(`${salt}:${unit}`) / 2 ** 32) * 100_000));
    }),
  );
});

test('spreads units evenly', () => {
  const tenths = new Array<number>(10).fill(0);
  for (let i = 0; i < 20_000; i++) {
    const tenth = Math.floor(bucket('new-checkout', `user-${i}`) / 10_000);
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  }
  for (const count of tenths) expect(Math.abs(count - 2000)).toBeLessThan(200);
});
