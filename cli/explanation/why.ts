import type { ExplainStep, Explanation, Flag } from '@flagforge/sdk/engine';
import { formatInstant } from '../diagnostics/format-instant.ts';
import { renderRuleName } from './answer.ts';
import { whyFalse } from './condition-reason.ts';
import { describeSteps } from './steps.ts';

/** What a test wanted, as far as it bears on why it did not get it. */
export interface Wanted {
  /** The rule that should have matched, by name or by number as text; null when the test names none. */
  readonly rule: string | null;
  readonly environment: string;
  /** Whether the test gives its own `now`. */
  readonly hasNow: boolean;
}

const MAX_RULES = 2;

/** Why a flag answered as it did, in one line for whoever expected something else. */
export function whyAnswer(explanation: Explanation, flag: Flag | undefined, now: number, wanted: Wanted): string {
  const { result, steps } = explanation;
  if (result.reason === 'error') return whyError(result.errorCode, steps);
  const last = steps.at(-1);
  const described = describeSteps(explanation, flag, now).at(-1);
  const lines = described?.lines.join('; ') ?? '';
  switch (result.reason) {
    case 'override':
      return `an override forces ${result.variant}`;
    case 'killed':
      return 'the flag is killed, which stands above everything';
    case 'disabled':
      return whyDisabled(flag, now, wanted);
    case 'prerequisite_failed':
      return last?.step === 'requires'
        ? `${last.flag}=${last.variant} is required: ${lines.replace(/^no: /, '')}`
        : lines;
    case 'group_excluded':
      return lines;
    case 'target_match':
      return `${lines} (targets come before rules)`;
    case 'rule_match':
    case 'split':
    case 'default': {
      // Where the rule is the wanted one, those before it are beside the point.
      const missed = wanted.rule !== null && wanted.rule === result.rule ? [] : missedRules(steps, wanted.rule);
      const decided =
        result.rule === undefined
          ? result.reason === 'split'
            ? `default: ${lines}`
            : ''
          : `rule ${renderRuleName(result.rule)} matches: ${lines.replace(/^yes: /, '')}`;
      const parts = [...missed, decided].filter((part) => part !== '');
      return parts.length === 0 ? 'there are no rules, so the default is served' : parts.join('; ');
    }
  }
}

function whyDisabled(flag: Flag | undefined, now: number, { environment, hasNow }: Wanted): string {
  const enabling = flag?.schedule?.find((step) => step.at > now && step.set.enabled === true);
  if (enabling === undefined) return `${environment} is disabled`;
  return `${environment} is disabled until ${formatInstant(enabling.at)}${hasNow ? '' : '; give the test a `now`'}`;
}

/** Why the rules before the decision did not match: the wanted one alone, or else the first few. */
function missedRules(steps: readonly ExplainStep[], wanted: string | null): string[] {
  const missed = steps.filter((step) => step.step === 'rule').filter((step) => !step.isMatch);
  const named = missed.filter((step) => wanted !== null && (step.name === wanted || String(step.number) === wanted));
  const shown = named.length > 0 ? named : missed.slice(0, MAX_RULES);
  return shown.map((step) => {
    const name = renderRuleName(step.name ?? String(step.number));
    if (step.condition === null) return `rule ${name} holds something that this engine does not know`;
    return `rule ${name} does not match: ${step.condition.isTrue ? 'the unit of its rollout is missing' : whyFalse(step.condition)}`;
  });
}

function whyError(code: string, steps: readonly ExplainStep[]): string {
  const last = steps.at(-1);
  if (code === 'flag_not_found') return 'the flag is archived, so it is in no snapshot';
  if (code === 'invalid_context') return 'the context is no object';
  if (code === 'targeting_key_missing' && last?.step === 'default' && last.rollout !== null) {
    return `the default is a rollout by ${last.rollout.unit.join('.')}, which the context does not have`;
  }
  return code === 'general'
    ? 'its prerequisites lead back to itself, or its rollout has a hash that is not known here'
    : code;
}
