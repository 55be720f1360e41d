/** Copies of what is published, and what evaluators count there. */
export type { Target } from './target.ts';
export { type FlagCounts, hoursUntil, type UsageHours } from './usage-counts.ts';
