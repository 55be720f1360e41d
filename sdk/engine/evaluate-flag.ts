import { MAX_NESTING } from './condition-node.ts';
import { decide, stateNumber } from './decide.ts';
import type { Evaluation, Served } from './evaluation.ts';
import type { FlagBody, PreparedFlag, PreparedRequirement, PreparedState, PreparedTargets } from './prepared.ts';
import { groupBucket, NO_BUCKET } from './rollout.ts';
import { PROJECT_UNIT, type Scope, unitIn } from './scope.ts';
import type { Tracer } from './trace.ts';

/** What a target of this unit gets, if it is one. */
function targetOf(targets: PreparedTargets, unit: string): Served | undefined {
  const number = targets.units[unit];
  return number === undefined ? undefined : targets.results[number];
}

/**
 * The answer of a flag that others require, remembered for the scope. Long chains are asked from below, so that
 * none is too long for the stack.
 */
export function requiredAnswer(flag: PreparedFlag, scope: Scope): Evaluation {
  if (flag.stamp === scope.epoch && flag.answer !== null) return flag.answer;
  for (let i = 0; flag.depth > MAX_NESTING && i < flag.landings.length; i += 1) {
    const landing = flag.landings[i] as PreparedFlag;
    if (landing.depth >= flag.depth) break;
    requiredAnswer(landing, scope);
  }
  const answer = evaluateFlag(flag, scope, NO_BUCKET, null);
  flag.answer = answer;
  flag.stamp = scope.epoch;
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
  if (flag.failure !== null) return flag.failure;
  const body = flag.body as FlagBody;
  if (tracer !== null) tracer.killed(flag);
  if (flag.isKilled) return body.killed;
  const number = stateNumber(body.starts, scope.now);
  const state = body.states[number] as PreparedState;
  if (tracer !== null) tracer.enabled(body, number);
  if (!state.isEnabled) return body.disabled;
  for (let i = 0; i < flag.requires.length; i += 1) {
    const requirement = flag.requires[i] as PreparedRequirement;
    const answer = requirement.flag ? requiredAnswer(requirement.flag, scope) : null;
    // What failed has no variant.
    const isMet = answer !== null && (answer as Served).variant === requirement.variant;
    if (tracer !== null) tracer.requires(requirement, answer, isMet);
    if (!isMet) return body.prerequisiteFailed;
  }
  if (flag.slot) {
    const bucket = groupBucket(flag.slot, scope);
    const isIn = bucket >= flag.slot.from && bucket < flag.slot.to;
    if (tracer !== null) tracer.group(flag.slot, bucket, isIn);
    if (!isIn) return body.groupExcluded;
  }
  if (state.targets) {
    const unit = unitIn(scope, PROJECT_UNIT);
    const target = unit === '' ? undefined : targetOf(state.targets, unit);
    if (tracer !== null) tracer.targets(target);
    if (target !== undefined) return target;
  }
  const result = decide(state, scope, forcedBucket, tracer);
  if (result !== null) return result;
  const isUnknown = state.fallback.result === null && state.fallback.rollout === null;
  return isUnknown ? body.unknownDefault : body.targetingKeyMissing;
}
