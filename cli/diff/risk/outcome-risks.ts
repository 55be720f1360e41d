import type { Outcome } from '@flagforge/sdk/engine';
import { printPath } from '../../compile/expression/index.ts';
import { formatThousandths } from '../../diagnostics/thousandths.ts';
import { weightsOf } from './moments.ts';
import type { RiskCode } from './risk-table.ts';

/** More units than this are no small step, in thousandths of a percent. */
const STEEP_STEP = 10_000;

type Found = { readonly code: RiskCode; readonly text: string };

/**
 * What is risky in the change of one rule's or default's outcome.
 * @param label `rule "us-canary"`, `the default`.
 * @param off the flag's off variant before the change: that it goes to fewer takes nothing from anybody.
 */
export function outcomeRisks(label: string, before: Outcome, after: Outcome, off: string): readonly Found[] {
  const [old, now] = [weightsOf(before), weightsOf(after)];
  const shares = [...new Set([...old.keys(), ...now.keys()])].flatMap((variant): Found[] => {
    const [was, is] = [old.get(variant) ?? 0, now.get(variant) ?? 0];
    if (variant === off) return [];
    const step = `${percent(was)} -> ${percent(is)}`;
    if (is < was) return [{ code: 'percentage-lowered', text: `${label} gives ${variant} to fewer units: ${step}` }];
    const isSteep = was > 0 && is > 2 * was && is - was >= STEEP_STEP;
    if (!isSteep) return [];
    const text = `${label} gives ${variant} to more than twice as many units: ${step}`;
    return [{ code: 'rollout-doubled', text }];
  });
  const redraw = redrawOf(before, after);
  return redraw === null
    ? shares
    : [{ code: 'rebucketed', text: `${label} draws every unit anew: ${redraw}` }, ...shares];
}

function redrawOf(before: Outcome, after: Outcome): string | null {
  if ('serve' in before || 'serve' in after) return null;
  const [old, now] = [before.rollout, after.rollout];
  const parts = [
    ['unit', printPath(old.unit), printPath(now.unit)],
    ['salt', JSON.stringify(old.salt), JSON.stringify(now.salt)],
    ['hash', old.hash ?? 'flagforge', now.hash ?? 'flagforge'],
  ].flatMap(([what, was, is]) => (was === is ? [] : [`${what} ${was} -> ${is}`]));
  return parts.length === 0 ? null : parts.join(', ');
}

const percent = (thousandths: number): string => `${formatThousandths(thousandths)} %`;
