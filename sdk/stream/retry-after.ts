/** Longest wait that a server may ask for, in ms. */
const LONGEST_MS = 3_600_000;

/**
 * What a `Retry-After` header asks for, in ms: seconds or a date; 0 where it asks for nothing, an hour at most.
 * @see RFC 9110, 10.2.3
 */
export function retryAfterMs(header: string | null): number {
  const ms = Number(header) * 1_000 || Date.parse(`${header}`) - Date.now();
  return ms > 0 ? Math.min(ms, LONGEST_MS) : 0;
}
