import type { ReactNode } from 'react';

const UNITS = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

const SHORT: Readonly<Record<string, string>> = { hour: 'h', minute: 'min', day: 'd' };

/** `5 h ago`, `yesterday`, `in 4 d`, `just now`. @param at and @param now UTC epoch ms. */
export function relativeTime(at: number, now: number): string {
  const distance = Math.abs(at - now);
  const [unit, length] = UNITS.find(([, ms]) => distance >= ms) ?? ['minute', 60_000];
  const count = Math.round(distance / length);
  if (count === 0) return 'just now';
  if (unit === 'day' && count === 1) return at < now ? 'yesterday' : 'tomorrow';
  const text = SHORT[unit] === undefined ? `${count} ${unit}${count === 1 ? '' : 's'}` : `${count} ${SHORT[unit]}`;
  return at < now ? `${text} ago` : `in ${text}`;
}

const EXACT = new Intl.DateTimeFormat('en-GB', {
  ...({ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' } as const),
  timeZone: 'UTC',
});

/** `3 Dec 2026, 14:20 UTC` */
export const exactTime = (at: number): string => `${EXACT.format(at)} UTC`;

/** When something was or will be: relative, with the exact time to be read by everybody. */
export const Time = ({ at, now }: { readonly at: number; readonly now: number }): ReactNode => (
  <time dateTime={new Date(at).toISOString()} title={exactTime(at)} className="whitespace-nowrap">
    {relativeTime(at, now)}
    <span className="sr-only">, {exactTime(at)}</span>
  </time>
);
