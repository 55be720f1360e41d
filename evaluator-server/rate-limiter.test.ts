import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRateLimiter } from './rate-limiter.ts';

const T = 1_000_000;

describe('a token bucket', () => {
  test('gives its burst at once, then one token each time one is due, and says how long that is', () => {
    const limiter = createRateLimiter({ rate: 10, burst: 3, entries: 10 });
    expect([0, 0, 0, 0].map(() => limiter.take('a', T))).toEqual([0, 0, 0, 100]);
    expect(limiter.take('a', T + 99)).toBe(1);
    expect(limiter.take('a', T + 100)).toBe(0);
    expect(limiter.take('a', T + 100)).toBe(100);
    expect(limiter.take('b', T + 100)).toBe(0);
  });

  test('is full again after a pause and holds no more than its burst', () => {
    const limiter = createRateLimiter({ rate: 10, burst: 3, entries: 10 });
    limiter.take('a', T);
    expect([0, 0, 0, 0].map(() => limiter.take('a', T + 60_000) > 0)).toEqual([false, false, false, true]);
  });

  test('does not refuse for hours after the clock was set back', () => {
    const limiter = createRateLimiter({ rate: 1, burst: 1, entries: 10 });
    limiter.take('a', T);
    expect(limiter.take('a', T - 3_600_000)).toBe(0);
  });

  test('remembers a bounded number of names', () => {
    const limiter = createRateLimiter({ rate: 1, burst: 100, entries: 50 });
    for (let i = 0; i < 10_000; i += 1) limiter.take(`name-${i}`, T + i);
    expect(limiter.size()).toBeLessThanOrEqual(100);
  });

  test('neither refuses nor forgives anybody for a flood of other names, as long as they go on asking', () => {
    const limiter = createRateLimiter({ rate: 1, burst: 5, entries: 50 });
    while (limiter.take('spent', T) === 0);
    let given = 0;
    for (let i = 0; i < 10_000; i += 1) {
      // 2 s in all: two tokens are due.
      const now = T + i / 5;
      expect(limiter.take(`stranger-${i}`, now)).toBe(0);
      if (i % 20 !== 0) continue;
      if (limiter.take('spent', now) === 0) given += 1;
      if (i % 5_000 === 0) expect(limiter.take('honest', now)).toBe(0);
    }
    expect(given).toBe(1);
    expect(limiter.size()).toBeLessThanOrEqual(100);
  });

  test('gives what counting tokens gives', () => {
    const calls = fc.array(fc.record({ name: fc.constantFrom('a', 'b'), wait: fc.integer({ min: 0, max: 700 }) }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(calls, fc.integer({ min: 1, max: 5 }), (list, burst) => {
        // 8 a second: a token takes 125 ms, which counts exactly in binary.
        const limiter = createRateLimiter({ rate: 8, burst, entries: 100 });
        const counted = new Map<string, { tokens: number; at: number }>();
        let now = T;
        for (const { name, wait } of list) {
          now += wait;
          const held = counted.get(name) ?? { tokens: burst, at: now };
          held.tokens = Math.min(burst, held.tokens + (now - held.at) / 125);
          held.at = now;
          counted.set(name, held);
          const isGiven = held.tokens >= 1;
          if (isGiven) held.tokens -= 1;
          expect(limiter.take(name, now) === 0).toBe(isGiven);
        }
      }),
    );
  });
});
