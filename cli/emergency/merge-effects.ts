import { printable } from '../terminal/printable.ts';
import { formatInstantBeside } from '../terminal/time.ts';
import type { KillEffect, KillEffects } from './kill-effects.ts';

/** An effect, with the environments that have it. */
export interface MergedEffect extends KillEffect {
  readonly environments: readonly string[];
}

/** The effects in several environments, each flag and instant once, nearest first. */
export function mergeEffects(
  effects: readonly { readonly environment: string; readonly effects: KillEffects }[],
  direction: keyof KillEffects,
): MergedEffect[] {
  const merged = new Map<string, MergedEffect>();
  for (const { environment, effects: own } of effects) {
    for (const effect of own[direction]) {
      const id = JSON.stringify([effect.flag, effect.through, effect.from]);
      const environments = [...(merged.get(id)?.environments ?? []), environment];
      merged.set(id, { ...effect, environments });
    }
  }
  return [...merged.values()].sort((a, b) => a.distance - b.distance || (a.flag < b.flag ? -1 : 1));
}

/** Rows of columns: `fallback-search  requires search-v2=off  production`. */
export function effectRows(effects: readonly MergedEffect[], now: number): string[][] {
  return effects.map(({ flag, through, from, environments }) => [
    printable(flag),
    `requires ${printable(through)}`,
    `${environments.join(', ')}${from === null ? '' : `, from ${formatInstantBeside(from, now)}`}`,
  ]);
}

export function effectJson({ flag, through, from, environments }: MergedEffect): object {
  return { flag, requires: through, environments, from: from === null ? null : new Date(from).toISOString() };
}
