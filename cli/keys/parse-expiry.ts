import { parseDate } from '@flagforge/sdk/engine';
import { codedError } from '../coded-error.ts';
import { formatInstant } from '../diagnostics/format-instant.ts';
import { EXIT } from '../exit-codes.ts';

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};
/** Ten years: beyond this a number or a unit is wrong. */
const MAX_MS = 3_653 * 86_400_000;

/** A length of time such as `90d`, `24h`, `30min`, `2w` in ms; `0` is none; null for anything else. At most ten years. */
export function parseDuration(text: string): number | null {
  if (text === '0') return 0;
  const [, amount = '', unit = ''] = /^(\d{1,9})\s*(s|m|min|h|d|w)$/.exec(text) ?? [];
  const ms = Number(amount) * (UNIT_MS[unit] ?? Number.NaN);
  return ms <= MAX_MS ? ms : null;
}

/**
 * When a key ends: an instant, a day (midnight UTC), or how long from `now` on. UTC epoch ms.
 * @throws CommandError (2, FF3146) for another form, and for what is past or more than ten years ahead.
 */
export function parseExpiry(text: string, now: number): number {
  const duration = parseDuration(text);
  const at = duration === null ? parseDate(text) : now + duration;
  if (at === null) throw codedError(EXIT.usage, 'FF3146', { option: '--expires', value: text });
  if (at <= now) throw codedError(EXIT.usage, 'FF3146', { option: '--expires', value: text, past: formatInstant(at) });
  if (at > now + MAX_MS) throw codedError(EXIT.usage, 'FF3146', { option: '--expires', value: text, far: true });
  return at;
}

/**
 * How long an old key holds beside the new one, in ms; 0: it ends at once.
 * @throws CommandError (2, FF3146) when it is no length of time.
 */
export function parseOverlap(text: string): number {
  const duration = parseDuration(text);
  if (duration === null) throw codedError(EXIT.usage, 'FF3146', { option: '--overlap', value: text });
  return duration;
}
