/** What a kill does to other flags, through what they require. Pure. */
import type { Flag, Overlay, Prerequisite, Snapshot } from '@flagforge/sdk/engine';
import { dependencyOrder } from './dependency-order.ts';
import { type Possible, possibleVariants } from './possible-variants.ts';
import { relatedFlags } from './related-flags.ts';

/** A flag that the kill of another one moves. */
export interface KillEffect {
  readonly flag: string;
  /** The requirement through which: `search-v2=off`. Of several the first one. */
  readonly through: string;
  /** The steps from the killed flag to this one, 1 for those that require it themselves. */
  readonly distance: number;
  /** From when on, UTC epoch ms: a step of a schedule has to come first. null: at once. */
  readonly from: number | null;
}

export interface KillEffects {
  /** Flags that serve something else than off to some contexts that got off before. Nearest first, then by key. */
  readonly turnsOn: readonly KillEffect[];
  /** Flags that serve off to some contexts that got something else before. A flag may be in both. */
  readonly turnsOff: readonly KillEffect[];
}

/** Whether some contexts move from off to something else, or the other way round, and through what. */
interface Movement {
  readonly on: KillEffect | null;
  readonly off: KillEffect | null;
}

interface Seen {
  readonly flag: Flag;
  /** What it may serve, before and after the kill. */
  readonly before: Possible;
  readonly after: Possible;
  readonly movement: Movement;
}

/**
 * The flags that a kill turns on (those that require the flag's off variant, and those that follow from them) and those
 * that it turns off. Each requirement is taken as it is compiled; conditions may hold or not, so a flag that is named may
 * move for some contexts, and one that is not named moves for none.
 * @param now UTC epoch ms, for schedules.
 * @param overlays those in effect before the kill; default: the snapshot's own.
 */
export function killEffects(
  snapshot: Snapshot,
  key: string,
  now: number,
  overlays: readonly Overlay[] = snapshot.overlays,
): KillEffects {
  const killed = new Set(overlays.flatMap((overlay) => (overlay.kind === 'kill' ? [overlay.flag] : [])));
  const seen = new Map<string, Seen>();
  for (const flag of dependencyOrder(relatedFlags(snapshot, key))) {
    const isKilled = flag.killed === true || killed.has(flag.key);
    const own = possibleVariants(flag, isKilled, now);
    const isKey = flag.key === key;
    const before = within(flag, own, seen, 'before');
    const after = isKey ? new Map([[flag.off, null]]) : within(flag, own, seen, 'after');
    const movement = isKey ? killOf(flag, before) : movementOf(flag, before, after, seen);
    seen.set(flag.key, { flag, before, after, movement });
  }
  const others = [...seen.values()].filter(({ flag }) => flag.key !== key);
  return { turnsOn: effectsOf(others, 'on'), turnsOff: effectsOf(others, 'off') };
}

function effectsOf(seen: readonly Seen[], direction: keyof Movement): KillEffect[] {
  return seen
    .flatMap(({ movement }) => movement[direction] ?? [])
    .sort((a, b) => a.distance - b.distance || (a.flag < b.flag ? -1 : 1));
}

/** What a flag may serve with its prerequisites: only off when one of them can never be met. */
function within(flag: Flag, own: Possible, seen: ReadonlyMap<string, Seen>, when: 'before' | 'after'): Possible {
  const isPossible = (flag.requires ?? []).every(({ flag: required, variant }) => {
    return seen.get(required)?.[when].has(variant) === true;
  });
  return isPossible ? own : new Map([[flag.off, null]]);
}

/** The kill itself: whoever got something else gets off. */
function killOf(flag: Flag, before: Possible): Movement {
  const from = earliestOn(flag, before);
  return { on: null, off: from === undefined ? null : { flag: flag.key, through: '', distance: 0, from } };
}

function movementOf(flag: Flag, before: Possible, after: Possible, seen: ReadonlyMap<string, Seen>): Movement {
  let movement: Movement = { on: null, off: null };
  for (const requirement of flag.requires ?? []) {
    const required = seen.get(requirement.flag);
    if (required === undefined) continue;
    const through = throughOf(requirement, required);
    movement = {
      on: movement.on ?? effect(flag, after, requirement, through.met),
      off: movement.off ?? effect(flag, before, requirement, through.unmet),
    };
  }
  return movement;
}

/** The movements of the required flag by which the requirement begins to be met, and ceases to be. */
function throughOf({ variant }: Prerequisite, { flag, before, after, movement }: Seen) {
  if (variant === flag.off) return { met: movement.off, unmet: movement.on };
  return { met: after.has(variant) ? movement.on : null, unmet: before.has(variant) ? movement.off : null };
}

/** @param possible what the flag may serve where the requirement is met. */
function effect(
  flag: Flag,
  possible: Possible,
  { flag: required, variant }: Prerequisite,
  cause: KillEffect | null,
): KillEffect | null {
  const from = earliestOn(flag, possible);
  if (cause === null || from === undefined) return null;
  const later = from === null || cause.from === null ? (from ?? cause.from) : Math.max(from, cause.from);
  return { flag: flag.key, through: `${required}=${variant}`, distance: cause.distance + 1, from: later };
}

/** From when on the flag may serve something else than off; undefined: never. */
function earliestOn(flag: Flag, possible: Possible): number | null | undefined {
  const instants = [...possible].flatMap(([variant, from]) => (variant === flag.off ? [] : [from]));
  if (instants.length === 0) return undefined;
  return instants.includes(null) ? null : Math.min(...instants.map(Number));
}
