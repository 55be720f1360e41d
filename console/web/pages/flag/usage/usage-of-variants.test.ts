import { expect, test } from 'vitest';
import type { UsageSeriesJson } from '../../../../api/usage-json.ts';
import { usageOfVariants } from './usage-of-variants.ts';
import { usageSentence } from './usage-words.ts';

const series = (
  environment: string,
  variant: string | null,
  by: UsageSeriesJson['by'],
  points: readonly number[],
): UsageSeriesJson => ({ environment, variant, by, points, total: points.reduce((a, b) => a + b, 0) });

const SERIES = [
  series('production', null, 'server', [0, 1]),
  series('production', 'gone', 'server', [1, 0]),
  series('production', 'off', 'server', [4, 0]),
  series('production', 'on', 'server', [1, 2]),
  series('production', 'on', 'client', [0, 3]),
  series('staging', 'on', 'server', [9, 9]),
];

test('who counted is added up, in the order of the flag; what it no longer has and errors come last', () => {
  const { variants, total, clients, most } = usageOfVariants(SERIES, 'production', ['on', 'off']);
  expect(variants.map(({ variant, points }) => [variant, ...points])).toEqual([
    ['on', 1, 5],
    ['off', 4, 0],
    ['gone', 1, 0],
    [null, 0, 1],
  ]);
  expect([total, clients, most]).toEqual([12, 3, 6]);
});

test('the sentence says of what each percent is', () => {
  expect(usageSentence(usageOfVariants(SERIES, 'production', ['on', 'off']), 'production', '24h')).toBe(
    '12 evaluations in production in the last 24 hours: on 50 %, off 33.3 %, gone 8.3 %, without a variant 8.3 %',
  );
  expect(usageSentence(usageOfVariants([], 'production', ['on']), 'production', '30d')).toBe(
    'Not evaluated in production in the last 30 days',
  );
});
