import { expect, test } from 'vitest';
import { holdOf, isKilledByOverlay, killsOf, overlaysOf } from './overlays.ts';

test('the hold comes first, then each kill once, ascending by code unit', () => {
  const hold = { kind: 'hold', commit: 'c', version: 3 } as const;
  const overlays = overlaysOf(['b', 'a-z', 'a', 'b'], hold);
  expect(overlays).toEqual([hold, ...['a', 'a-z', 'b'].map((flag) => ({ kind: 'kill', flag }))]);
  expect(killsOf(overlays)).toEqual(['a', 'a-z', 'b']);
  expect(holdOf(overlays)).toBe(hold);
  expect(isKilledByOverlay(overlays, 'a')).toBe(true);
  expect(isKilledByOverlay(overlays, 'c')).toBe(false);
  expect([overlaysOf([], null), holdOf([])]).toEqual([[], null]);
});
