const ZERO = 48;
const MS_PER_DAY = 86_400_000;

/** The number written in `digits` decimal digits at `start`, or -1. */
function digitsAt(text: string, start: number, digits: number): number {
  let value = 0;
  for (let i = start; i < start + digits; i += 1) {
    const code = text.codePointAt(i);
    if (code === undefined || code < ZERO || code > 57) return -1;
    value = value * 10 + (code - ZERO);
  }
  return value;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days from 1970-01-01 to a date of the proleptic Gregorian calendar; years count from March, leap day last. */
function daysFromEpoch(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Milliseconds of `hh:mm[:ss[.f]](Z|+hh:mm|-hh:mm)` from `start` to the end of the text, or null. */
function parseTime(text: string, start: number): number | null {
  const hour = digitsAt(text, start, 2);
  const minute = digitsAt(text, start + 3, 2);
  if (hour < 0 || hour > 23 || text.codePointAt(start + 2) !== 58 || minute < 0 || minute > 59) return null;
  let ms = (hour * 60 + minute) * 60_000;
  let at = start + 5;
  if (text.codePointAt(at) === 58) {
    const second = digitsAt(text, at + 1, 2);
    if (second < 0 || second > 59) return null;
    ms += second * 1000;
    at += 3;
    if (text.codePointAt(at) === 46) {
      let scale = 100;
      const first = at + 1;
      for (at = first; digitsAt(text, at, 1) >= 0; at += 1) {
        if (scale >= 1) ms += digitsAt(text, at, 1) * scale;
        scale /= 10;
      }
      if (at === first) return null;
    }
  }
  const zone = text.codePointAt(at);
  if (zone === 90 || zone === 122) return at + 1 === text.length ? ms : null;
  if (zone !== 43 && zone !== 45) return null;
  const offsetHour = digitsAt(text, at + 1, 2);
  const offsetMinute = digitsAt(text, at + 4, 2);
  if (offsetHour < 0 || offsetHour > 23 || offsetMinute < 0 || offsetMinute > 59) return null;
  if (text.codePointAt(at + 3) !== 58 || at + 6 !== text.length) return null;
  const offset = (offsetHour * 60 + offsetMinute) * 60_000;
  return zone === 43 ? ms - offset : ms + offset;
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
  if (typeof value === 'number') {
    if (value - value !== 0) return null;
    return value < 0 ? Math.ceil(value) + 0 : Math.floor(value);
  }
  if (typeof value !== 'string') return null;
  const year = digitsAt(value, 0, 4);
  const month = digitsAt(value, 5, 2);
  const day = digitsAt(value, 8, 2);
  if (year < 1 || value.codePointAt(4) !== DASH || value.codePointAt(7) !== DASH) return null;
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  const midnight = daysFromEpoch(year, month, day) * MS_PER_DAY;
  if (value.length === 10) return midnight;
  const separator = value.codePointAt(10);
  if (separator !== 84 && separator !== 116) return null;
  const time = parseTime(value, 11);
  return time === null ? null : midnight + time;
}

const DASH = 45;
