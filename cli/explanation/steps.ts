import type { ExplainStep, Explanation, Flag, RolloutTrace } from '@flagforge/sdk/engine';
import { printPath } from '../compile/expression/index.ts';
import { formatInstant } from '../diagnostics/format-instant.ts';
import { formatThousandths } from '../diagnostics/thousandths.ts';
import { formatInstantBeside } from '../terminal/time.ts';
import { whyFalse, whyTrue } from './condition-reason.ts';

/** A step in words: what was looked at, and what was found, one line or more. */
export interface StepText {
  readonly label: string;
  readonly lines: readonly string[];
  /** Whether it let the evaluation go on, or served; false: it stopped it or did not match. */
  readonly isPositive: boolean;
}

/** `31.207 %`. */
export const percent = (thousandths: number): string => `${formatThousandths(thousandths)} %`;

/** A half-open range of buckets: `0-50 %`. */
export const range = (from: number, to: number): string => `${formatThousandths(from)}-${formatThousandths(to)} %`;

/** The steps of an explanation in words, in their order. `flag` is its entry in the snapshot, `now` the instant asked for. */
export function describeSteps(explanation: Explanation, flag: Flag | undefined, now: number): StepText[] {
  return explanation.steps.map((step) => describeStep(step, explanation, flag, now));
}

function describeStep(step: ExplainStep, { result }: Explanation, flag: Flag | undefined, now: number): StepText {
  const text = (label: string, isPositive: boolean, ...lines: string[]): StepText => ({ label, lines, isPositive });
  switch (step.step) {
    case 'override':
      return step.isApplied
        ? text('override', true, `yes: ${step.variant}`)
        : text(
            'override',
            false,
            `ignored: ${flag?.variants.some(({ name }) => name === step.variant) ? 'this environment denies overrides' : `the flag has no variant "${step.variant}"`}`,
          );
    case 'killed':
      return text('killed', !step.isKilled, step.isKilled ? `yes${step.isOverlay ? ', by break-glass' : ''}` : 'no');
    case 'enabled':
      return text('enabled', step.isEnabled, enabledLine(step, flag, now));
    case 'requires': {
      const served = step.served === null ? `it answers ${step.reason}` : `it serves ${step.served} (${step.reason})`;
      return text(
        `requires ${step.flag}=${step.variant}`,
        step.isMet,
        step.isMet ? `yes (${step.reason})` : `no: ${served}`,
      );
    }
    case 'group': {
      const found =
        step.bucket === null
          ? `${printPath(step.unit)} is missing`
          : `bucket ${percent(step.bucket)} of group:${step.group}`;
      return text(
        `group ${step.group}`,
        step.isIn,
        `${found}, slot ${range(step.from, step.to)}: ${step.isIn ? 'in' : 'out'}`,
      );
    }
    case 'targets':
      if (step.variant !== null)
        return text('targets', true, `${step.unitText ?? 'the unit'} is listed: ${step.variant}`);
      return text('targets', false, step.unitText === null ? 'not listed (the context has no unit)' : 'not listed');
    case 'rule':
      return text(ruleLabel(step), step.isMatch, ...ruleLines(step));
    case 'default':
      return text(
        'default',
        true,
        step.rollout === null ? ('variant' in result ? result.variant : 'no answer') : rolloutLine(step.rollout),
      );
  }
}

const ruleLabel = (step: ExplainStep & { step: 'rule' }): string =>
  step.name === null ? `rule ${step.number}` : `rule ${step.number} ${JSON.stringify(step.name)}`;

function ruleLines(step: ExplainStep & { step: 'rule' }): string[] {
  if (step.condition === null) return ['no: it holds something that this engine does not know'];
  if (!step.condition.isTrue) return [`no: ${whyFalse(step.condition)}`];
  const why = whyTrue(step.condition);
  if (step.rollout === null) return [`yes: ${why}`];
  if (!step.isMatch) return [`no: ${why}, but ${rolloutLine(step.rollout)}`];
  return [`yes: ${why}`, rolloutLine(step.rollout)];
}

/** How a rollout chose: `accountId a-9 -> bucket 7.941 %, on covers 0-10 %: on`. */
export function rolloutLine(rollout: RolloutTrace): string {
  const unit = printPath(rollout.unit);
  if (rollout.bucket === null) {
    if (rollout.variant !== null) return `${rollout.variant} has 100 %: ${rollout.variant}`;
    return rollout.hash === null ? `${unit} is missing` : `the hash ${rollout.hash} is not known here`;
  }
  const bucket = rollout.isForced
    ? `bucket ${percent(rollout.bucket)} (as the test says)`
    : `${unit} ${rollout.unitText ?? ''} -> bucket ${percent(rollout.bucket)}`;
  const variant = rollout.variant ?? 'nothing';
  return `${bucket}, ${variant} covers ${range(rollout.from, rollout.to)}: ${variant}`;
}

function enabledLine(step: ExplainStep & { step: 'enabled' }, flag: Flag | undefined, now: number): string {
  const steps = flag?.schedule ?? [];
  if (step.isEnabled) {
    // The step in effect may have set something else: the one that enabled the flag is what is asked for.
    for (let index = step.scheduleStep - 1; index >= 0; index -= 1) {
      const past = steps[index];
      if (past?.set.enabled === true) return `yes, since ${formatInstant(past.at)} (schedule step ${index + 1})`;
    }
    return 'yes';
  }
  const next = steps.findIndex((candidate, index) => index >= step.scheduleStep && candidate.set.enabled === true);
  const enabling = steps[next];
  return enabling === undefined
    ? 'no'
    : `no, until ${formatInstantBeside(enabling.at, now)}, schedule step ${next + 1}`;
}
