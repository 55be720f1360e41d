import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDate } from './date.ts';

test('agrees with the calendar on every instant of the years 1 to 9999', () => {
  fc.assert(
    fc.property(
      fc.date({
        min: new Date('0001-01-01T00:00:00Z'),
        max: new Date('9999-12-31T23:59:59.999Z'),
        noInvalidDate: true,
      }),
      (date) => {
        expect(parseDate(date.toISOString())).toBe(date.getTime());
        expect(parseDate(date.toISOString().slice(0, 10))).toBe(Date.parse(date.toISOString().slice(0, 10)));
      },
    ),
    { numRuns: 2000 },
  );
});

test.each([
  ['2026-12-01', Date.UTC(2026, 11, 1)],
  ['2026-12-01T09:00Z', Date.UTC(2026, 11, 1, 9)],
  ['2026-12-01t09:00:00z', Date.UTC(2026, 11, 1, 9)],
  ['2026-12-01T09:00:00.1239+02:30', Date.UTC(2026, 11, 1, 6, 30, 0, 123)],
  ['2026-12-01T09:00:00-00:00', Date.UTC(2026, 11, 1, 9)],
  ['2024-02-29', Date.UTC(2024, 1, 29)],
  [1.9, 1],
  [-1.9, -1],
  [0, 0],
])('reads %j', (text, ms) => {
  expect(parseDate(text)).toBe(ms);
});

test.each([
  '2026-12-01T09:00:00',
  '2026-12-01 09:00:00Z',
  '2026-02-29',
  '1900-02-29',
  '2026-13-01',
  '2026-00-01',
  '2026-04-31',
  '0000-01-01',
  '2026-12-01T24:00:00Z',
  '2026-12-01T23:59:60Z',
  '2026-12-01T09:00:00.Z',
  '2026-12-01T09Z',
  '2026-12-01T09:00.5Z',
  '2026-12-01T09:00:00+0200',
  '2026-12-01T09:00:00+24:00',
  '2026-12-01T09:00:00Zx',
  ' 2026-12-01',
  '2026-12-1',
  '+002026-12-01',
  '',
  '２０２６-12-01',
  true,
  null,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  [],
])('takes %j for another type', (value) => {
  expect(parseDate(value)).toBeNull();
});
