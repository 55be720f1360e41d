/** Where two states of one thing differ. Pure. */

/** A member that is other, new or gone; `undefined`: it is not there. */
export interface StateDifference {
  /** `rules[us-canary].rollout.weights` */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/**
 * The members that differ, in the order of the newer state. Items of a list that have a name are compared by it, so that
 * one rule more is one difference; other lists are compared whole.
 * @param before canonical JSON; null: it was not there. Text that is no JSON is compared as text.
 */
export function stateDifferences(before: string | null, after: string | null): StateDifference[] {
  return compare('', parse(before), parse(after));
}

function parse(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function compare(path: string, before: unknown, after: unknown): StateDifference[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (isMap(before) && isMap(after)) {
    const names = [...new Set([...Object.keys(after), ...Object.keys(before)])];
    return names.flatMap((name) =>
      compare(path === '' ? name : `${path}.${name}`, memberOf(before, name), memberOf(after, name)),
    );
  }
  const [old, now] = [namedItems(before), namedItems(after)];
  if (old === null || now === null) return [{ path, before, after }];
  const names = [...new Set([...now.keys(), ...old.keys()])];
  const items = names.flatMap((name) => compare(`${path}[${name}]`, old.get(name), now.get(name)));
  // The same items in another order.
  return items.length > 0 ? items : [{ path, before: [...old.keys()], after: [...now.keys()] }];
}

type JsonMap = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is JsonMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const memberOf = (map: JsonMap, name: string): unknown => (Object.hasOwn(map, name) ? map[name] : undefined);

/** What names an item of a list of maps. */
const NAMES = ['name', 'key', 'variant', 'flag', 'at'];

/** The items of a list by their names, each of which is there once; null where they have none. */
function namedItems(value: unknown): ReadonlyMap<string, unknown> | null {
  if (!Array.isArray(value)) return null;
  const named = new Map<string, unknown>();
  for (const [index, item] of (value as readonly unknown[]).entries()) {
    if (!isMap(item)) return null;
    const name = NAMES.map((member) => memberOf(item, member)).find(
      (found) => typeof found === 'string' || typeof found === 'number',
    );
    named.set(name === undefined ? String(index + 1) : String(name), item);
  }
  return named.size === value.length ? named : null;
}
