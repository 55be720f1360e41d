/**
 * Typed values as contract 3 words them, written for obviousness with host functions that the engine may
 * not use (regular expressions, Date, BigInt, toLowerCase). Test-only: the oracle of the differential test.
 */

/** A version: its three numbers and its prerelease identifiers, numbers as BigInt. */
export interface ReferenceSemver {
  readonly core: readonly [bigint, bigint, bigint];
  readonly prerelease: readonly (bigint | string)[];
}

const SEMVER =
  /^v?(0|[1-9][0-9]*)(?:\.(0|[1-9][0-9]*)(?:\.(0|[1-9][0-9]*))?)?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

/** A version, or null when the value is of another type (contract 3, semver). */
export function referenceSemver(value: unknown): ReferenceSemver | null {
  if (typeof value !== 'string' || value.length > 256 || value.includes('\n')) return null;
  const parts = SEMVER.exec(value);
  if (parts === null) return null;
  const identifiers = parts[4] === undefined ? [] : parts[4].split('.');
  if (identifiers.some((identifier) => /^0[0-9]+$/.test(identifier))) return null;
  return {
    core: [BigInt(parts[1] ?? 0), BigInt(parts[2] ?? 0), BigInt(parts[3] ?? 0)],
    prerelease: identifiers.map((identifier) => (/^[0-9]+$/.test(identifier) ? BigInt(identifier) : identifier)),
  };
}

/** SemVer 2.0 precedence: negative, 0 or positive. */
export function compareReferenceSemver(left: ReferenceSemver, right: ReferenceSemver): number {
  for (const index of [0, 1, 2] as const) {
    if (left.core[index] !== right.core[index]) return left.core[index] < right.core[index] ? -1 : 1;
  }
  if (left.prerelease.length === 0 || right.prerelease.length === 0) {
    return right.prerelease.length - left.prerelease.length === 0 ? 0 : left.prerelease.length === 0 ? 1 : -1;
  }
  for (let index = 0; ; index += 1) {
    const a = left.prerelease[index];
    const b = right.prerelease[index];
    if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
    if (a === b) continue;
    if (typeof a !== typeof b) return typeof a === 'bigint' ? -1 : 1;
    return a < b ? -1 : 1;
  }
}

const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[Tt](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(?:[Zz]|([+-])(\d{2}):(\d{2})))?$/;

/** UTC epoch milliseconds, or null when the value is of another type (contract 3, date). */
export function referenceDate(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? Math.trunc(value) + 0 : null;
  if (typeof value !== 'string' || value.includes('\n')) return null;
  const parts = DATE.exec(value);
  if (parts === null) return null;
  const field = (index: number): number => Number(parts[index] ?? 0);
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map(field) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (year === 0 || hour > 23 || minute > 59 || second > 59 || field(9) > 23 || field(10) > 59) return null;
  const midnight = new Date(0);
  midnight.setUTCFullYear(year, month - 1, day);
  if (midnight.getUTCFullYear() !== year || midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day)
    return null;
  const milliseconds = Number((parts[7] ?? '').padEnd(3, '0').slice(0, 3));
  const offset = (parts[8] === '-' ? -1 : 1) * (field(9) * 60 + field(10)) * 60_000;
  return midnight.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds - offset;
}

/** An address: its family, and its bits as one number. */
export interface ReferenceIp {
  readonly family: 4 | 6;
  readonly bits: bigint;
}

function dottedQuad(text: string): bigint | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (parts === null || text.includes('\n')) return null;
  let bits = 0n;
  for (const part of parts.slice(1)) {
    if (String(Number(part)) !== part || Number(part) > 255) return null;
    bits = bits * 256n + BigInt(part);
  }
  return bits;
}

function groupsOf(text: string): bigint[] | null {
  if (text === '') return [];
  const groups: bigint[] = [];
  const pieces = text.split(':');
  for (const [index, piece] of pieces.entries()) {
    const quad = index === pieces.length - 1 ? dottedQuad(piece) : null;
    if (quad !== null) groups.push(quad >> 16n, quad & 0xffffn);
    else if (/^[0-9A-Fa-f]{1,4}$/.test(piece) && !piece.includes('\n')) groups.push(BigInt(`0x${piece}`));
    else return null;
  }
  return groups;
}

/** An address, or null when the value is of another type; a mapped IPv4 address is IPv4 (contract 3, cidr). */
export function referenceIp(value: unknown): ReferenceIp | null {
  if (typeof value !== 'string') return null;
  const quad = dottedQuad(value);
  if (quad !== null) return { family: 4, bits: quad };
  const halves = value.split('::');
  if (halves.length > 2) return null;
  const front = groupsOf(halves[0] ?? '');
  const back = halves.length === 2 ? groupsOf(halves[1] ?? '') : [];
  if (front === null || back === null) return null;
  // A dotted quad may only be the very end, so not what stands before `::`.
  if (halves.length === 2 && (halves[0] ?? '').includes('.')) return null;
  const missing = 8 - front.length - back.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const groups = [...front, ...Array.from({ length: missing }, () => 0n), ...back];
  const bits = groups.reduce((sum, group) => sum * 65536n + group, 0n);
  return bits >> 32n === 0xffffn ? { family: 4, bits: bits & 0xffffffffn } : { family: 6, bits };
}

/** Whether an address lies in a range written `address[/prefix]`. */
export function referenceInCidr(value: unknown, range: string): boolean {
  const ip = referenceIp(value);
  const [address, prefixText] = range.split('/') as [string, string | undefined];
  const base = referenceIp(address);
  if (ip === null || base === null || ip.family !== base.family) return false;
  const width = base.family === 4 ? 32 : 128;
  const written = prefixText === undefined ? width : Number(prefixText);
  const prefix = prefixText !== undefined && base.family === 4 && address.includes(':') ? written - 96 : written;
  const host = BigInt(width - prefix);
  return ip.bits >> host === base.bits >> host;
}

/** `lower(x)` of one string: code points up to U+052F, each to the first code point of its lower case. */
export function referenceLower(text: string): string {
  return Array.from(text, (character) => {
    const point = character.codePointAt(0) ?? 0;
    return point <= 0x52f ? String.fromCodePoint(character.toLowerCase().codePointAt(0) ?? 0) : character;
  }).join('');
}
