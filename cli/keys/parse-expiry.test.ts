import { describe, expect, test } from 'vitest';
import { parseDuration, parseExpiry, parseOverlap } from './parse-expiry.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 22, 12);

describe('a length of time', () => {
  test.each([
    ['0', 0],
    ['0h', 0],
    ['90d', 90 * DAY],
    ['24h', DAY],
    ['30min', 30 * 60_000],
    ['30m', 30 * 60_000],
    ['45s', 45_000],
    ['2w', 14 * DAY],
    ['7 d', 7 * DAY],
  ])('%s is read', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each(['', '90', 'd', '-1d', '1.5h', '1y', '1D', '99999d', '1d2h', '9999999999s'])('%j is none', (text) => {
    expect(parseDuration(text)).toBeNull();
  });
});

describe('an expiry', () => {
  test.each([
    ['90d', NOW + 90 * DAY],
    ['2027-01-31', Date.UTC(2027, 0, 31)],
    ['2027-01-31T12:00:00+01:00', Date.UTC(2027, 0, 31, 11)],
  ])('%s is read', (text, at) => {
    expect(parseExpiry(text, NOW)).toBe(at);
  });

  test.each([
    ['soon', 'is neither an instant nor a length of time'],
    ['2027-02-30', 'is neither an instant nor a length of time'],
    ['0', 'is past'],
    ['2026-11-22', 'is past (2026-11-22T00:00:00Z)'],
    ['2060-01-01', 'is more than ten years ahead'],
  ])('%s is refused: it %s', (text, problem) => {
    expect(() => parseExpiry(text, NOW)).toThrow(`--expires "${text}" ${problem}`);
  });
});

test('an overlap is a length of time, none too', () => {
  expect([parseOverlap('0'), parseOverlap('24h')]).toEqual([0, DAY]);
  expect(() => parseOverlap('2027-01-31')).toThrow('--overlap "2027-01-31" is no length of time');
});
