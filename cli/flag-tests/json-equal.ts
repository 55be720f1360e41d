import type { Json } from '@flagforge/sdk/engine';

/** Whether two JSON values are equal: order counts in lists and not in maps, `1` is `1.0` and `-0` is `0`. */
export function jsonEqual(left: Json, right: Json): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
    return left.every((item, index) => jsonEqual(item, right[index]));
  }
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  const other = right as { readonly [name: string]: Json };
  return Object.entries(left).every(
    ([name, value]) => Object.hasOwn(other, name) && jsonEqual(value, other[name] as Json),
  );
}

/** Where two JSON values differ, path by path, at most `limit`; undefined: not there. Equal values: none. */
export function jsonDifferences(expected: Json, received: Json, limit: number): JsonDifference[] {
  const found: JsonDifference[] = [];
  const visit = (path: string, left: Json | undefined, right: Json | undefined): void => {
    if (found.length >= limit) return;
    if (
      left === undefined ||
      right === undefined ||
      !isContainer(left) ||
      !isContainer(right) ||
      Array.isArray(left) !== Array.isArray(right)
    ) {
      if (left === undefined || right === undefined || !jsonEqual(left, right))
        found.push({ path, expected: left, received: right });
      return;
    }
    const before = left as { readonly [name: string]: Json };
    const after = right as { readonly [name: string]: Json };
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const own = (map: { readonly [name: string]: Json }): Json | undefined =>
        Object.hasOwn(map, name) ? map[name] : undefined;
      visit(Array.isArray(left) ? `${path}[${name}]` : `${path}.${name}`, own(before), own(after));
    }
  };
  visit('value', expected, received);
  return found;
}

export interface JsonDifference {
  /** `value.items[2].price`. */
  readonly path: string;
  readonly expected: Json | undefined;
  readonly received: Json | undefined;
}

function isContainer(value: Json): value is Exclude<Json, null | boolean | number | string> {
  return typeof value === 'object' && value !== null;
}
