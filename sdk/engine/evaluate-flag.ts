import { MAX_NESTING } from './condition-node.ts';
import type { Evaluation, Failed, Served } from './evaluation.ts';
import type {
  FlagBody,
  PreparedFlag,
  PreparedOutcome,
  PreparedRequirement,
  PreparedRollout,
  PreparedRule,
  PreparedState,
  PreparedTargets,
} from './prepared.ts';
import { groupBucket, NO_BUCKET, rolloutBucket, shareNumber } from './rollout.ts';
import { PROJECT_UNIT, type Scope, unitIn } from './scope.ts';
import { testCondition } from './test-condition.ts';
import type { Tracer } from './trace.ts';

/** Which state is in effect: the number of steps whose instant has come (at exactly `at` it has). */
export function stateNumber(starts: readonly number[], now: number): number {
  let number = 0;
  while (number < starts.length && (starts[number] as number) <= now) number += 1;
  return number;
}

/** What a target of this unit gets, if it is one. */
function targetOf(targets: PreparedTargets, unit: string): Served | undefined {
  const number = targets.units[unit] as number;
  // What a packed list inherits is no number.
  return number >= 0 ? targets.results[number] : undefined;
}

/** What a rule or default gives; null when its rollout lacks its unit. */
function resultOf(outcome: PreparedOutcome, scope: Scope, forcedBucket: number): Served | null {
  if (outcome.result) return outcome.result;
  const rollout = outcome.rollout as PreparedRollout;
  host: if (rollout.whole !== null) return rollout.whole;
  let bucket = rolloutBucket(rollout, scope);
  host: if (forcedBucket !== NO_BUCKET) bucket = forcedBucket;
  return bucket === NO_BUCKET ? null : (rollout.results[shareNumber(rollout, bucket)] as Served);
}

/**
 * The answer of a flag that others require, remembered for the scope. Long chains are asked from below, so that
 * none is too long for the stack.
 */
export function requiredAnswer(flag: PreparedFlag, scope: Scope): Evaluation {
  host: {
    if (flag.stamp === scope.epoch && flag.answer !== null) return flag.answer;
    for (let i = 0; flag.depth > MAX_NESTING && i < flag.landings.length; i += 1) {
      const landing = flag.landings[i] as PreparedFlag;
      if (landing.depth >= flag.depth) break;
      requiredAnswer(landing, scope);
    }
  }
  const answer = evaluateFlag(flag, scope, NO_BUCKET, null);
  host: {
    flag.answer = answer;
    flag.stamp = scope.epoch;
  }
  return answer;
}

/**
 * Evaluates a flag in a scope, overrides aside: the one code path for single, bulk and explained evaluations
 * (contract 4, steps 3 to 9; the first rule that matches, else the default). `forcedBucket` stands for the bucket of every rollout of this flag, or is NO_BUCKET.
 * The tracer, if any, is told of each step after it was decided and decides nothing.
 */
export function evaluateFlag(
  flag: PreparedFlag,
  scope: Scope,
  forcedBucket: number,
  tracer: Tracer | null,
): Evaluation {
  host: if (flag.failure !== null) return flag.failure;
  const body = flag.body as FlagBody;
  trace: if (tracer !== null) tracer.killed(flag);
  if (flag.isKilled) return body.killed;
  const number = stateNumber(body.starts, scope.now);
  const state = body.states[number] as PreparedState;
  trace: if (tracer !== null) tracer.enabled(body, number);
  if (!state.isEnabled) return body.disabled;
  for (let i = 0; i < flag.requires.length; i += 1) {
    const requirement = flag.requires[i] as PreparedRequirement;
    const answer = requirement.flag ? requiredAnswer(requirement.flag, scope) : null;
    // What failed has no variant.
    const isMet = answer !== null && (answer as Served).variant === requirement.variant;
    trace: if (tracer !== null) tracer.requires(requirement, answer, isMet);
    if (!isMet) return body.prerequisiteFailed;
  }
  if (flag.slot) {
    const bucket = groupBucket(flag.slot, scope);
    const isIn = bucket >= flag.slot.from && bucket < flag.slot.to;
    trace: if (tracer !== null) tracer.group(flag.slot, bucket, isIn);
    if (!isIn) return body.groupExcluded;
  }
  if (state.targets) {
    const unit = unitIn(scope, PROJECT_UNIT);
    const target = unit === '' ? undefined : targetOf(state.targets, unit);
    trace: if (tracer !== null) tracer.targets(target);
    if (target !== undefined) return target;
  }
  for (let i = 0; i < state.rules.length; i += 1) {
    const rule = state.rules[i] as PreparedRule;
    const isTrue = rule.condition !== null && testCondition(rule.condition, scope);
    const result = isTrue ? resultOf(rule.outcome, scope, forcedBucket) : null;
    trace: if (tracer !== null) tracer.rule(rule, isTrue, result, forcedBucket);
    if (result !== null) return result;
  }
  const fallback = state.fallback;
  host: if (fallback.result === null && fallback.rollout === null) return body.unknownDefault;
  const result = resultOf(fallback, scope, forcedBucket);
  trace: if (tracer !== null) tracer.fallback(fallback, result, forcedBucket);
  return result === null ? body.targetingKeyMissing : result;
}
