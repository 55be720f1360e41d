import { describe, expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';
import { retryAfterMs } from './retry-after.ts';

describe('the wait before the next attempt', () => {
  test.each([
    ['the first time', 1, 0, 1_000],
    ['the second time', 2, 500, 2_000],
    ['from the third time on', 3, 2_000, 4_000],
    ['within the first minute', 30, 60_000, 4_000],
    ['after five minutes', 99, 300_000, 20_000],
    ['after a day', 999, 86_400_000, 60_000],
  ])('is below a bound: %s', (_, failures, away, bound) => {
    expect(backoffMs(failures, away, 1_000, 0)).toBe(0);
    expect(backoffMs(failures, away, 1_000, 0.5)).toBe(bound / 2);
  });
});

describe('what a Retry-After asks for', () => {
  test.each([
    ['3', 3_000],
    ['0', 0],
    ['-1', 0],
    ['99999999', 3_600_000],
    ['soon', 0],
    [null, 0],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
  ])('%s', (header, ms) => {
    expect(retryAfterMs(header)).toBe(ms);
  });

  test('a date is a time from now', () => {
    const ms = retryAfterMs(new Date(Date.now() + 600_000).toUTCString());
    expect(ms).toBeGreaterThan(500_000);
    expect(ms).toBeLessThanOrEqual(600_000);
  });
});
