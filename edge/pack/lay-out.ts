import { NAME_LENGTH } from './format.ts';
import { STORE_LIMITS } from './limits.ts';
import { pageName, type Sha256 } from './page-name.ts';
import { partOf } from './part-of.ts';
import type { JsonValue } from './short-names.ts';
import { bytesOf } from './size-of.ts';

/** Where the pages of flags are: what the pointer says of it. */
export interface Layout {
  readonly seed: number;
  readonly levels: 1 | 2;
  readonly names: string;
  /** Pages of flags, and of names. */
  readonly pages: ReadonlyMap<string, string>;
  /** Flags for which there was no room beside others of their hash. */
  readonly crowded: readonly string[];
}

/** A page of names, and the pointer, hold so many; a power of two, so that a part of a part is exact. */
const MOST_NAMES = 128;
const MOST_DIRECTORIES = 64;
/** With so few pages the pointer names them itself, which saves a read. */
const MOST_NAMED_BY_POINTER = 32;
const MOST_SEEDS = 4;

type Entries = ReadonlyMap<string, JsonValue>;

function pageOf(entries: Entries): string {
  return JSON.stringify(Object.fromEntries(entries));
}

/** Flags by the part of all hashes, of `count` equal ones, that each lies in. */
function partition(entries: Entries, seed: number, count: number): Map<string, JsonValue>[] {
  const parts = Array.from({ length: count }, () => new Map<string, JsonValue>());
  for (const [key, entry] of entries) parts[Math.floor(partOf(`${seed}`, key, count))]?.set(key, entry);
  return parts;
}

const fits = (entries: Entries): boolean => bytesOf(pageOf(entries)) <= STORE_LIMITS.valueBytes;

/**
 * Flags in the smallest number of equal parts that all fit on a page; null: not even then. Neighbours that
 * fit on one page share it, as long as they are halves of one part: a page changes with its own flags only.
 */
function pagesOf(entries: Entries, seed: number, first: number, total: number): Entries[] | null {
  for (let count = 1; count <= MOST_NAMES; count *= 2) {
    const parts = partition(entries, seed, total * count).slice(first * count, (first + 1) * count);
    if (parts.every(fits)) return join(parts);
  }
  return null;
}

/** Halves of one part that fit on one page together become one page, which both name. */
function join(parts: readonly Entries[]): Entries[] {
  if (parts.length === 1) return [...parts];
  const whole = new Map(parts.flatMap((part) => [...part]));
  if (fits(whole)) return parts.map(() => whole);
  const half = parts.length / 2;
  return [...join(parts.slice(0, half)), ...join(parts.slice(half))];
}

/** Lays flags out on pages, in a way that is a function of them alone. */
export function layOut(given: Entries, sha256: Sha256): Layout {
  const entries = new Map(given);
  const crowded: string[] = [];
  for (;;) {
    for (let directories = 1; directories <= MOST_DIRECTORIES; directories *= 2) {
      for (let seed = 0; seed < MOST_SEEDS; seed += 1) {
        const layout = tryLayout(entries, seed, directories, sha256);
        if (layout !== null) return { ...layout, crowded };
      }
    }
    // Too many large ones in one place, whatever is tried: the largest of all gives way.
    const [largest] = [...entries].sort(([, a], [, b]) => JSON.stringify(b).length - JSON.stringify(a).length);
    if (largest === undefined) throw new Error('an empty layout always fits');
    crowded.push(largest[0]);
    entries.set(largest[0], 0);
  }
}

function tryLayout(
  entries: Entries,
  seed: number,
  directories: number,
  sha256: Sha256,
): Omit<Layout, 'crowded'> | null {
  const pages = new Map<string, string>();
  const add = (value: string): string => {
    const name = pageName(value, sha256);
    pages.set(name, value);
    return name;
  };
  const parts: Entries[][] = [];
  const divided = partition(entries, seed, directories);
  for (const [number, flags] of divided.entries()) {
    const found = pagesOf(flags, seed, number, directories);
    if (found === null) return null;
    parts.push(found);
  }
  const named = parts.map((part) => part.map((page) => add(pageOf(page))).join(''));
  const [only = ''] = named;
  if (directories === 1 && only.length <= MOST_NAMED_BY_POINTER * NAME_LENGTH)
    return { seed, levels: 1, names: only, pages };
  return { seed, levels: 2, names: named.map((names) => add(JSON.stringify(names))).join(''), pages };
}
