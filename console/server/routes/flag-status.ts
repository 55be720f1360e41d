/** How a flag stands in an environment, in short. */
import { BUCKETS, type Flag, type Outcome, type Snapshot } from '@flagforge/sdk/engine';
import { describeOutcome, stateAt } from 'flagforge/diff';
import type { FlagStateJson, FlagStatus } from '../../api/flag-json.ts';

/** @param kills flags that are killed by an overlay. @param isGrouped it excludes others, and is excluded by them. */
export function flagStatus(flag: Flag, kills: readonly string[], isGrouped: boolean, now: number): FlagStatus {
  const state = stateAt(flag, now);
  const killed = kills.includes(flag.key) ? 'emergency' : flag.killed === true ? 'file' : 'no';
  const enabled = state.enabled === true;
  const rules = state.rules?.length ?? 0;
  const targets = (state.targets ?? []).reduce((sum, { units }) => sum + units.length, 0);
  const last = state.default === undefined ? flag.off : describeOutcome(state.default);
  const before = [
    ...(targets > 0 ? [`${targets} target${targets === 1 ? '' : 's'}`] : []),
    ...(rules > 0 ? [`${rules} rule${rules === 1 ? '' : 's'}`] : []),
  ];
  const open = before.length === 0 ? last : `${before.join(', ')}, then ${last}`;
  const summary = killed !== 'no' ? 'killed' : enabled ? open : 'disabled';
  const steps = (flag.schedule ?? []).filter(({ at }) => at > now);
  const isOn = killed === 'no' && enabled;
  const rest = state.default ?? { serve: flag.off };
  const outcomes: readonly Outcome[] = [...(state.rules ?? []), rest];
  const isServing =
    isOn &&
    (outcomes.some((outcome) => shareOver(outcome, flag.off) > 0) ||
      (state.targets ?? []).some(({ variant, units }) => variant !== flag.off && units.length > 0));
  const isPlain = targets === 0 && rules === 0 && !isGrouped && flag.requires === undefined;
  return {
    ...{ enabled, killed, targets, rules, default: last, isServing, summary, scheduled: steps.length },
    share: isServing ? (isPlain ? shareOver(rest, flag.off) : null) : 0,
    restShare: shareOver(rest, flag.off),
    ways: 'rollout' in rest ? rest.rollout.weights.length : 1,
    nextStep: steps[0] === undefined ? null : new Date(steps[0].at).toISOString(),
  };
}

/** The share of units that an outcome gives more than the off variant, 0 to 1. */
function shareOver(outcome: Outcome, off: string): number {
  if ('serve' in outcome) return outcome.serve === off ? 0 : 1;
  const weights = outcome.rollout.weights.filter(([variant]) => variant !== off);
  return weights.reduce((sum, [, share]) => sum + share, 0) / BUCKETS;
}

/** @param stale why it can go, in words. @param places how it stands in each environment. */
export function flagState(
  stale: readonly string[],
  places: readonly (readonly [environment: string, status: FlagStatus])[],
): FlagStateJson {
  if (stale.length > 0) return { kind: 'stale', reasons: stale };
  const serving = places.filter(([, { isServing }]) => isServing);
  if (serving.length === 0) return { kind: 'inactive', reasons: ['off everywhere'] };
  if (serving.length < places.length)
    return { kind: 'active', reasons: [`${serving.map(([name]) => name).join(', ')} only`] };
  const [, last] = places.at(-1) ?? [];
  return { kind: 'active', reasons: [last?.summary ?? 'on'] };
}

/** Flags by key. Archived ones are in no snapshot. */
export function flagsIn(snapshot: Snapshot | undefined): ReadonlyMap<string, Flag> {
  return new Map((snapshot?.flags ?? []).map((flag) => [flag.key, flag]));
}
