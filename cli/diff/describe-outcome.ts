import type { Outcome, Rollout } from '@flagforge/sdk/engine';
import { printPath } from '../compile/expression/index.ts';
import { formatThousandths } from '../diagnostics/thousandths.ts';

/** What a rule or a default gives, in words: `on`, `rollout on 10 %, off 90 %`. */
export function describeOutcome(outcome: Outcome): string {
  if ('serve' in outcome) return outcome.serve;
  return `rollout ${outcome.rollout.weights.map(([variant, share]) => `${variant} ${percent(share)}`).join(', ')}`;
}

/**
 * What became of an outcome, one line a matter: `off -> on`, `rollout on 10 % -> 25 %`, `unit userId -> accountId`.
 * @param off the flag's off variant: of a rollout its share is the rest, and goes without saying.
 */
export function describeOutcomeChange(before: Outcome, after: Outcome, off: string): string[] {
  if ('serve' in before || 'serve' in after) {
    const [old, now] = [describeOutcome(before), describeOutcome(after)];
    return old === now ? [] : [`${old} -> ${now}`];
  }
  const [old, now] = [before.rollout, after.rollout];
  const lines = sharesThatChange(old, now, off);
  const units = [printPath(old.unit), printPath(now.unit)];
  if (units[0] !== units[1]) lines.push(`unit ${units.join(' -> ')}`);
  if (old.salt !== now.salt) lines.push(`salt ${JSON.stringify(old.salt)} -> ${JSON.stringify(now.salt)}`);
  if (old.hash !== now.hash) lines.push(`hash ${old.hash ?? 'flagforge'} -> ${now.hash ?? 'flagforge'}`);
  return lines;
}

function sharesThatChange(before: Rollout, after: Rollout, off: string): string[] {
  const [old, now] = [new Map(before.weights), new Map(after.weights)];
  const changed = [...new Set([...now.keys(), ...old.keys()])].flatMap((variant) => {
    const [was, is] = [old.get(variant) ?? 0, now.get(variant) ?? 0];
    return was === is ? [] : { variant, text: `${variant} ${percent(was)} -> ${percent(is)}` };
  });
  const telling = changed.filter(({ variant }) => variant !== off);
  const shown = telling.length > 0 ? telling : changed;
  if (shown.length > 0) return [`rollout ${shown.map(({ text }) => text).join(', ')}`];
  const order = (rollout: Rollout): string => rollout.weights.map(([variant]) => variant).join(', ');
  return order(before) === order(after) ? [] : [`rollout in the order ${order(before)} -> ${order(after)}`];
}

const percent = (thousandths: number): string => `${formatThousandths(thousandths)} %`;
