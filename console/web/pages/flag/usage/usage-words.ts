import type { UsageJson } from '../../../../api/usage-json.ts';
import type { EnvironmentUsage } from './usage-of-variants.ts';

export const RANGE_WORDS: Readonly<Record<UsageJson['range'], string>> = { '24h': '24 hours', '30d': '30 days' };

/** What stands in the place of a variant where an error kept one from being served. */
export const NO_VARIANT = 'without a variant';

/** What a chart shows, in a sentence: `12 evaluations in production in the last 24 hours: on 50 %, off 50 %`. */
export function usageSentence(usage: EnvironmentUsage, environment: string, range: UsageJson['range']): string {
  const where = `in ${environment} in the last ${RANGE_WORDS[range]}`;
  if (usage.total === 0) return `Not evaluated ${where}`;
  const shares = usage.variants.map(
    ({ variant, total }) => `${variant ?? NO_VARIANT} ${shareText(total / usage.total)}`,
  );
  return `${usage.total.toLocaleString('en')} evaluation${usage.total === 1 ? '' : 's'} ${where}: ${shares.join(', ')}`;
}

/** A share that was counted: rounded to a tenth of a percent, and never to nothing. @param share 0 to 1. */
export function shareText(share: number): string {
  const tenths = Math.round(share * 1_000);
  return tenths === 0 && share > 0 ? 'under 0.1 %' : `${tenths / 10} %`;
}

const HOUR = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** When a point begins: `3 Dec 14:00 UTC`, or of a month `3 Dec`. @param at UTC epoch ms. */
export const pointText = (at: number, range: UsageJson['range']): string =>
  range === '24h' ? `${DAY.format(at)} ${HOUR.format(at)} UTC` : DAY.format(at);
