import { STORE_LIMITS } from './limits.ts';
import { pageName, type Sha256 } from './page-name.ts';
import { partOf } from './part-of.ts';
import { type Place, replaceAt, valueAt, within } from './place.ts';
import { type JsonValue, shorten, shortName } from './short-names.ts';
import { bytesOf } from './size-of.ts';

/** A flag's entry that fits on a page, and the pages that hold the rest of it. */
export interface SplitFlag {
  readonly entry: JsonValue;
  /** By name. */
  readonly pages: ReadonlyMap<string, string>;
  /** How many pages of its own it may need at once. */
  readonly reads: number;
}

/** njs reads no JSON that is nested deeper than this, and a page adds a level. */
const MOST_LEVELS = 31;
/** What a page of one flag has around its entry. */
const PAGE_FRAME = 8;
const NEEDS = shortName('needs');
const STRINGS = shortName('strings');
/** Shorter ones are not worth a read, nor the words that ask for it. */
const LEAST_BYTES = 120;

type Members = { readonly [name: string]: JsonValue };

function isMembers(value: JsonValue | undefined): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Something that could stand on pages of its own. */
interface Candidate {
  readonly place: Place;
  readonly bytes: number;
  /** The condition that a table belongs to; null: it is no table. */
  readonly node: Members | null;
}

function levelsOf(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Object.values(value).reduce((most: number, member: JsonValue) => Math.max(most, levelsOf(member)), 0);
}

/** Every object, list and table in a flag, but for itself and for what was taken out already. */
function candidatesIn(value: JsonValue, place: Place, parents: readonly Members[]): Candidate[] {
  if (typeof value !== 'object' || value === null) return [];
  const own: Candidate = { place, bytes: bytesOf(JSON.stringify(value)), node: null };
  const last = place.at(-1);
  if (last === STRINGS) return [{ ...own, node: parents.at(-2) ?? null }];
  if (last === NEEDS) return [];
  const inner = Array.isArray(value)
    ? value.flatMap((item, i) => candidatesIn(item, [...place, i], parents))
    : Object.entries(value).flatMap(([name, member]) =>
        candidatesIn(member, [...place, name], [...parents, value as Members]),
      );
  return place.length === 0 ? inner : [own, ...inner];
}

/** A table takes at most so many times the pages that its bytes alone would. */
const MOST_SPREAD = 8;

/**
 * The pages of a table, as many as it takes for each to fit; texts lie on the page of their hash. null: too many long texts
 * have the same hash.
 */
function chunksOf(table: Members): string[] | null {
  const texts = Object.entries(table).map(([text, mark]) => ({
    text,
    mark,
    place: partOf(text, 1),
    bytes: bytesOf(JSON.stringify(text)) + bytesOf(JSON.stringify(mark)) + 2,
  }));
  const all = texts.reduce((sum, { bytes }) => sum + bytes, 0);
  const least = Math.ceil(all / STORE_LIMITS.valueBytes);
  for (let count = least; count <= least * MOST_SPREAD; count += Math.ceil(count / 16)) {
    const sizes = new Array<number>(count).fill(1);
    for (const { place, bytes } of texts) {
      const at = Math.floor(place * count);
      sizes[at] = (sizes[at] ?? 0) + bytes;
    }
    if (sizes.some((size) => size > STORE_LIMITS.valueBytes)) continue;
    const chunks: [string, JsonValue][][] = sizes.map(() => []);
    for (const { text, mark, place } of texts) chunks[Math.floor(place * count)]?.push([text, mark]);
    return chunks.map((members) => JSON.stringify(Object.fromEntries(members)));
  }
  return null;
}

/**
 * Takes parts out of a flag until what is left fits on a page: the longest first that fits on a page itself, and tables of
 * any length. Parts that are left may be as long as they like.
 * @param whole the flag with its short names; its needs stand in it already.
 * @param unit the path of the project's unit.
 * @returns null where it does not fit whatever is taken out.
 */
