import { describe, expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';
import { retryAfterMs } from './retry-after.ts';

describe('the wait before the next attempt', () => {
  test.each([
    ['the first time', 1, 1_000],
    ['the second time', 2, 2_000],
    ['the third time', 3, 3_000],
    ['from the fourth time on', 4, 4_000],
    ['within the first minute', 30, 4_000],
    ['after a hundred failures', 100, 10_000],
    ['after a day', 5_000, 60_000],
  ])('is below a bound: %s', (_, failures, bound) => {
    expect(backoffMs(failures, 1_000, 0)).toBe(0);
    expect(backoffMs(failures, 1_000, 0.5)).toBe(bound / 2);
  });
});

describe('what a Retry-After asks for', () => {
  test.each([
    ['3', 3_000],
    ['0', 0],
    ['99999999', 3_600_000],
    ['soon', 0],
    ['', 0],
    [null, 0],
    [undefined, 0],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
  ])('%s', (header, ms) => {
    expect(retryAfterMs(header)).toBe(ms);
  });
});
