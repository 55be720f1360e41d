/** Rows stay where they are while somebody points at them: what is new of them is shown in place. */
import type { FlagLine } from './flag-line.ts';

export interface HeldOrder {
  /** In the old order, with the values of now. What is gone is left out; what is new is not there yet. */
  readonly flags: readonly FlagLine[];
  /** How many flags would come, go or stand elsewhere. */
  readonly moved: number;
}

/**
 * @param kept keys in the order in which they are on the screen.
 * @param fresh flags as they would be shown now.
 */
export function holdOrder(kept: readonly string[], fresh: readonly FlagLine[]): HeldOrder {
  const now = new Map(fresh.map((flag) => [flag.key, flag]));
  const flags = kept.flatMap((key) => now.get(key) ?? []);
  const known = new Set(kept);
  const come = fresh.filter(({ key }) => !known.has(key)).length;
  const gone = kept.length - flags.length;
  // Of those that stay, whoever is behind another one than before has not moved by that alone.
  const staying = fresh.filter(({ key }) => known.has(key)).map(({ key }) => key);
  const places = new Map(flags.map(({ key }, place) => [key, place]));
  const inOrder = longestAscending(staying.map((key) => places.get(key) ?? 0));
  return { flags, moved: come + gone + staying.length - inOrder };
}

/** How many of these can stay so that the rest is what moved. */
function longestAscending(places: readonly number[]): number {
  const ends: number[] = [];
  for (const place of places) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 0) < place) low = middle + 1;
      else high = middle;
    }
    ends[low] = place;
  }
  return ends.length;
}
