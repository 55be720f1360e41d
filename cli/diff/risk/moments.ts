import type { EnvironmentState, Flag, Outcome } from '@flagforge/sdk/engine';
import { formatInstant } from '../../diagnostics/format-instant.ts';
import { stateAt } from '../state-at.ts';

/** What a flag says in an environment from one instant on, before and after a change. */
export interface Moment {
  /** UTC epoch ms. */
  readonly at: number;
  readonly before: EnvironmentState;
  readonly after: EnvironmentState;
  /** `from 2026-12-01T09:00:00Z on: `; empty for the present. */
  readonly label: string;
}

/** The present, then each step that either side's schedule will still take, ascending. */
export function momentsOf(before: Flag, after: Flag, now: number): readonly Moment[] {
  const steps = [...(before.schedule ?? []), ...(after.schedule ?? [])].map(({ at }) => at);
  const coming = [...new Set(steps.filter((at) => at > now))].sort((a, b) => a - b);
  return [now, ...coming].map((at) => ({
    at,
    before: stateAt(before, at),
    after: stateAt(after, at),
    label: at === now ? '' : `from ${formatInstant(at)} on: `,
  }));
}

/** What a flag gives by default. */
export const defaultOf = (state: EnvironmentState, flag: Flag): Outcome => state.default ?? { serve: flag.off };

/** Whether the flag gives more than off there. */
export const isLive = (flag: Flag, state: EnvironmentState): boolean => flag.killed !== true && state.enabled === true;

/** Every variant that the flag gives to somebody there. */
export function servedVariants(flag: Flag, state: EnvironmentState): ReadonlySet<string> {
  const outcomes = [...(state.rules ?? []), defaultOf(state, flag)];
  const variants = outcomes.flatMap((outcome) => [...weightsOf(outcome).keys()]);
  return new Set([...variants, ...(state.targets ?? []).map(({ variant }) => variant)]);
}

/** Variant -> its share in thousandths of a percent, those without one left out. */
export function weightsOf(outcome: Outcome): ReadonlyMap<string, number> {
  if ('serve' in outcome) return new Map([[outcome.serve, 100_000]]);
  return new Map(outcome.rollout.weights.filter(([, share]) => share > 0));
}
