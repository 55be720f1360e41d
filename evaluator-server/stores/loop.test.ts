import { expect, test, vi } from 'vitest';
import { jittered, retryDelay, startLoop } from './loop.ts';

test('work is never done twice at a time, and once more for all that was wanted meanwhile', async () => {
  let running = 0;
  let times = 0;
  let finish: () => void = () => {};
  const loop = startLoop(async () => {
    running += 1;
    times += 1;
    expect(running).toBe(1);
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    running -= 1;
    return 3_600_000;
  });
  for (const _ of [1, 2, 3]) loop.wake();
  finish();
  await vi.waitFor(() => expect(times).toBe(2));
  const closed = loop.close();
  loop.wake();
  finish();
  await closed;
  loop.wake();
  expect([times, running]).toEqual([2, 0]);
});

test('waits are spread, and grow with failures to a limit', () => {
  for (const _ of Array(50)) {
    expect(jittered(1_000)).toBeGreaterThanOrEqual(600);
    expect(jittered(1_000)).toBeLessThanOrEqual(1_000);
    expect(retryDelay(1)).toBeLessThan(200);
    expect(retryDelay(1_000)).toBeLessThan(2_000);
  }
});
