import type { Flag, Outcome } from '@flagforge/sdk/engine';
import { stateAt } from '../diff/index.ts';

/** How a flag stands in one environment. */
export interface FlagPlace {
  readonly environment: string;
  readonly flag: Flag;
  /** A kill lies over what is published. */
  readonly isKilled: boolean;
  /** It excludes other flags, and is excluded by them. */
  readonly isGrouped: boolean;
  /** When anything of it was published there last, a kill too, UTC epoch ms; null: nobody knows. */
  readonly changedAt: number | null;
}

/** One variant for everyone: since when. */
export interface OneVariant {
  readonly variant: string;
  /** Whether it is the one that is served when the flag is off. */
  readonly isOff: boolean;
  /** UTC epoch ms. What changed later without changing that counts as if it had: the flag was worked on. */
  readonly since: number;
}

/**
 * The variant that everyone gets in every environment that has the flag; null: there is none, or nobody knows since when.
 * Pure. A prerequisite and a group are taken for something that may decide.
 */
export function oneVariantFor(places: readonly FlagPlace[], now: number): OneVariant | null {
  let found: OneVariant | null = null;
  for (const place of places) {
    const variant = variantOf(place, now);
    if (variant === null || place.changedAt === null || (found !== null && found.variant !== variant)) return null;
    const since = Math.max(place.changedAt, lastStep(place.flag, now), found?.since ?? 0);
    found = { variant, isOff: variant === place.flag.off, since };
  }
  return found;
}

function variantOf({ flag, isKilled, isGrouped }: FlagPlace, now: number): string | null {
  const { enabled, targets = [], rules = [], default: last } = stateAt(flag, now);
  if (isKilled || flag.killed === true || enabled !== true) return flag.off;
  const served = new Set<string | null>([
    ...targets.flatMap(({ variant, units }) => (units.length === 0 ? [] : [variant])),
    ...rules.map(onlyVariant),
    last === undefined ? flag.off : onlyVariant(last),
    ...(isGrouped || flag.requires !== undefined ? [flag.off] : []),
  ]);
  const [only] = served;
  return served.size === 1 ? (only ?? null) : null;
}

/** null: it splits. */
function onlyVariant(outcome: Outcome): string | null {
  if ('serve' in outcome) return outcome.serve;
  const [[variant] = [null], ...others] = outcome.rollout.weights;
  return others.length === 0 ? variant : null;
}

function lastStep({ schedule = [] }: Flag, now: number): number {
  return schedule.reduce((last, { at }) => (at <= now ? Math.max(last, at) : last), 0);
}
