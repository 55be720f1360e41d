import type { Served } from './evaluation.ts';
import type { PreparedOutcome, PreparedRollout, PreparedRule, PreparedState } from './prepared.ts';
import { NO_BUCKET, rolloutBucket, shareNumber } from './rollout.ts';
import type { Scope } from './scope.ts';
import { testCondition } from './test-condition.ts';
import type { Tracer } from './trace.ts';

/** Which state is in effect: the number of steps whose instant has come (at exactly `at` it has). */
export function stateNumber(starts: readonly number[], now: number): number {
  let number = 0;
  while (number < starts.length && (starts[number] as number) <= now) number += 1;
  return number;
}

/** What a rule or default gives; null when its rollout lacks its unit or its hash. */
function resultOf(outcome: PreparedOutcome, scope: Scope, forcedBucket: number): Served | null {
  if (outcome.result) return outcome.result;
  const rollout = outcome.rollout as PreparedRollout;
  host: {
    // Another system's hash, which is not there.
    if (rollout === null) return null;
    if (rollout.whole !== null) return rollout.whole;
  }
  let bucket = rolloutBucket(rollout, scope);
  host: if (forcedBucket !== NO_BUCKET) bucket = forcedBucket;
  return bucket === NO_BUCKET ? rollout.missing : (rollout.results[shareNumber(rollout, bucket)] as Served);
}

/**
 * What a state gives: the first rule that matches, else the default (contract 4, steps 8 and 9); null when that lacks its
 * unit, or its hash. `forcedBucket` stands for the bucket of every rollout, or is NO_BUCKET. The tracer, if any, is told of
 * each step after it was decided and decides nothing.
 */
export function decide(
  state: Pick<PreparedState, 'rules' | 'fallback'>,
  scope: Scope,
  forcedBucket: number,
  tracer: Tracer | null,
): Served | null {
  for (let i = 0; i < state.rules.length; i += 1) {
    const rule = state.rules[i] as PreparedRule;
    const isTrue = rule.condition !== null && testCondition(rule.condition, scope);
    const result = isTrue ? resultOf(rule.outcome, scope, forcedBucket) : null;
    trace: if (tracer !== null) tracer.rule(rule, isTrue, result, forcedBucket);
    if (result) return result;
  }
  const fallback = state.fallback;
  const result = resultOf(fallback, scope, forcedBucket);
  trace: if (tracer !== null && (fallback.result !== null || fallback.rollout !== null)) {
    tracer.fallback(fallback, result, forcedBucket);
  }
  return result;
}
