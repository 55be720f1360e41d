import { expect, test } from 'vitest';
import { HOURS, MINUTES } from './grains.ts';
import { parseWindow, windowEnd } from './window.ts';

const NOW = Date.UTC(2026, 10, 23, 10, 30, 20);

test.each([
  ['1m', MINUTES, 1, '2026-11-23T10:30:00.000Z'],
  ['1h', MINUTES, 60, '2026-11-23T09:31:00.000Z'],
  ['120m', MINUTES, 120, '2026-11-23T08:31:00.000Z'],
  ['2h', MINUTES, 120, '2026-11-23T08:31:00.000Z'],
  ['3h', HOURS, 3, '2026-11-23T08:00:00.000Z'],
  ['24h', HOURS, 24, '2026-11-22T11:00:00.000Z'],
  ['1d', HOURS, 24, '2026-11-22T11:00:00.000Z'],
  ['90d', HOURS, 2_160, '2026-08-25T11:00:00.000Z'],
] as const)('%s ends with the step that is not over', (text, grain, steps, from) => {
  const window = parseWindow(text, NOW);
  expect(window).toEqual({ grain, steps, from: Date.parse(from) });
  if (window === null) throw new Error('no window');
  expect(windowEnd(window)).toBe(Math.ceil(NOW / grain.stepMs) * grain.stepMs);
});

test.each([
  ...[
    '',
    '0h',
    '1',
    'h',
    '-1h',
    '1.5h',
    '1e1h',
    '01h',
    '1H',
    '1w',
    ' 1h',
    '1h ',
    '1h1m',
    '121m',
    '180m',
    '91d',
    '2161h',
  ],
  ...['99999d', '100000m', '１h', 'NaNh', '1h\n', '__proto__', 'constructor'],
])('%j is no window', (text) => {
  expect(parseWindow(text, NOW)).toBeNull();
});
