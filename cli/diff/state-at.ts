import type { EnvironmentState, Flag } from '@flagforge/sdk/engine';

/** What a flag says at an instant: a step is in effect at exactly its instant, and steps add up. @see contract 2, 4 */
export function stateAt(flag: Flag, at: number): EnvironmentState {
  if (flag.schedule === undefined) return flag;
  const { enabled, targets, rules } = flag;
  const state: EnvironmentState = {
    ...(enabled !== undefined && { enabled }),
    ...(targets !== undefined && { targets }),
    ...(rules !== undefined && { rules }),
    ...(flag.default !== undefined && { default: flag.default }),
  };
  const past = (flag.schedule ?? []).filter((step) => step.at <= at);
  return Object.assign({}, state, ...past.map(({ set }) => set));
}
