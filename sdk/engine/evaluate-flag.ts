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
} from './prepared.ts';
import { groupBucket, NO_BUCKET, rolloutBucket, shareNumber } from './rollout.ts';
import { PROJECT_UNIT, type Scope, unitIn } from './scope.ts';
import { testCondition } from './test-condition.ts';
import type { Tracer } from './trace.ts';

/** Which state is in effect: the number of steps whose instant has come (at exactly `at` it has). */
export function stateNumber(starts: readonly number[], now: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) <= now) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What a rule or default gives; null when its rollout lacks its unit. */
function resultOf(outcome: PreparedOutcome, scope: Scope, forcedBucket: number): Served | null {
  if (outcome.result !== null) return outcome.result;
  const rollout = outcome.rollout as PreparedRollout;
  if (rollout.whole !== null) return rollout.whole;
  const bucket = forcedBucket === NO_BUCKET ? rolloutBucket(rollout, scope) : forcedBucket;
  return bucket === NO_BUCKET ? null : (rollout.results[shareNumber(rollout, bucket)] as Served);
}

/**
 * The answer of a flag that others require, remembered for the scope. Long chains are asked from below, so that
 * none is too long for the stack.
 */
export function requiredAnswer(flag: PreparedFlag, scope: Scope): Evaluation {
  if (flag.stamp === scope.epoch && flag.answer !== null) return flag.answer;
  if (flag.depth > MAX_NESTING) {
    for (let i = 0; i < flag.landings.length; i += 1) {
      const landing = flag.landings[i] as PreparedFlag;
      if (landing.depth >= flag.depth) break;
      requiredAnswer(landing, scope);
    }
  }
  const answer = evaluateFlag(flag, scope, NO_BUCKET, null);
  flag.answer = answer;
  flag.stamp = scope.epoch;
  return answer;
}

/**
 * Evaluates a flag in a scope, overrides aside: the one code path for single, bulk and explained evaluations
 * (contract 4, steps 3 to 9). `forcedBucket` stands for the bucket of every rollout of this flag, or is NO_BUCKET.
 * The tracer, if any, is told of each step after it was decided and decides nothing.
 */
export function evaluateFlag(
  flag: PreparedFlag,
  scope: Scope,
  forcedBucket: number,
  tracer: Tracer | null,
): Evaluation {
  if (flag.failure !== null) return flag.failure;
  const body = flag.body as FlagBody;
  if (tracer !== null) tracer.killed(flag);
  if (flag.isKilled) return body.killed;
  const number = body.starts.length === 0 ? 0 : stateNumber(body.starts, scope.now);
  const state = body.states[number] as PreparedState;
  if (tracer !== null) tracer.enabled(body, number);
  if (!state.isEnabled) return body.disabled;
  for (let i = 0; i < flag.requires.length; i += 1) {
    const requirement = flag.requires[i] as PreparedRequirement;
    const answer = requirement.flag === null ? null : requiredAnswer(requirement.flag, scope);
    const isMet = answer !== null && answer.reason !== 'error' && answer.variant === requirement.variant;
    if (tracer !== null) tracer.requires(requirement, answer, isMet);
    if (!isMet) return body.prerequisiteFailed;
  }
  if (flag.slot !== null) {
    const bucket = groupBucket(flag.slot, scope);
    const isIn = bucket >= flag.slot.from && bucket < flag.slot.to;
    if (tracer !== null) tracer.group(flag.slot, bucket, isIn);
    if (!isIn) return body.groupExcluded;
  }
  if (state.targets !== null) {
    const unit = unitIn(scope, PROJECT_UNIT);
    const target = unit === '' ? undefined : state.targets[unit];
    if (tracer !== null) tracer.targets(target);
    if (target !== undefined) return target;
  }
  return decide(state, body, scope, forcedBucket, tracer);
}

/** The first rule that matches, else the default. */
function decide(
  state: PreparedState,
  body: FlagBody,
  scope: Scope,
  forcedBucket: number,
  tracer: Tracer | null,
): Served | Failed {
  for (let i = 0; i < state.rules.length; i += 1) {
    const rule = state.rules[i] as PreparedRule;
    const isTrue = rule.condition !== null && testCondition(rule.condition, scope);
    const result = isTrue ? resultOf(rule.outcome, scope, forcedBucket) : null;
    if (tracer !== null) tracer.rule(rule, isTrue, result, forcedBucket);
    if (result !== null) return result;
  }
  const fallback = state.fallback;
  if (fallback.result === null && fallback.rollout === null) return body.unknownDefault;
  const result = resultOf(fallback, scope, forcedBucket);
  if (tracer !== null) tracer.fallback(fallback, result, forcedBucket);
  return result === null ? body.targetingKeyMissing : result;
}
