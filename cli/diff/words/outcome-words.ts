import type { Outcome, Rollout } from '@flagforge/sdk/engine';
import { printPath } from '../../compile/expression/index.ts';
import { formatThousandths } from '../../diagnostics/thousandths.ts';
import { unitNoun } from './readable-condition.ts';

/** What a rule or a default gives: `on`, `on for 10 % of accounts, off for the rest`. */
export function outcomeText(outcome: Outcome): string {
  if ('serve' in outcome) return outcome.serve;
  const { weights, unit } = outcome.rollout;
  const [first, ...others] = weights;
  if (first === undefined) return 'nothing';
  if (others.length === 0) return first[0];
  const rest = weights.at(-1)?.[0] ?? '';
  const shares = weights.slice(0, -1).map(([variant, share]) => `${variant} for ${percent(share)}`);
  return `${shares.join(', ')} of ${unitNoun(unit)}, ${rest} for the rest`;
}

/**
 * What became of an outcome, one sentence a matter: `off -> on`, `on goes from 10 % to 25 % of accounts`.
 * @param off the flag's off variant: of a rollout its share is the rest, and goes without saying.
 * @param condition of the rule, readable; null: a default.
 */
export function outcomeWords(before: Outcome, after: Outcome, off: string, condition: string | null): string[] {
  const where = condition === null ? '' : ` where ${condition}`;
  if ('serve' in before || 'serve' in after) {
    const [old, now] = [outcomeText(before), outcomeText(after)];
    if (old === now) return [];
    return [`${old} -> ${now}${where === '' ? '' : `,${where}`}`];
  }
  const [old, now] = [before.rollout, after.rollout];
  return [...shareWords(old, now, off, where), ...drawWords(old, now, condition === null)];
}

function shareWords(before: Rollout, after: Rollout, off: string, where: string): string[] {
  const [old, now] = [new Map(before.weights), new Map(after.weights)];
  const changed = [...new Set([...now.keys(), ...old.keys()])].flatMap((variant) => {
    const [was, is] = [old.get(variant) ?? 0, now.get(variant) ?? 0];
    return was === is ? [] : [{ variant, step: `from ${percent(was)} to ${percent(is)}` }];
  });
  const telling = changed.filter(({ variant }) => variant !== off);
  const shown = telling.length > 0 ? telling : changed;
  if (shown.length === 0) return [];
  const parts = shown.map(({ variant, step }, index) => `${variant}${index === 0 ? ' goes' : ''} ${step}`);
  return [`${parts.join(', ')} of ${unitNoun(after.unit)}${where}`];
}

/** Salt, unit and hash: whoever was in a range may be anywhere now. */
function drawWords(before: Rollout, after: Rollout, isDefault: boolean): string[] {
  const [oldUnit, newUnit] = [printPath(before.unit), printPath(after.unit)];
  const parts = [
    ...(oldUnit === newUnit ? [] : [`by ${newUnit} instead of ${oldUnit}`]),
    ...(before.salt === after.salt
      ? []
      : [`with salt ${JSON.stringify(after.salt)} instead of ${JSON.stringify(before.salt)}`]),
    ...(before.hash === after.hash
      ? []
      : [`with the hash of ${after.hash ?? 'flagforge'} instead of ${before.hash ?? 'flagforge'}`]),
  ];
  if (parts.length === 0) return [];
  const missing = isDefault ? 'get no answer' : 'do not match';
  const without = oldUnit === newUnit ? [] : [`contexts without ${newUnit} ${missing}`];
  return [`everyone is drawn anew, ${parts.join(' and ')}`, ...without];
}

const percent = (thousandths: number): string => `${formatThousandths(thousandths)} %`;
