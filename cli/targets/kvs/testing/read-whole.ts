import { describePointer, PAGE_PREFIX, pagesOf, placeKeys } from '@flagforge/edge/pack';
import { sha256 } from '../../held-document.ts';
import type { Place } from '../../target.ts';

type Entries = ReadonlyMap<string, string>;

/** The version that readers of a place see; null: none. @throws Error when it is not there whole. */
export function readWhole(entries: Entries, place: Place): number | null {
  const { pointer, before } = placeKeys(place);
  for (const key of [pointer, before]) {
    const value = entries.get(key);
    if (value === undefined || describePointer(value)?.version === 0) continue;
    if (!pagesOf(value, (name) => entries.get(name), sha256).isWhole)
      throw new Error(`${key} does not lead to all its pages`);
  }
  const version = describePointer(entries.get(pointer) ?? '')?.version ?? 0;
  return version === 0 ? null : version;
}

/** Pages to which no pointer leads, of any of these places, nor the one before it. */
export function wasteIn(entries: Entries, places: readonly Place[]): string[] {
  const heads = places.map(placeKeys).flatMap(({ pointer, before }) => [pointer, before]);
  const reached = new Set(
    heads.flatMap((key) => [...pagesOf(entries.get(key) ?? '', (name) => entries.get(name), sha256).keys]),
  );
  return [...entries.keys()].filter((key) => key.startsWith(PAGE_PREFIX) && !reached.has(key));
}
