import { attributeValue } from './context.ts';
import { parseDate } from './date.ts';
import { type Cidr, hasHostBits, isInCidr, parseCidr, parseIp } from './ip.ts';
import { lowerText } from './lower.ts';
import { compareSemver, parseSemver, type Semver } from './semver.ts';

/** Literals of one kind made ready for lookup; each kind fills its own field and leaves the others empty. */
export interface LiteralSet {
  readonly kind: 'string' | 'number' | 'boolean' | 'semver' | 'date' | 'cidr';
  /** How many different literals there are. */
  count: number;
  /** Null-prototype: text -> its index. */
  readonly strings: Record<string, number>;
  /** Numbers, or dates in epoch ms: ascending, unique. */
  numbers: number[];
  readonly booleans: boolean[];
  readonly semvers: Semver[];
  readonly cidrs: Cidr[];
}

function kindOf(literal: unknown): LiteralSet['kind'] | null {
  if (typeof literal === 'string') return 'string';
  if (typeof literal === 'boolean') return 'boolean';
  if (typeof literal === 'number') return literal - literal === 0 ? 'number' : null;
  if (typeof literal !== 'object' || literal === null) return null;
  const typed = literal as { semver?: unknown; date?: unknown; cidr?: unknown };
  if (typeof typed.semver === 'string') return 'semver';
  if (typeof typed.date === 'number' && typed.date - typed.date === 0) return 'date';
  return typeof typed.cidr === 'string' ? 'cidr' : null;
}

/** Adds one literal of the set's kind; false when its text is not of its type. */
function addLiteral(set: LiteralSet, literal: unknown): boolean {
  switch (set.kind) {
    case 'string':
      if (set.strings[literal as string] !== undefined) return true;
      set.strings[literal as string] = set.count;
      break;
    case 'number':
      set.numbers.push(literal as number);
      break;
    case 'date':
      set.numbers.push((literal as { date: number }).date);
      break;
    case 'boolean':
      if (set.booleans.indexOf(literal as boolean) >= 0) return true;
      set.booleans.push(literal as boolean);
      break;
    case 'semver': {
      const semver = parseSemver((literal as { semver: string }).semver);
      if (semver === null) return false;
      set.semvers.push(semver);
      break;
    }
    case 'cidr': {
      const cidr = parseCidr((literal as { cidr: string }).cidr);
      if (cidr === null || hasHostBits(cidr)) return false;
      set.cidrs.push(cidr);
      break;
    }
  }
  set.count += 1;
  return true;
}

function sortUnique(set: LiteralSet): void {
  set.numbers.sort((a, b) => a - b);
  set.numbers = set.numbers.filter((value, i, all) => i === 0 || value !== all[i - 1]);
  set.count = set.numbers.length;
}

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
    semvers: [],
    cidrs: [],
  };
  for (let i = 0; i < literals.length; i += 1) {
    if (kindOf(literals[i]) !== kind || !addLiteral(set, literals[i])) return null;
  }
  if (kind === 'number' || kind === 'date') sortUnique(set);
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

/** The index, from `from` on, of the semver that equals a text or the network that it lies in; -1 without one. */
function indexFrom(set: LiteralSet, text: string, from: number): number {
  if (set.kind === 'semver') {
    const semver = parseSemver(text);
    if (semver === null) return -1;
    for (let i = from; i < set.count; i += 1) if (compareSemver(semver, set.semvers[i] as Semver) === 0) return i;
    return -1;
  }
  const ip = parseIp(text);
  if (ip === null) return -1;
  for (let i = from; i < set.count; i += 1) if (isInCidr(ip, set.cidrs[i] as Cidr)) return i;
  return -1;
}

/**
 * The index (from `from` on for semvers and networks, of which one value may meet several) of a literal that a
 * value equals, or for a network lies in; -1 when there is none or the value is of another type.
 */
function literalIndex(set: LiteralSet, value: unknown, isLower: boolean, from: number): number {
  switch (set.kind) {
    case 'string': {
      if (typeof value !== 'string') return -1;
      const index = set.strings[isLower ? lowerText(value) : value];
      return index === undefined ? -1 : index;
    }
    case 'number':
      return typeof value === 'number' ? sortedIndex(set.numbers, value) : -1;
    case 'boolean':
      return typeof value === 'boolean' ? set.booleans.indexOf(value) : -1;
    case 'date': {
      const date = parseDate(value);
      return date === null ? -1 : sortedIndex(set.numbers, date);
    }
    case 'semver':
    case 'cidr':
      return typeof value === 'string' ? indexFrom(set, value, from) : -1;
  }
}

/** Whether a value equals one of the literals, or lies in one of the networks. A list never does. */
export function isInLiterals(set: LiteralSet, value: unknown, isLower: boolean): boolean {
  return literalIndex(set, value, isLower, 0) >= 0;
}

/** Whether any element of a list is in the set. What is no list has no elements. */
export function hasAnyLiteral(set: LiteralSet, list: unknown, isLower: boolean): boolean {
  if (!Array.isArray(list)) return false;
  for (let i = 0; i < list.length; i += 1) {
    if (literalIndex(set, attributeValue(list[i]), isLower, 0) >= 0) return true;
  }
  return false;
}

/** Whether each literal of the set stands in a list: one pass over the list, whatever the set's size. */
export function hasAllLiterals(set: LiteralSet, list: unknown, isLower: boolean): boolean {
  if (!Array.isArray(list)) return false;
  const isManyToMany = set.kind === 'semver' || set.kind === 'cidr';
  const seen: boolean[] = [];
  let missing = set.count;
  for (let i = 0; i < list.length && missing > 0; i += 1) {
    const value = attributeValue(list[i]);
    let index = literalIndex(set, value, isLower, 0);
    while (index >= 0) {
      if (seen[index] !== true) {
        seen[index] = true;
        missing -= 1;
      }
      index = isManyToMany ? literalIndex(set, value, isLower, index + 1) : -1;
    }
  }
  return missing === 0;
}
