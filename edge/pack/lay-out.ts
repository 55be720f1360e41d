import { BUCKETS, bucket } from '@flagforge/sdk/engine/core';
import { BOUND_LENGTH, ENTRY_LENGTH } from './format.ts';
import { STORE_LIMITS } from './limits.ts';
import { pageName, type Sha256 } from './page-name.ts';
import type { JsonValue } from './short-names.ts';
import { bytesOf } from './size-of.ts';

/** Where the pages of flags are: what the pointer says of it. */
export interface Layout {
  readonly seed: number;
  readonly levels: number;
  readonly names: string;
  /** Pages of flags, and of names. */
  readonly pages: ReadonlyMap<string, string>;
  /** Flags for which there was no room beside another of the very same hash. */
  readonly crowded: readonly string[];
}

/** A flag's entry with what decides where it goes. */
interface Placed {
  readonly key: string;
  readonly entry: JsonValue;
  /** In [0, BUCKETS). */
  readonly hash: number;
  /** Bytes of its member on a page, comma included. */
  readonly bytes: number;
}

/** A page, and the first hash that is on it. */
interface Bound {
  readonly from: number;
  readonly name: string;
}

/** So many names fit on a page, and in the pointer beside the client keys. */
const MOST_NAMES = Math.floor((STORE_LIMITS.valueBytes - 2) / ENTRY_LENGTH);
const MOST_IN_POINTER = 40;
const MOST_SEEDS = 8;

/**
 * Cuts what is sorted by hash into runs, by halving the range of hashes until each run fits: where a cut is depends on what is
 * near it alone, so that a change touches its own page. A run of one hash that does not fit stays as it is.
 */
function halve<Item>(
  items: readonly Item[],
  hashOf: (item: Item) => number,
  fits: (items: readonly Item[]) => boolean,
  from = 0,
  to = BUCKETS,
): { readonly from: number; readonly items: readonly Item[] }[] {
  if (fits(items) || to - from <= 1) return [{ from, items }];
  const middle = Math.floor((from + to) / 2);
  const cut = items.findIndex((item) => hashOf(item) >= middle);
  const at = cut < 0 ? items.length : cut;
  return [
    ...halve(items.slice(0, at), hashOf, fits, from, middle),
    ...halve(items.slice(at), hashOf, fits, middle, to),
  ];
}

function place(entries: ReadonlyMap<string, JsonValue>, seed: number): Placed[] {
  return [...entries]
    .map(([key, entry]) => ({
      key,
      entry,
      hash: bucket(`${seed}`, key),
      bytes: bytesOf(JSON.stringify(key)) + bytesOf(JSON.stringify(entry)) + 2,
    }))
    .sort((a, b) => a.hash - b.hash || (a.key < b.key ? -1 : 1));
}

const isPage = (flags: readonly Placed[]): boolean =>
  flags.reduce((sum, { bytes }) => sum + bytes, 1) <= STORE_LIMITS.valueBytes;

/** Lays flags out on pages, and the names of pages on pages above them, in a way that is a function of the flags alone. */
export function layOut(given: ReadonlyMap<string, JsonValue>, sha256: Sha256): Layout {
  let best = cut(place(given, 0));
  let seed = 0;
  // Two long flags of one hash have others with another seed.
  while (best.crowded.length > 0 && seed + 1 < MOST_SEEDS) {
    const next = cut(place(given, seed + 1));
    seed += 1;
    if (next.crowded.length === 0 || seed + 1 === MOST_SEEDS) best = next;
  }
  const pages = new Map<string, string>();
  const add = (value: string): string => {
    const name = pageName(value, sha256);
    pages.set(name, value);
    return name;
  };
  let bounds: Bound[] = best.runs.map(({ from, items }) => ({
    from,
    name: add(JSON.stringify(Object.fromEntries(items.map(({ key, entry }) => [key, entry])))),
  }));
  let levels = 1;
  while (bounds.length > MOST_IN_POINTER) {
    const runs = halve(
      bounds,
      ({ from }) => from,
      (items) => items.length <= MOST_NAMES,
    );
    bounds = runs.map(({ items }) => ({ from: items[0]?.from ?? 0, name: add(JSON.stringify(namesOf(items))) }));
    levels += 1;
  }
  return { seed, levels, names: namesOf(bounds), pages, crowded: best.crowded };
}

/** Runs that fit on a page each; of those of one hash that do not, the longest flags give way. */
function cut(flags: readonly Placed[]): { runs: ReturnType<typeof halve<Placed>>; crowded: readonly string[] } {
  const crowded = new Set<string>();
  const runs = halve(flags, ({ hash }) => hash, isPage).map(({ from, items }) => {
    const left = [...items].sort((a, b) => a.bytes - b.bytes);
    while (!isPage(left.map((flag) => (crowded.has(flag.key) ? passed(flag) : flag)))) {
      const longest = left.filter(({ key }) => !crowded.has(key)).at(-1);
      if (longest === undefined) break;
      crowded.add(longest.key);
    }
    return { from, items: items.map((flag) => (crowded.has(flag.key) ? passed(flag) : flag)) };
  });
  return { runs, crowded: [...crowded] };
}

function passed(flag: Placed): Placed {
  return { ...flag, entry: 0, bytes: bytesOf(JSON.stringify(flag.key)) + 3 };
}

function namesOf(bounds: readonly Bound[]): string {
  return bounds.map(({ from, name }) => String(from).padStart(BOUND_LENGTH, '0') + name).join('');
}
