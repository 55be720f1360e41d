import type { EnvironmentState, Flag, Json, Outcome, Snapshot } from '../engine/snapshot.ts';
import { type ReferenceQuestion, referenceHolds, referenceIsUnknown, referenceUnit } from './reference-conditions.ts';
import { referenceBucket } from './reference-hash.ts';

/** An answer as the engine words it (contract 4); `error` has neither value nor variant. */
export interface ReferenceResult {
  readonly flagKey: string;
  readonly value?: Json;
  readonly variant?: string;
  readonly reason: string;
  readonly rule?: string;
  readonly errorCode?: string;
}

function leadsToCycle(snapshot: Snapshot, key: string, above: readonly string[]): boolean {
  if (above.includes(key)) return true;
  const flag = snapshot.flags.find((candidate) => candidate.key === key);
  return (flag?.requires ?? []).some((required) => leadsToCycle(snapshot, required.flag, [...above, key]));
}

function stateAt(flag: Flag, now: number): EnvironmentState {
  const past = (flag.schedule ?? []).filter((step) => step.at <= now);
  return Object.assign({}, flag, ...past.map((step) => step.set)) as EnvironmentState;
}

/** The variant of an outcome; null where the unit is missing. */
function variantOf(question: ReferenceQuestion, outcome: Outcome): string | null {
  if ('serve' in outcome) return outcome.serve;
  const whole = outcome.rollout.weights.find((weight) => weight[1] === 100_000);
  if (whole !== undefined) return whole[0];
  const unit = referenceUnit(question, outcome.rollout.unit);
  if (unit === undefined) return null;
  const bucket = referenceBucket(outcome.rollout.salt, unit);
  let end = 0;
  for (const [variant, thousandths] of outcome.rollout.weights) {
    end += thousandths;
    if (bucket < end) return variant;
  }
  throw new Error('the shares of a rollout do not total 100 %');
}

function hashIsUnknown(outcome: Outcome): boolean {
  return 'rollout' in outcome && outcome.rollout.hash !== undefined;
}

function insideItsSlot(question: ReferenceQuestion, flag: Flag): boolean {
  const group = question.snapshot.groups.find((candidate) => candidate.slots.some((slot) => slot.flag === flag.key));
  if (group === undefined) return true;
  const unit = referenceUnit(question, group.unit);
  if (unit === undefined) return false;
  const bucket = referenceBucket(`group:${group.name}`, unit);
  let start = 0;
  for (const slot of group.slots) {
    if (slot.flag === flag.key) return bucket >= start && bucket < start + slot.percent;
    start += slot.percent;
  }
  return false;
}

/**
 * Evaluates one flag by the words of contract 4, slowly: the oracle of the differential test. The snapshot
 * must be well-formed but for what the contract names (cycles, unknown conditions and hashes, absent flags).
 */
export function referenceEvaluate(
  snapshot: Snapshot,
  flagKey: string,
  context: unknown,
  now: number,
  overrides: unknown = {},
): ReferenceResult {
  const failed = (errorCode: string): ReferenceResult => ({ flagKey, reason: 'error', errorCode });
  if (typeof context !== 'object' || context === null || Array.isArray(context)) return failed('invalid_context');
  const flag = snapshot.flags.find((candidate) => candidate.key === flagKey);
  const served = (variant: string, reason: string, rule?: string): ReferenceResult => {
    const found = flag?.variants.find((candidate) => candidate.name === variant);
    if (found === undefined) return failed('general');
    return { flagKey, value: found.value, variant, reason, ...(rule === undefined ? {} : { rule }) };
  };

  if (
    snapshot.overrides === 'allowed' &&
    typeof overrides === 'object' &&
    overrides !== null &&
    Object.hasOwn(overrides, flagKey)
  ) {
    const variant = (overrides as Record<string, unknown>)[flagKey];
    if (flag?.variants.some((candidate) => candidate.name === variant)) return served(String(variant), 'override');
  }
  if (flag === undefined) return failed('flag_not_found');
  if (leadsToCycle(snapshot, flagKey, [])) return failed('general');
  if (
    flag.killed === true ||
    snapshot.overlays.some((overlay) => overlay.kind === 'kill' && overlay.flag === flagKey)
  ) {
    return served(flag.off, 'killed');
  }
  const state = stateAt(flag, now);
  if (state.enabled !== true) return served(flag.off, 'disabled');
  for (const required of flag.requires ?? []) {
    if (referenceEvaluate(snapshot, required.flag, context, now).variant !== required.variant) {
      return served(flag.off, 'prerequisite_failed');
    }
  }
  const question: ReferenceQuestion = { snapshot, context: context as Record<string, unknown>, now };
  if (!insideItsSlot(question, flag)) return served(flag.off, 'group_excluded');
  const unit = referenceUnit(question, snapshot.unit);
  const target = (state.targets ?? []).find((candidate) => unit !== undefined && candidate.units.includes(unit));
  if (target !== undefined) return served(target.variant, 'target_match');
  for (const [index, rule] of (state.rules ?? []).entries()) {
    if (referenceIsUnknown(rule.if, snapshot) || hashIsUnknown(rule) || !referenceHolds(question, rule.if)) continue;
    const variant = variantOf(question, rule);
    if (variant !== null)
      return served(variant, 'rollout' in rule ? 'split' : 'rule_match', rule.name ?? String(index + 1));
  }
  const fallback = state.default ?? { serve: flag.off };
  if (hashIsUnknown(fallback)) return failed('general');
  const variant = variantOf(question, fallback);
  if (variant === null) return failed('targeting_key_missing');
  return served(variant, 'rollout' in fallback ? 'split' : 'default');
}
