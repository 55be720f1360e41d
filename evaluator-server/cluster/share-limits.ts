import type { Limits } from '../limits.ts';

/** What a machine may do in all: each process gets its part. What concerns a single request or stream stays as it is. */
const TOTALS = [
  ...(['clientRate', 'clientBurst', 'serverRate', 'serverBurst'] as const),
  ...(['streams', 'streamRate', 'streamBurst', 'streamsPerAddress', 'ticketEntries'] as const),
  ...(['connections', 'connectionsPerAddress'] as const),
] satisfies readonly (keyof Limits)[];

/** The limits of one of `workers` processes, rounded up. */
export function shareLimits(limits: Limits, workers: number): Limits {
  const shared = TOTALS.map((key) => [key, Math.ceil(limits[key] / workers)] as const);
  return { ...limits, ...Object.fromEntries(shared) };
}
