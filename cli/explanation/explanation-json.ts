import type { ConditionTrace, Evaluation, Explanation } from '@flagforge/sdk/engine';
import { phraseCondition, printPath } from '../compile/expression/index.ts';
import { formatInstant } from '../diagnostics/format-instant.ts';

/** What `explain --json` prints. Instants are ISO texts, buckets and shares integer thousandths of a percent. */
export function explanationJson(explanation: Explanation, about: { environment: string; now: number }): unknown {
  return {
    flag: explanation.result.flagKey,
    environment: about.environment,
    now: formatInstant(about.now),
    result: resultJson(explanation.result),
    steps: explanation.steps.map((step) => {
      if (step.step === 'enabled') {
        const instant = (at: number | null): string | null => (at === null ? null : formatInstant(at));
        return { ...step, since: instant(step.since), next: instant(step.next) };
      }
      if (step.step === 'rule') {
        const { condition, rollout } = step;
        return {
          ...step,
          condition: condition === null ? null : conditionJson(condition),
          rollout: rollout === null ? null : { ...rollout, unit: printPath(rollout.unit) },
        };
      }
      if (step.step === 'group') return { ...step, unit: printPath(step.unit) };
      if (step.step === 'default' && step.rollout !== null) {
        return { ...step, rollout: { ...step.rollout, unit: printPath(step.rollout.unit) } };
      }
      return step;
    }),
  };
}

/** A result as `evaluate --json` gives it: an error has only its reason and code. @see contract 6 */
export function resultJson(result: Evaluation): Record<string, unknown> {
  if (result.reason === 'error') return { reason: result.reason, errorCode: result.errorCode };
  const { value, variant, reason, rule } = result;
  return rule === undefined ? { value, variant, reason } : { value, variant, reason, rule };
}

function conditionJson({ condition, isTrue, value, of }: ConditionTrace): unknown {
  return {
    if: phraseCondition(condition),
    isTrue,
    ...(value === undefined ? {} : { value }),
    ...(of.length === 0 ? {} : { of: of.map(conditionJson) }),
  };
}
