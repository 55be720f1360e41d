/** Token buckets by name, in bounded memory. */
export interface RateLimiter {
  /** Takes one token. Returns 0 when there was one, else the milliseconds until there is. */
  take(name: string, now: number): number;
  /** How many buckets are remembered. */
  size(): number;
}

/**
 * One token bucket per name: `burst` tokens when full, refilled by `rate` a second (both > 0).
 *
 * A bucket is one number, the instant at which it is full again (GCRA: the same answers as counting tokens).
 * Two generations of buckets are kept. One that was not touched for the time a bucket takes to fill is full, so
 * dropping the older generation then loses nothing. Only when more than `entries` names turn up in that time
 * does a drop forgive somebody early who does not ask meanwhile: memory stays bounded at 2 x `entries`, and nobody is
 * refused unjustly.
 */
export function createRateLimiter(options: { rate: number; burst: number; entries: number }): RateLimiter {
  const tokenMs = 1_000 / options.rate;
  const fillMs = tokenMs * options.burst;
  let young = new Map<string, number>();
  let old = new Map<string, number>();
  let turnedAt = 0;

  const turn = (now: number): void => {
    old = young;
    young = new Map();
    turnedAt = now;
  };

  return {
    take(name, now) {
      // A clock that was set back leaves instants in the future; starting afresh is better than refusing for hours.
      if (now < turnedAt) {
        young.clear();
        turn(now);
      }
      if (now - turnedAt >= fillMs) {
        if (now - turnedAt >= 2 * fillMs) young.clear();
        turn(now);
      }
      const held = young.get(name);
      const fullAt = Math.max(held ?? old.get(name) ?? now, now);
      const next = fullAt + tokenMs;
      const isRefused = next - now > fillMs + 1e-6;
      if (held === undefined && young.size >= options.entries) turn(now);
      // One who is refused and goes on asking is not forgotten, whatever others do.
      young.set(name, isRefused ? fullAt : next);
      return isRefused ? Math.max(1, Math.ceil(next - now - fillMs)) : 0;
    },
    size: () => young.size + old.size,
  };
}
