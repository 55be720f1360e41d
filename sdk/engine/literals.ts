import { attributeValue } from './context.ts';
import { parseDate } from './date.ts';
import { type Cidr, hasHostBits, parseCidr, parseIp } from './ip.ts';
import { lowerText } from './lower.ts';
import { type NetworkSet, prepareNetworks, smallestNetwork } from './network-set.ts';
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
  /** Ascending by precedence, unique. */
  semvers: Semver[];
  networks: NetworkSet;
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

/** Adds one literal of the set's kind; false when its text is not of its type. Networks are gathered in `cidrs`. */
function addLiteral(set: LiteralSet, literal: unknown, cidrs: Cidr[]): boolean {
  switch (set.kind) {
    case 'string':
      if (set.strings[literal as string] !== undefined) return true;
      set.strings[literal as string] = set.count;
      set.count += 1;
      return true;
    case 'number':
      set.numbers.push(literal as number);
      return true;
    case 'date':
      set.numbers.push((literal as { date: number }).date);
      return true;
    case 'boolean':
      if (set.booleans.indexOf(literal as boolean) < 0) set.booleans.push(literal as boolean);
      return true;
    case 'semver': {
      const semver = parseSemver((literal as { semver: string }).semver);
      if (semver !== null) set.semvers.push(semver);
      return semver !== null;
    }
    case 'cidr': {
      const cidr = parseCidr((literal as { cidr: string }).cidr);
      if (cidr === null || hasHostBits(cidr)) return false;
      cidrs.push(cidr);
      return true;
    }
  }
}

function sortUnique<Value>(values: Value[], compare: (a: Value, b: Value) => number): Value[] {
  const sorted = values.sort(compare);
  return sorted.filter((value, i) => i === 0 || compare(value, sorted[i - 1] as Value) !== 0);
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
    semvers: [],
    networks: NO_NETWORKS,
  };
  const cidrs: Cidr[] = [];
  for (let i = 0; i < literals.length; i += 1) {
    if (kindOf(literals[i]) !== kind || !addLiteral(set, literals[i], cidrs)) return null;
  }
  set.numbers = sortUnique(set.numbers, (a, b) => a - b);
  set.semvers = sortUnique(set.semvers, compareSemver);
  set.networks = prepareNetworks(cidrs);
  // One kind only: the other lists are empty.
  set.count += set.numbers.length + set.booleans.length + set.semvers.length + set.networks.networks.length;
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

function semverIndex(ascending: readonly Semver[], semver: Semver): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const order = compareSemver(ascending[middle] as Semver, semver);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/**
 * The index of the literal that a value equals, or of the smallest network that it lies in; -1 when there is none or
 * the value is of another type.
 */
function literalIndex(set: LiteralSet, value: unknown, isLower: boolean): number {
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
    case 'semver': {
      const semver = typeof value === 'string' ? parseSemver(value) : null;
      return semver === null ? -1 : semverIndex(set.semvers, semver);
    }
    case 'cidr': {
      const ip = typeof value === 'string' ? parseIp(value) : null;
      return ip === null ? -1 : smallestNetwork(set.networks, ip);
    }
  }
}

/** Whether a value equals one of the literals, or lies in one of the networks. A list never does. */
export function isInLiterals(set: LiteralSet, value: unknown, isLower: boolean): boolean {
  return literalIndex(set, value, isLower) >= 0;
}

/** Whether any element of a list is in the set. What is no list has no elements. */
export function hasAnyLiteral(set: LiteralSet, list: unknown, isLower: boolean): boolean {
  if (!Array.isArray(list)) return false;
  for (let i = 0; i < list.length; i += 1) {
    if (literalIndex(set, attributeValue(list[i]), isLower) >= 0) return true;
  }
  return false;
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
      index = set.kind === 'cidr' ? (set.networks.parents[index] as number) : -1;
    }
  }
  return missing === 0;
}
