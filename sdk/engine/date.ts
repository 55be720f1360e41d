import { codeAt } from './code-at.ts';

const MS_PER_MINUTE = 60_000;
const MS_PER_HOUR = 3_600_000;
const MS_PER_DAY = 86_400_000;

const PLUS = 43;
const DASH = 45;
const POINT = 46;
const COLON = 58;
const LOWER_T = 116;
const LOWER_Z = 122;
/** Set in a lower-case letter, not in its upper case. */
const LOWER_BIT = 32;

/** Goes along a text; what is not there as it must be makes the sum of all parts NaN. */
interface Cursor {
  readonly text: string;
  at: number;
}

/** The number in [low, high] written in `digits` decimal digits at the cursor, or NaN. */
function readNumber(cursor: Cursor, digits: number, low: number, high: number): number {
  let value = 0;
  for (let i = 0; i < digits; i += 1) {
    const digit = codeAt(cursor.text, cursor.at) - 48;
    value = digit >= 0 && digit <= 9 ? value * 10 + digit : Number.NaN;
    cursor.at += 1;
  }
  return value >= low && value <= high ? value : Number.NaN;
}

/** Whether a character stands at the cursor, which then goes on. */
function reads(cursor: Cursor, code: number): boolean {
  if (codeAt(cursor.text, cursor.at) !== code) return false;
  cursor.at += 1;
  return true;
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

/** `hh:mm`, in ms. */
function readMinutes(cursor: Cursor): number {
  const hours = readNumber(cursor, 2, 0, 23) * MS_PER_HOUR;
  return reads(cursor, COLON) ? hours + readNumber(cursor, 2, 0, 59) * MS_PER_MINUTE : Number.NaN;
}

/** `[:ss[.f]]`, in ms. */
function readSeconds(cursor: Cursor): number {
  if (!reads(cursor, COLON)) return 0;
  let ms = readNumber(cursor, 2, 0, 59) * 1000;
  if (!reads(cursor, POINT)) return ms;
  let scale = 100;
  for (let digit = readNumber(cursor, 1, 0, 9); digit >= 0 || scale === 100; digit = readNumber(cursor, 1, 0, 9)) {
    if (scale >= 1) ms += digit * scale;
    scale /= 10;
  }
  cursor.at -= 1;
  return ms;
}

/** `Z`, `+hh:mm` or `-hh:mm`, in ms ahead of UTC. */
function readZone(cursor: Cursor): number {
  const sign = codeAt(cursor.text, cursor.at);
  cursor.at += 1;
  if ((sign | LOWER_BIT) === LOWER_Z) return 0;
  const offset = readMinutes(cursor);
  if (sign === PLUS) return offset;
  return sign === DASH ? -offset : Number.NaN;
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
  if (typeof value !== 'string') return null;
  const cursor = { text: value, at: 0 };
  const year = readNumber(cursor, 4, 1, 9999);
  if (!reads(cursor, DASH)) return null;
  const month = readNumber(cursor, 2, 1, 12);
  if (!reads(cursor, DASH)) return null;
  const first = firstOfMonth(year, month);
  const day = readNumber(cursor, 2, 1, firstOfMonth(year, month + 1) - first);
  let ms = (first + day - 1) * MS_PER_DAY;
  if (cursor.at !== value.length) {
    if ((codeAt(value, cursor.at) | LOWER_BIT) !== LOWER_T) return null;
    cursor.at += 1;
    ms += readMinutes(cursor) + readSeconds(cursor);
    ms -= readZone(cursor);
  }
  return cursor.at === value.length && ms === ms ? ms : null;
}
