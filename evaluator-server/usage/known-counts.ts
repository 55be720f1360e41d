import type { KeyKind } from '../keys/key.ts';
import type { ServedEnvironment } from '../snapshots/environments.ts';
import { isCountable } from './countable.ts';
import type { UsageCount } from './usage-store.ts';

/**
 * What of a report is counted: flags that the key may see, with variants that they have. The rest is dropped without a
 * word, so that counters stay as few as there are variants, and nobody learns which flags there are.
 */
export function knownCounts(
  { answers, evaluator }: Pick<ServedEnvironment, 'answers' | 'evaluator'>,
  kind: KeyKind,
  counts: readonly UsageCount[],
): readonly UsageCount[] {
  return counts.filter(({ flagKey, variant }) => {
    if (!answers.isVisible(flagKey, kind) || !isCountable(flagKey, variant)) return false;
    return variant === '' || hasVariant(evaluator.flag(flagKey), variant);
  });
}

/** The flag is as a snapshot has it, which may be any JSON. */
function hasVariant(flag: unknown, variant: string): boolean {
  if (typeof flag !== 'object' || flag === null || !('variants' in flag) || !Array.isArray(flag.variants)) return false;
  return flag.variants.some(
    (one: unknown) => typeof one === 'object' && one !== null && 'name' in one && one.name === variant,
  );
}
