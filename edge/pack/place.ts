import type { JsonValue } from './short-names.ts';

/** The way from a value to a part of it. */
export type Place = readonly (string | number)[];

/** What stands at a place; undefined where there is nothing. */
export function valueAt(value: JsonValue, place: Place): JsonValue | undefined {
  let at: JsonValue | undefined = value;
  for (const name of place) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<string | number, JsonValue>)[name];
  }
  return at;
}

/** The value with another part at a place. */
export function replaceAt(value: JsonValue, place: Place, part: JsonValue): JsonValue {
  const [name, ...rest] = place;
  if (name === undefined) return part;
  if (Array.isArray(value)) return value.map((item, i) => (i === name ? replaceAt(item, rest, part) : item));
  const members = value as { readonly [name: string]: JsonValue };
  return { ...members, [name]: replaceAt(members[name] as JsonValue, rest, part) };
}

/** Where a place lies within another; null: it does not. */
export function within(place: Place, outer: Place): Place | null {
  return place.length > outer.length && outer.every((name, i) => place[i] === name) ? place.slice(outer.length) : null;
}
