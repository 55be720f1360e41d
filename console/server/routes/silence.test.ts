import type { FlagCounts } from 'flagforge/targets';
import { expect, test } from 'vitest';
import { countingSince, lastCounted } from './silence.ts';

const HOUR_MS = 3_600_000;
const window = { from: Date.UTC(2026, 8, 1), hours: 90 * 24 };
/** Counted in these hours of the window. */
const counts = (...hours: number[]): FlagCounts => {
  const points = new Array<number>(window.hours).fill(0);
  for (const hour of hours) points[hour] = 2;
  return { server: new Map([['on', points]]), reported: new Map(), client: new Map() };
};
const at = (hour: number): number => window.from + hour * HOUR_MS;
const daily = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from }, (_, day) => (from + day) * 24 + 5);

test('counting goes on since the first hour behind the last break', () => {
  expect(countingSince([counts(...daily(10, 90))], window)).toBe(at(10 * 24 + 5));
  expect(countingSince([counts(...daily(10, 40), ...daily(50, 90))], window)).toBe(at(50 * 24 + 5));
  expect(countingSince([counts(...daily(10, 40)), counts(...daily(38, 90))], window)).toBe(at(10 * 24 + 5));
});

test('a quiet weekend is no break, and what stopped does not go on', () => {
  expect(countingSince([counts(...daily(0, 40), ...daily(43, 90))], window)).toBe(at(5));
  expect(countingSince([counts(...daily(0, 80))], window)).toBeNull();
  expect(countingSince([], window)).toBeNull();
});

test('a flag was counted last in the newest hour of any environment', () => {
  expect(lastCounted([counts(3, 7), counts(5)], window)).toBe(at(7));
  expect(lastCounted([counts(), counts()], window)).toBeNull();
});
