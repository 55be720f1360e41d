import { BOUND_LENGTH, ENTRY_LENGTH, NAME_LENGTH, type Need, PAGE_PREFIX, type TableNeed } from './format.ts';
import { pageName, type Sha256 } from './page-name.ts';
import { type JsonValue, shortName } from './short-names.ts';

/** What a pointer leads to. */
export interface Reached {
  /** Keys of all pages, also of those that are missing. */
  readonly keys: ReadonlySet<string>;
  /** False: a page is missing, or is not what its name says, or the pointer is none. */
  readonly isWhole: boolean;
}

type Members = { readonly [name: string]: JsonValue | undefined };

const short = (name: keyof Need | keyof TableNeed | 'needs' | 'levels' | 'names'): string => shortName(name);

/** Walks from a pointer's value to every page that belongs to it. */
export function pagesOf(pointer: string, loadKey: (key: string) => string | undefined, sha256: Sha256): Reached {
  const names = new Set<string>();
  let isWhole = true;
  const load = (name: string): string | undefined => loadKey(PAGE_PREFIX + name);

  const parse = (text: string): JsonValue | undefined => {
    try {
      return JSON.parse(text) as JsonValue;
    } catch {
      isWhole = false;
      return undefined;
    }
  };
  const read = (name: string): JsonValue | undefined => {
    const isKnown = names.has(name);
    names.add(name);
    const text = load(name);
    if (text === undefined || pageName(text, sha256) !== name) {
      isWhole = false;
      return undefined;
    }
    return isKnown ? undefined : parse(text);
  };
  const readTable = (page: string, count: number): void => {
    const chunks = Array.from({ length: count }, (_, i) => `${page}${i}`);
    for (const chunk of chunks) names.add(chunk);
    const text = chunks.map(load);
    if (text.includes(undefined) || pageName(text.join('\n'), sha256) !== page) isWhole = false;
  };
  const readNeeds = (part: JsonValue | undefined): void => {
    const needs = membersOf(part)[short('needs')];
    for (const need of Array.isArray(needs) ? needs.map(membersOf) : []) {
      const page = need[short('page')];
      const chunks = need[short('chunks')];
      if (typeof page !== 'string') continue;
      if (typeof chunks === 'number') readTable(page, chunks);
      else readNeeds(read(page));
    }
  };
  const readNames = (list: string, levels: number): void => {
    for (let at = BOUND_LENGTH; at < list.length; at += ENTRY_LENGTH) {
      const page = read(list.slice(at, at + NAME_LENGTH));
      if (levels > 1) {
        if (typeof page === 'string') readNames(page, levels - 1);
      } else for (const flag of Object.values(membersOf(page))) readNeeds(flag);
    }
  };

  const root = membersOf(parse(pointer));
  const levels = root[short('levels')];
  const list = root[short('names')];
  if (typeof levels === 'number' && typeof list === 'string') readNames(list, levels);
  return { keys: new Set([...names].map((name) => PAGE_PREFIX + name)), isWhole };
}

function membersOf(value: JsonValue | undefined): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};
}
