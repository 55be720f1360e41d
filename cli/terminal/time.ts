import { formatInstant } from '../diagnostics/format-instant.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How far an instant lies from `now`, in its largest unit: `in 8 days`, `2 h ago`, `just now` within 10 s. */
export function formatRelative(at: number, now: number): string {
  const distance = Math.abs(at - now);
  if (distance < 10 * SECOND_MS) return 'just now';
  const amount = amountOf(distance);
  return at > now ? `in ${amount}` : `${amount} ago`;
}

function amountOf(distance: number): string {
  if (distance < MINUTE_MS) return `${Math.floor(distance / SECOND_MS)} s`;
  if (distance < HOUR_MS) return `${Math.floor(distance / MINUTE_MS)} min`;
  if (distance < 2 * DAY_MS) return `${Math.floor(distance / HOUR_MS)} h`;
  const days = Math.floor(distance / DAY_MS);
  if (days < 60) return `${days} days`;
  return days < 730 ? `${Math.floor(days / 30.44)} months` : `${Math.floor(days / 365.25)} years`;
}

/** An instant and how far it is: `2026-12-01T09:00:00Z (in 8 days)`. */
export function formatInstantBeside(at: number, now: number): string {
  return `${formatInstant(at)} (${formatRelative(at, now)})`;
}

/** How long something took: `41 ms`, `6.4 s`, `2 min 5 s`. */
export function formatDuration(ms: number): string {
  if (ms < SECOND_MS) return `${Math.round(ms)} ms`;
  if (ms < MINUTE_MS) return `${(ms / SECOND_MS).toFixed(1)} s`;
  return `${Math.floor(ms / MINUTE_MS)} min ${Math.round((ms % MINUTE_MS) / SECOND_MS)} s`;
}
