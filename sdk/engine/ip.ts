/** An address as 16-bit groups: two for IPv4, eight for IPv6. IPv4-mapped IPv6 is IPv4. */
export type Ip = readonly number[];

/** A network: its address and how many leading bits count (0..32 or 0..128). */
export interface Cidr {
  readonly address: Ip;
  readonly prefix: number;
}

const COLON = 58;
const DOT = 46;

function hexValue(code: number | undefined): number {
  if (code === undefined) return -1;
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 97 && code <= 102) return code - 87;
  if (code >= 65 && code <= 70) return code - 55;
  return -1;
}

/** The plain decimal number in [start, end) up to `max`, or -1: no sign, no leading zero. */
function decimal(text: string, start: number, end: number, max: number): number {
  if (end <= start || end - start > 3 || (end - start > 1 && text.codePointAt(start) === 48)) return -1;
  let value = 0;
  for (let i = start; i < end; i += 1) {
    const digit = hexValue(text.codePointAt(i));
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value > max ? -1 : value;
}

/** The two groups of a strict dotted quad in [start, end), or null. */
function parseQuad(text: string, start: number, end: number): number[] | null {
  const bytes: number[] = [];
  let from = start;
  for (let i = start; i <= end; i += 1) {
    if (i < end && text.codePointAt(i) !== DOT) continue;
    const byte = decimal(text, from, i, 255);
    if (byte < 0 || bytes.length === 4) return null;
    bytes.push(byte);
    from = i + 1;
  }
  if (bytes.length !== 4) return null;
  return [(bytes[0] as number) * 256 + (bytes[1] as number), (bytes[2] as number) * 256 + (bytes[3] as number)];
}

/** The eight groups of an RFC 4291 address in [0, end), or null. */
function parseGroups(text: string, end: number): number[] | null {
  const groups: number[] = [];
  let gap = -1;
  let at = 0;
  if (text.codePointAt(0) === COLON) {
    if (text.codePointAt(1) !== COLON) return null;
    gap = 0;
    at = 2;
  }
  while (at < end) {
    let stop = at;
    let value = 0;
    while (stop < end && hexValue(text.codePointAt(stop)) >= 0) {
      value = value * 16 + hexValue(text.codePointAt(stop));
      stop += 1;
      if (stop - at > 4) return null;
    }
    if (stop < end && text.codePointAt(stop) === DOT) {
      const quad = parseQuad(text, at, end);
      if (quad === null) return null;
      groups.push(quad[0] as number, quad[1] as number);
      break;
    }
    if (stop === at) return null;
    groups.push(value);
    if (groups.length > 8) return null;
    if (stop === end) break;
    if (text.codePointAt(stop) !== COLON) return null;
    at = stop + 1;
    if (text.codePointAt(at) === COLON && at < end) {
      if (gap >= 0) return null;
      gap = groups.length;
      at += 1;
    } else if (at === end) return null;
  }
  if (gap < 0) return groups.length === 8 ? groups : null;
  if (groups.length > 7) return null;
  const whole: number[] = [];
  for (let i = 0; i < gap; i += 1) whole.push(groups[i] as number);
  for (let i = groups.length; i < 8; i += 1) whole.push(0);
  for (let i = gap; i < groups.length; i += 1) whole.push(groups[i] as number);
  return whole;
}

function isMapped(groups: Ip): boolean {
  for (let i = 0; i < 5; i += 1) if (groups[i] !== 0) return false;
  return groups[5] === 0xffff;
}

const MAX_IP_CHARACTERS = 45;

function parseAddress(text: string, end: number): Ip | null {
  if (end > MAX_IP_CHARACTERS) return null;
  return parseQuad(text, 0, end) || parseGroups(text, end);
}

/** An IPv4 (strict dotted quad) or IPv6 (RFC 4291) address, or null. `::ffff:a.b.c.d` in any spelling is IPv4. */
export function parseIp(text: string): Ip | null {
  const groups = parseAddress(text, text.length);
  if (groups !== null && groups.length === 8 && isMapped(groups)) return [groups[6] as number, groups[7] as number];
  return groups;
}

/**
 * `address[/prefix]`, or null when it is malformed. No prefix is one address. The prefix of an IPv4-mapped
 * address counts from 96; below 96 it is malformed. Host bits are kept: see `hasHostBits`.
 * @see contract 3, cidr
 */
export function parseCidr(text: string): Cidr | null {
  const slash = text.indexOf('/');
  const end = slash < 0 ? text.length : slash;
  const groups = parseAddress(text, end);
  if (groups === null) return null;
  const bits = groups.length * 16;
  const prefix = slash < 0 ? bits : decimal(text, slash + 1, text.length, bits);
  if (prefix < 0) return null;
  if (bits === 32 || !isMapped(groups)) return { address: groups, prefix };
  return prefix < 96 ? null : { address: [groups[6] as number, groups[7] as number], prefix: prefix - 96 };
}

/** How many of the bits of group `index` lie within the prefix, as a 16-bit mask. */
function maskOf(prefix: number, index: number): number {
  const bits = prefix - index * 16;
  if (bits >= 16) return 0xffff;
  return bits <= 0 ? 0 : (0xffff << (16 - bits)) & 0xffff;
}

/** The network's first address: host bits cleared. */
export function maskedAddress(cidr: Cidr): Ip {
  const groups: number[] = [];
  for (let i = 0; i < cidr.address.length; i += 1) groups.push((cidr.address[i] as number) & maskOf(cidr.prefix, i));
  return groups;
}

/** Whether bits below the prefix are set, which the compiler refuses. */
export function hasHostBits(cidr: Cidr): boolean {
  for (let i = 0; i < cidr.address.length; i += 1) {
    if (((cidr.address[i] as number) & ~maskOf(cidr.prefix, i) & 0xffff) !== 0) return true;
  }
  return false;
}

/** Whether the address lies in the network. Families never match one another. */
export function isInCidr(address: Ip, cidr: Cidr): boolean {
  if (address.length !== cidr.address.length) return false;
  for (let i = 0; i < address.length; i += 1) {
    if ((((address[i] as number) ^ (cidr.address[i] as number)) & maskOf(cidr.prefix, i)) !== 0) return false;
  }
  return true;
}
