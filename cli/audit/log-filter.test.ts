import { expect, test } from 'vitest';
import { CommandError } from '../command-error.ts';
import { parseLogFilter } from './log-filter.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const OPTIONS = { dir: 'flags', limit: '50' };

test.each<[since: string, at: number]>([
  ['30m', NOW - 1_800_000],
  ['2h', NOW - 7_200_000],
  ['7d', NOW - 7 * 86_400_000],
  ['2026-11-22', Date.UTC(2026, 10, 22)],
  ['2026-11-22T09:00:00Z', Date.UTC(2026, 10, 22, 9)],
])('--since %s', (since, at) => expect(parseLogFilter({ ...OPTIONS, since }, NOW).since).toBe(at));

test.each<[options: object, message: RegExp]>([
  [{ since: 'yesterday' }, /--since "yesterday" is no instant/],
  [{ until: '3x' }, /--until "3x" is no instant/],
  [{ since: '1h', until: '2h' }, /--since is not before --until/],
  [{ limit: '0' }, /--limit "0" is no number/],
  [{ limit: '-3' }, /--limit "-3" is no number/],
])('%j is refused', (options, message) => {
  expect(() => parseLogFilter({ ...OPTIONS, ...options }, NOW)).toThrow(CommandError);
  expect(() => parseLogFilter({ ...OPTIONS, ...options }, NOW)).toThrow(message);
});

test('all is without a limit', () => {
  expect(parseLogFilter({ ...OPTIONS, limit: 'all' }, NOW).limit).toBe(Number.POSITIVE_INFINITY);
});
