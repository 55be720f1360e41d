import { expect, test } from 'vitest';
import { durationWords, median } from './duration-words.ts';

test.each([
  [0, 'under a second'],
  [999, 'under a second'],
  [1_000, '1 s'],
  [89_000, '89 s'],
  [90_000, '2 min'],
  [5_000_000, '83 min'],
  [7_200_000, '2 h'],
  [129_600_000, '2 days'],
])('%i ms: %s', (ms, words) => {
  expect(durationWords(ms)).toBe(words);
});

test.each([
  [[], null],
  [[7], 7],
  [[9, 1, 5], 5],
  [[4, 1, 3, 2], 2],
])('of %j the median is %j', (numbers, expected) => {
  expect(median(numbers)).toBe(expected);
});
