import type { FlagSource, FlagSummary } from './model.ts';
import { segmentUsesOfFlag } from './rules/index.ts';

/** The part of a summary that is remembered with the flag's model. */
export type FlagFacts = Omit<FlagSummary, 'source'>;

export function summarizeFlag(flag: FlagSource): FlagFacts {
  const { key, file, kind, expires, archived, requires } = flag;
  const segments = [...new Set(segmentUsesOfFlag(flag).map(({ name }) => name))];
  const isScheduled = flag.environments.some(({ schedule }) => schedule.length > 0);
  return { key, file, kind, expires, archived, requires, segments, isScheduled };
}
