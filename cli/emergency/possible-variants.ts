/** What a flag may serve, as far as its definition tells without a context. Pure. */
import type { EnvironmentState, Flag, Outcome } from '@flagforge/sdk/engine';

/** What is set from an instant on. */
interface State {
  /** UTC epoch ms, inclusive; null: now. */
  readonly from: number | null;
  readonly state: EnvironmentState;
}

/** A variant that some context may get, from an instant on; null: now. */
export type Possible = ReadonlyMap<string, number | null>;

/**
 * The variants that the flag may serve to some context, now or once a step of its schedule has come, its prerequisites
 * and its group aside. Conditions count as true and as false, so this is never too small. The off variant is there
 * whenever the flag may be off or has something that turns it off.
 * @param now UTC epoch ms.
 */
export function possibleVariants(flag: Flag, isKilled: boolean, now: number): Possible {
  const possible = new Map<string, number | null>();
  const add = (variant: string, from: number | null): void => {
    if (!possible.has(variant)) possible.set(variant, from);
  };
  if (isKilled) return possible.set(flag.off, null);
  for (const { from, state } of statesOf(flag, now)) {
    for (const variant of variantsOf(flag, state)) add(variant, from);
  }
  if (flag.requires !== undefined && flag.requires.length > 0) add(flag.off, null);
  return possible;
}

/** The state in effect now, and those to come, ascending: each replaces the keys that its step names. */
function statesOf(flag: Flag, now: number): State[] {
  let state: EnvironmentState = flag;
  const coming: State[] = [];
  let current: EnvironmentState = flag;
  for (const { at, set } of flag.schedule ?? []) {
    state = { ...state, ...set };
    if (at <= now) current = state;
    else coming.push({ from: at, state });
  }
  return [{ from: null, state: current }, ...coming];
}

function variantsOf(flag: Flag, { enabled, targets, rules, default: fallback }: EnvironmentState): string[] {
  if (enabled !== true) return [flag.off];
  return [
    ...(targets ?? []).map(({ variant }) => variant),
    ...(rules ?? []).flatMap(servedBy),
    ...(fallback === undefined ? [flag.off] : servedBy(fallback)),
  ];
}

function servedBy(outcome: Outcome): string[] {
  return 'serve' in outcome ? [outcome.serve] : outcome.rollout.weights.map(([variant]) => variant);
}
