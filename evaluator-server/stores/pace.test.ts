import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pace } from './pace.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('the first call is answered at once, those that come too soon by one more', () => {
  const work = vi.fn();
  const paced = pace(work, 20);
  paced.call();
  expect(work).toHaveBeenCalledTimes(1);
  for (let call = 0; call < 1_000; call += 1) paced.call();
  expect(work).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(20);
  expect(work).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(1_000);
  expect(work).toHaveBeenCalledTimes(2);
  paced.call();
  expect(work).toHaveBeenCalledTimes(3);
});

test('nothing is done after the stop', () => {
  const work = vi.fn();
  const paced = pace(work, 20);
  paced.call();
  paced.call();
  paced.stop();
  vi.advanceTimersByTime(1_000);
  expect(work).toHaveBeenCalledTimes(1);
});
