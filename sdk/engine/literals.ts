import { isText } from './characters.ts';
import { attributeValue } from './context.ts';
import { parseDate } from './date.ts';
import { type Cidr, hasHostBits, parseCidr, parseIp } from './ip.ts';
import { lowerText } from './lower.ts';
import { type NetworkSet, prepareNetworks, smallestNetwork } from './network-set.ts';
import { parseSemver } from './semver.ts';

/** What a list of literals holds: one kind only. Numbers, as the packed form of the edge is read as it is. */
export const STRINGS = 0;
export const NUMBERS = 1;
export const BOOLEANS = 2;
export const SEMVERS = 3;
export const DATES = 4;
export const CIDRS = 5;
export type LiteralKind =
  | typeof STRINGS
  | typeof NUMBERS
  | typeof BOOLEANS
  | typeof SEMVERS
  | typeof DATES
  | typeof CIDRS;

/** Literals of one kind made ready for lookup; each kind fills its own field and leaves the others empty. */
export interface LiteralSet {
  readonly kind: LiteralKind;
  /** How many different literals there are. */
  count: number;
  /** Null-prototype: text, or version as it sorts -> its index. */
  readonly strings: Record<string, number>;
  /** Numbers, or dates in epoch ms: ascending, unique. */
  numbers: number[];
  readonly booleans: boolean[];
  networks: NetworkSet;
}

function kindOf(literal: unknown): LiteralKind | null {
  if (typeof literal === 'string') return STRINGS;
  if (typeof literal === 'boolean') return BOOLEANS;
  if (typeof literal === 'number') return literal - literal === 0 ? NUMBERS : null;
  if (typeof literal !== 'object' || literal === null) return null;
  const typed = literal as { semver?: unknown; date?: unknown; cidr?: unknown };
  if (typeof typed.semver === 'string') return SEMVERS;
  if (typeof typed.date === 'number' && typed.date - typed.date === 0) return DATES;
  return typeof typed.cidr === 'string' ? CIDRS : null;
}

function addText(set: LiteralSet, text: string): boolean {
  if (set.strings[text] === undefined) {
    set.strings[text] = set.count;
    set.count += 1;
  }
  return true;
}

/** Adds one literal of the set's kind; false when its text is not of its type. Networks are gathered in `cidrs`. */
function addLiteral(set: LiteralSet, literal: unknown, cidrs: Cidr[]): boolean {
  switch (set.kind) {
    case STRINGS:
      return addText(set, literal as string);
    case NUMBERS:
      set.numbers.push(literal as number);
      return true;
    case DATES:
      set.numbers.push((literal as { date: number }).date);
      return true;
    case BOOLEANS:
      if (set.booleans.indexOf(literal as boolean) < 0) set.booleans.push(literal as boolean);
      return true;
    case SEMVERS: {
      const semver = parseSemver((literal as { semver: string }).semver);
      return semver !== null && addText(set, semver);
    }
    case CIDRS: {
      const cidr = parseCidr((literal as { cidr: string }).cidr);
      if (cidr === null || hasHostBits(cidr)) return false;
      cidrs.push(cidr);
      return true;
    }
  }
}

function sortUnique(values: number[]): number[] {
  const sorted = values.sort((a, b) => a - b);
  return sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
}

const NO_NETWORKS: NetworkSet = { networks: [], parents: [] };

/**
 * Makes literals of unknown origin ready; null when the list is empty, mixes kinds, or holds what this engine
 * does not know as a literal.
 */
export function prepareLiterals(literals: unknown): LiteralSet | null {
  if (!Array.isArray(literals)) return null;
  const kind = kindOf(literals[0]);
  if (kind === null) return null;
  const set: LiteralSet = {
    kind,
    count: 0,
    strings: Object.create(null),
    numbers: [],
    booleans: [],
    networks: NO_NETWORKS,
  };
  const cidrs: Cidr[] = [];
  for (let i = 0; i < literals.length; i += 1) {
    if (kindOf(literals[i]) !== kind || !addLiteral(set, literals[i], cidrs)) return null;
  }
  set.numbers = sortUnique(set.numbers);
  set.networks = prepareNetworks(cidrs);
  // One kind only: the other lists are empty.
  set.count += set.numbers.length + set.booleans.length + set.networks.networks.length;
  return set;
}

function sortedIndex(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const at = ascending[middle] as number;
    if (at === value) return middle;
    if (at < value) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** A boolean has its index too, where a list holds booleans. */
function numberIndex(numbers: readonly number[], value: unknown): number {
  fast: if (numbers.length > 8 && typeof value === 'number') return sortedIndex(numbers, value);
  return numbers.indexOf(value as number);
}

/**
 * The index of the literal that a value equals, or of the smallest network that it lies in; what is not 0 or more when there
 * is none or the value is of another type.
 */
export function literalIndex(set: LiteralSet, value: unknown, isLower: boolean): number {
  const kind = set.kind;
  if (kind === DATES) return numberIndex(set.numbers, parseDate(value));
  if (kind === NUMBERS) return numberIndex(set.numbers, value);
  host: if (kind === BOOLEANS) return set.booleans.indexOf(value as boolean);
  if (!isText(value)) return -1;
  if (kind === CIDRS) {
    const ip = parseIp(value);
    return ip === null ? -1 : smallestNetwork(set.networks, ip);
  }
  // What is no version is no text of a set; what a packed list inherits is no number.
  const text = kind === SEMVERS ? parseSemver(value) : isLower ? lowerText(value) : value;
  return set.strings[text as string] as number;
}

/** Whether any element of a list is in the set. What is no list has no elements. */
export function hasAnyLiteral(set: LiteralSet, list: unknown, isLower: boolean): boolean {
  return Array.isArray(list) && list.some((item) => literalIndex(set, attributeValue(item), isLower) >= 0);
}

/** Whether each literal of the set stands in a list: one pass over the list, whatever the set's size. */
export function hasAllLiterals(set: LiteralSet, list: unknown, isLower: boolean): boolean {
  if (!Array.isArray(list)) return false;
  const seen: boolean[] = [];
  let missing = set.count;
  for (let i = 0; i < list.length && missing > 0; i += 1) {
    let index = literalIndex(set, attributeValue(list[i]), isLower);
    // An address lies in the parents of its network too; where that was seen, so were they.
    while (index >= 0 && seen[index] !== true) {
      seen[index] = true;
      missing -= 1;
      index = set.kind === CIDRS ? (set.networks.parents[index] as number) : -1;
    }
  }
  return missing === 0;
}
