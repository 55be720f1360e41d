/** Longest wait that a server may ask for, in ms. */
const LONGEST_MS = 3_600_000;

/**
 * What a `Retry-After` header in seconds asks for, in ms: an hour at most; 0 without one, and for a date, since clocks differ.
 * @see RFC 9110, 10.2.3
 */
export function retryAfterMs(header: string | null | undefined): number {
  return Math.min(Number(header) * 1_000, LONGEST_MS) || 0;
}
