import { isMadeOf, isText } from './characters.ts';

const MS_PER_MINUTE = 60_000;
const MS_PER_DAY = 86_400_000;

/** The number of a text of as many digits as `most` has, up to `most`; else NaN. */
function numberOf(text: string | undefined, most: string): number {
  return isText(text) && text.length === most.length && isMadeOf(text, false) && text <= most
    ? Number(text)
    : Number.NaN;
}

/**
 * Days from 1970-01-01 to the first of a month of the proleptic Gregorian calendar; years count from March, leap day
 * last. Month 13 is the January of the next year.
 */
function firstOfMonth(year: number, month: number): number {
  const y = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5);
  return y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - 719_468;
}

/** Milliseconds from 1970-01-01 to `YYYY-MM-DD`, or NaN. */
function dayOf(text: string): number {
  const parts = text.split('-');
  const year = numberOf(parts[0], '9999');
  const month = numberOf(parts[1], '12');
  const day = numberOf(parts[2], '31');
  const first = firstOfMonth(year, month);
  const isDay = parts.length === 3 && year > 0 && month > 0 && day > 0 && first + day <= firstOfMonth(year, month + 1);
  return isDay ? (first + day - 1) * MS_PER_DAY : Number.NaN;
}

/** Milliseconds of `hh:mm[:ss[.f]]`, or NaN. */
function timeOf(text: string): number {
  const parts = text.split(':');
  const ms = numberOf(parts[0], '23') * 60 * MS_PER_MINUTE + numberOf(parts[1], '59') * MS_PER_MINUTE;
  if (parts.length < 3) return ms;
  const seconds = (parts[2] as string).split('.');
  const fraction = seconds.length === 1 ? '0' : (seconds[1] as string);
  if (parts.length > 3 || seconds.length > 2 || !isMadeOf(fraction, false)) return Number.NaN;
  return ms + numberOf(seconds[0], '59') * 1000 + Number(`${fraction}00`.slice(0, 3));
}

const SIGNS: Readonly<Record<string, number>> = { '+': 1, '-': -1 };

/** Milliseconds that a zone, one letter or `+hh:mm` or `-hh:mm`, is ahead of UTC, or NaN. */
function offsetOf(zone: string): number {
  if (zone.length === 1) return 0;
  const sign = SIGNS[zone.charAt(0)];
  // undefined times anything is NaN.
  return (sign as number) * timeOf(zone.slice(1));
}

/**
 * A date in UTC epoch milliseconds: `YYYY-MM-DD` (midnight UTC), RFC 3339 with offset (seconds optional), or a
 * finite number of epoch milliseconds. What is finer than a millisecond is cut off.
 *
 * Returns null for anything else: no offset, a day that does not exist, hour 24, second 60, year 0000.
 * Own parser, because `Date.parse` differs between engines.
 * @see contract 3, date; RFC 3339 section 5.6
 */
export function parseDate(value: unknown): number | null {
  // A sum with 0, so that what is cut off never leaves -0.
  if (typeof value === 'number') return value - value === 0 ? Math.trunc(value) + 0 : null;
  if (!isText(value)) return null;
  let ms = dayOf(value.slice(0, 10));
  if (value.length > 10) {
    if (!'Tt'.includes(value.charAt(10))) return null;
    const end = value.length - ('Zz'.includes(value.charAt(value.length - 1)) ? 1 : 6);
    ms += timeOf(value.slice(11, end)) - offsetOf(value.slice(end));
  }
  return ms - ms === 0 ? ms : null;
}
