/** Lets so many requests of one name through, in bounded memory. */
export interface RateLimiter {
  /** Counts one request at `now` (ms). Returns 0 when it may go on, else the milliseconds until one may. */
  take(name: string, now: number): number;
}

/**
 * A bucket a name: `burst` requests at once, then `rate` a second. A bucket is the instant at which it is full again.
 * @param entries how many names are remembered; beyond it those that waited longest are forgiven.
 */
export function createRateLimiter(options: {
  readonly rate: number;
  readonly burst: number;
  readonly entries: number;
}): RateLimiter {
  const eachMs = 1_000 / options.rate;
  const fullMs = eachMs * options.burst;
  // In the order of their last request.
  const fullAt = new Map<string, number>();
  return {
    take(name, now) {
      // A clock that was set back leaves instants far ahead; nobody is refused for hours because of it.
      const known = Math.min(fullAt.get(name) ?? now, now + fullMs);
      const next = Math.max(known, now) + eachMs;
      if (next - now > fullMs + 1e-6) return Math.max(1, Math.ceil(next - now - fullMs));
      fullAt.delete(name);
      fullAt.set(name, next);
      if (fullAt.size > options.entries) {
        const [oldest] = fullAt.keys();
        if (oldest !== undefined) fullAt.delete(oldest);
      }
      return 0;
    },
  };
}
