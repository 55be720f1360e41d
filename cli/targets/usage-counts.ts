/** Counts of evaluations as evaluators write them. @see usageKey in sdk/snapshot/store-layout.ts */

/** `server`: answered by evaluators. `reported` and `client`: what SDKs with keys of that kind say that they evaluated. */
export type UsageOrigin = 'server' | 'reported' | 'client';

/** Hours in a row. */
export interface UsageHours {
  /** UTC epoch ms, a whole hour. */
  readonly from: number;
  /** > 0 */
  readonly hours: number;
}

/** By variant, '' for none (an error): a number for each hour, oldest first. Variants without any are missing. */
export type FlagCounts = Readonly<Record<UsageOrigin, ReadonlyMap<string, readonly number[]>>>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ORIGINS: Readonly<Record<string, UsageOrigin>> = { s: 'server', r: 'reported', c: 'client' };
const FIELD = /^(\d\d) ([src]) (.*)$/s;
const NUMBER = /^\d{1,19}$/;

/** What holds the hours of one flag: `hours:2026-11-01:new-checkout`, a day each. */
export function dayNames(flagKey: string, { from, hours }: UsageHours): readonly string[] {
  const names: string[] = [];
  for (let start = dayOf(from); start < from + hours * HOUR_MS; start += DAY_MS)
    names.push(`hours:${new Date(start).toISOString().slice(0, 10)}:${flagKey}`);
  return names;
}

/** @param days what those names hold, in their order. What is no count is left out. */
export function countsOf(days: readonly Readonly<Record<string, string>>[], { from, hours }: UsageHours): FlagCounts {
  const counts: Record<UsageOrigin, Map<string, number[]>> = {
    ...{ server: new Map(), reported: new Map(), client: new Map() },
  };
  days.forEach((day, index) => {
    const first = (dayOf(from) + index * DAY_MS - from) / HOUR_MS;
    for (const [field, text] of Object.entries(day)) {
      const [, hour, letter = '', variant = ''] = FIELD.exec(field) ?? [];
      const at = first + Number(hour);
      const origin = ORIGINS[letter];
      if (origin === undefined || Number(hour) > 23 || !(at >= 0 && at < hours) || !NUMBER.test(text)) continue;
      const numbers = counts[origin].get(variant) ?? new Array<number>(hours).fill(0);
      counts[origin].set(variant, numbers);
      numbers[at] = Math.min(Number(text), Number.MAX_SAFE_INTEGER);
    }
  });
  return counts;
}

const dayOf = (at: number): number => Math.floor(at / DAY_MS) * DAY_MS;

/** The hours up to now, the last one not over. */
export function hoursUntil(now: number, hours: number): UsageHours {
  return { from: Math.floor(now / HOUR_MS) * HOUR_MS - (hours - 1) * HOUR_MS, hours };
}