export function splitFlag(
  key: string,
  whole: JsonValue,
  { unit, sha256 }: { readonly unit: readonly string[]; readonly sha256: Sha256 },
): SplitFlag | null {
  const pages = new Map<string, string>();
  let entry = whole as Members;
  let reads = 0;
  const room = STORE_LIMITS.valueBytes - bytesOf(JSON.stringify(key)) - PAGE_FRAME;

  const needsOf = (part: Members): readonly Members[] => (part[NEEDS] ?? []) as readonly Members[];

  const takeTable = ({ place, node }: Candidate): boolean => {
    const table = valueAt(entry, place) as Members;
    const chunks = chunksOf(table);
    if (chunks === null) return false;
    const page = pageName(chunks.join('\n'), sha256);
    for (const [i, chunk] of chunks.entries()) pages.set(`${page}${i}`, chunk);
    const about = node ?? {};
    const isUnit = about[shortName('kind')] === -1;
    const need = {
      ...(shorten({ place, page, chunks: chunks.length }) as Members),
      ...(isUnit
        ? (shorten({ isUnit: 1, isProjectUnit: 1, path: unit }) as Members)
        : Object.fromEntries(
            ['path', 'isProjectUnit', 'isLower'].flatMap((name) => {
              const member = about[shortName(name)];
              return member === undefined ? [] : [[shortName(name), member]];
            }),
          )),
    };
    entry = { ...(replaceAt(entry, place, {}) as Members), [NEEDS]: [...needsOf(entry), need] };
    return true;
  };

  const takePart = ({ place }: Candidate): void => {
    const part = valueAt(entry, place) as JsonValue;
    const inner = needsOf(entry).flatMap((need) => {
      const inPart = within(need[shortName('place')] as Place, place);
      return inPart === null ? [] : [{ ...need, [shortName('place')]: inPart as JsonValue }];
    });
    const outer = needsOf(entry).filter((need) => within(need[shortName('place')] as Place, place) === null);
    const value = JSON.stringify(inner.length === 0 ? part : { ...(part as Members), [NEEDS]: inner });
    const page = pageName(value, sha256);
    pages.set(page, value);
    entry = { ...(replaceAt(entry, place, 0) as Members), [NEEDS]: [...outer, shorten({ place, page }) as Members] };
  };

  /** Whether a part with what it needs fits on a page. Lists cannot say what they need. */
  const fits = ({ place, bytes }: Candidate): boolean => {
    const inner = needsOf(entry).filter((need) => within(need[shortName('place')] as Place, place) !== null);
    const part = valueAt(entry, place) as JsonValue;
    if (levelsOf(part) > MOST_LEVELS - 4 || (inner.length > 0 && !isMembers(part))) return false;
    return bytes + bytesOf(JSON.stringify(inner)) + PAGE_FRAME <= STORE_LIMITS.valueBytes;
  };

  for (;;) {
    const isLong = bytesOf(JSON.stringify(entry)) > room;
    const isDeep = levelsOf(entry) > MOST_LEVELS;
    if (!isLong && !isDeep) return { entry, pages, reads };
    const all = candidatesIn(entry, [], []);
    const table = all.filter(({ node, bytes }) => node !== null && bytes >= LEAST_BYTES);
    const part = all.filter(
      (candidate) => candidate.node === null && candidate.bytes >= LEAST_BYTES && fits(candidate),
    );
    const longest = (a: Candidate, b: Candidate): number => b.bytes - a.bytes;
    const tooLong = table.filter(({ bytes }) => bytes > STORE_LIMITS.valueBytes / 2).sort(longest)[0];
    const next = tooLong ?? part.sort(longest)[0] ?? table.sort(longest)[0];
    if (next === undefined) return null;
    if (next.node === null) takePart(next);
    else if (!takeTable(next)) return null;
    reads += 1;
    if (reads > 64) return null;
  }
}
