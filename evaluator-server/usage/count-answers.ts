import type { EvaluationCounts } from '../evaluation/counts.ts';
import { isCountable } from './countable.ts';
import type { UsageStore } from './usage-store.ts';

/** How often counts are handed over: as far as one can be in the wrong minute. */
const EVERY_MS = 1_000;

/**
 * Hands the evaluations of single flags to the store, every second and whenever it gathers. Answers with all flags are no use of any of
 * them: they would make every flag look used. Nor are overrides.
 * @returns hands over what is left, and stops.
 */
export function countAnswers(counts: EvaluationCounts, store: Pick<UsageStore, 'add' | 'gather'>): () => void {
  const stopGathering = store.gather(() => counts.drain());
  const stopCounting = counts.subscribe(({ environment, result, single }) => {
    if (single === 0 || result.reason === 'override') return;
    const { flagKey } = result;
    const variant = result.reason === 'error' ? '' : result.variant;
    if (isCountable(flagKey, variant)) store.add(environment, { flagKey, variant, n: single });
  });
  const timer = setInterval(() => counts.drain(), EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    counts.drain();
    stopCounting();
    stopGathering();
  };
}
