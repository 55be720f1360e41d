import { AND, type ConditionNode, NOT, NOW, OR, type PreparedSegment, SEGMENT } from './condition-node.ts';
import type { Served } from './evaluation.ts';
import type { ConditionTrace, ExplainStep, RolloutTrace } from './explanation.ts';
import type { PreparedOutcome, PreparedRollout } from './prepared.ts';
import { NO_BUCKET, rolloutBucket, shareNumber } from './rollout.ts';
import { PROJECT_UNIT, type Scope, unitIn } from './scope.ts';
import { readAttribute, testCondition } from './test-condition.ts';
import type { Tracer } from './trace.ts';

function unitOrNull(text: string): string | null {
  return text === '' ? null : text;
}

/** Deep conditions would overflow the stack; the compiler allows far less. */
function traceCondition(node: ConditionNode, scope: Scope): ConditionTrace {
  const isBranch = node.kind === AND || node.kind === OR || node.kind === NOT;
  const of: ConditionTrace[] = [];
  if (isBranch) {
    for (let i = 0; i < node.of.length; i += 1) of.push(traceCondition(node.of[i] as ConditionNode, scope));
  }
  if (node.kind === SEGMENT) {
    const segment = node.segment as PreparedSegment;
    // One level is what a reader wants; a chain of segments could be as long as the snapshot.
    if (segment.condition !== null && segment.depth === 0) of.push(traceCondition(segment.condition, scope));
  }
  const isTest = !isBranch && node.kind !== SEGMENT && node.kind !== NOW;
  return {
    condition: node.source,
    isTrue: testCondition(node, scope),
    value: isTest ? readAttribute(node, scope) : undefined,
    of,
  };
}

function traceRollout(
  rollout: PreparedRollout,
  result: Served | null,
  scope: Scope,
  forcedBucket: number,
): RolloutTrace {
  const isForced = forcedBucket !== NO_BUCKET;
  let bucket = NO_BUCKET;
  if (rollout.whole === null) bucket = isForced ? forcedBucket : rolloutBucket(rollout, scope);
  const share = bucket === NO_BUCKET ? 0 : shareNumber(rollout, bucket);
  return {
    unit: scope.unitPaths[rollout.unit] as readonly string[],
    unitText: unitOrNull(unitIn(scope, rollout.unit)),
    salt: rollout.salt,
    hash: rollout.hashName,
    bucket: bucket === NO_BUCKET ? null : bucket,
    isForced: isForced && bucket !== NO_BUCKET,
    variant: result === null ? null : result.variant,
    from: share === 0 ? 0 : (rollout.ends[share - 1] as number),
    to: rollout.ends[share] as number,
  };
}

/** A tracer that writes what it is told into `steps`. */
export function createTracer(scope: Scope, steps: ExplainStep[]): Tracer {
  function outcome(source: PreparedOutcome, result: Served | null, forcedBucket: number): RolloutTrace | null {
    return source.rollout === null ? null : traceRollout(source.rollout, result, scope, forcedBucket);
  }
  return {
    killed: (flag) => {
      steps.push({ step: 'killed', isKilled: flag.isKilled, isOverlay: flag.isKilledByOverlay });
    },
    enabled: (body, stateNumber) => {
      const state = body.states[stateNumber];
      steps.push({
        step: 'enabled',
        isEnabled: state !== undefined && state.isEnabled,
        scheduleStep: stateNumber,
        since: stateNumber === 0 ? null : (body.starts[stateNumber - 1] as number),
        next: stateNumber < body.starts.length ? (body.starts[stateNumber] as number) : null,
      });
    },
    requires: (requirement, answer, isMet) => {
      const served = answer === null || answer.reason === 'error' ? null : answer.variant;
      const reason = answer === null ? 'error' : answer.reason;
      steps.push({ step: 'requires', flag: requirement.key, variant: requirement.variant, served, reason, isMet });
    },
    group: (slot, bucket, isIn) => {
      steps.push({
        step: 'group',
        group: slot.group,
        unit: scope.unitPaths[slot.unit] as readonly string[],
        unitText: unitOrNull(unitIn(scope, slot.unit)),
        bucket: bucket === NO_BUCKET ? null : bucket,
        from: slot.from,
        to: slot.to,
        isIn,
      });
    },
    targets: (target) => {
      const unitText = unitOrNull(unitIn(scope, PROJECT_UNIT));
      steps.push({ step: 'targets', unitText, variant: target === undefined ? null : target.variant });
    },
    rule: (rule, isTrue, result, forcedBucket) => {
      steps.push({
        step: 'rule',
        number: rule.number,
        name: rule.name,
        isMatch: result !== null,
        condition: rule.condition === null ? null : traceCondition(rule.condition, scope),
        rollout: isTrue ? outcome(rule.outcome, result, forcedBucket) : null,
      });
    },
    fallback: (fallback, result, forcedBucket) => {
      steps.push({ step: 'default', rollout: outcome(fallback, result, forcedBucket) });
    },
  };
}
