import { PACKED_NAMES } from './packed-names.ts';

/** Any value as JSON has them. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** Members that hold texts of the project, not names of ours. */
const TABLES: ReadonlySet<string> = new Set(['strings']);

/** A packed value with its short names, as the function reads it. */
export function shorten(value: unknown): JsonValue {
  if (Array.isArray(value)) return value.map(shorten);
  if (typeof value !== 'object' || value === null) return value as JsonValue;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      shortName(name),
      TABLES.has(name) ? (member as JsonValue) : shorten(member),
    ]),
  );
}

/** The short name of a property. @throws Error for one that is not part of the format: the function would not find it. */
export function shortName(name: string): string {
  const short = PACKED_NAMES[name];
  if (short === undefined) throw new Error(`"${name}" is no name of the packed format`);
  return short;
}
