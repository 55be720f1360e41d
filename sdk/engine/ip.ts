import { isMadeOf } from './characters.ts';

/** An address as 16-bit groups: two for IPv4, eight for IPv6. IPv4-mapped IPv6 is IPv4. */
export type Ip = readonly number[];

/** A network: its address and how many leading bits count (0..32 or 0..128). */
export interface Cidr {
  readonly address: Ip;
  readonly prefix: number;
}

const MAX_IP_CHARACTERS = 45;

/** The plain decimal integer of a text up to `max`, or -1: no sign, no leading zero. */
function decimal(text: string, max: number): number {
  const value = Number(text);
  return `${value}` === text && value % 1 === 0 && value >= 0 && value <= max ? value : -1;
}

/** The two groups of a strict dotted quad, or null. */
function parseQuad(text: string): number[] | null {
  const parts = text.split('.');
  const groups = [0, 0];
  for (let i = 0; i < 4; i += 1) {
    const byte = i < parts.length ? decimal(parts[i] as string, 255) : -1;
    if (byte < 0) return null;
    groups[i >> 1] = (groups[i >> 1] as number) * 256 + byte;
  }
  return parts.length === 4 ? groups : null;
}

/** The value of one to four hexadecimal digits, or NaN. */
function parseHex(text: string): number {
  return text.length < 5 && isMadeOf(text, true) ? Number(`0x${text}`) : Number.NaN;
}

/** Adds the groups between colons; false when one is none. Only the last of an address may be a dotted quad. */
function addGroups(text: string, isEnd: boolean, groups: number[]): boolean {
  const parts = text === '' ? [] : text.split(':');
  for (let i = 0; i < parts.length; i += 1) {
    const part = parts[i] as string;
    const quad = isEnd && i === parts.length - 1 ? parseQuad(part) : null;
    const value = quad === null ? parseHex(part) : 0;
    if (value !== value) return false;
    if (quad === null) groups.push(value);
    else groups.push(quad[0] as number, quad[1] as number);
  }
  return true;
}

/** The eight groups of an RFC 4291 address, or null. */
function parseGroups(text: string): number[] | null {
  const halves = text.split('::');
  const groups: number[] = [];
  const tail: number[] = [];
  if (halves.length > 2 || !addGroups(halves[0] as string, halves.length === 1, groups)) return null;
  if (halves.length === 2) {
    if (!addGroups(halves[1] as string, true, tail) || groups.length + tail.length > 7) return null;
    while (groups.length + tail.length < 8) groups.push(0);
  }
  return groups.length + tail.length === 8 ? groups.concat(tail) : null;
}

/** Whether an address stands for an IPv4 one, in its last two groups. */
function isMapped(groups: Ip): boolean {
  return groups.join().startsWith('0,0,0,0,0,65535,');
}

function parseAddress(text: string): Ip | null {
  // Nothing longer is one: not looked at any further.
  fast: if (text.length > MAX_IP_CHARACTERS) return null;
  return parseQuad(text) || parseGroups(text);
}

/** An IPv4 (strict dotted quad) or IPv6 (RFC 4291) address, or null. `::ffff:a.b.c.d` in any spelling is IPv4. */
export function parseIp(text: string): Ip | null {
  const groups = parseAddress(text);
  return groups !== null && isMapped(groups) ? groups.slice(6) : groups;
}

/**
 * `address[/prefix]`, or null when it is malformed. No prefix is one address. The prefix of an IPv4-mapped
 * address counts from 96; below 96 it is malformed. Host bits are kept: see `hasHostBits`.
 * @see contract 3, cidr
 */
export function parseCidr(text: string): Cidr | null {
  const slash = text.indexOf('/');
  const groups = parseAddress(slash < 0 ? text : text.substring(0, slash));
  if (groups === null) return null;
  const bits = groups.length * 16;
  const prefix = slash < 0 ? bits : decimal(text.substring(slash + 1), bits);
  if (prefix < 0) return null;
  if (!isMapped(groups)) return { address: groups, prefix };
  return prefix < 96 ? null : { address: groups.slice(6), prefix: prefix - 96 };
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
    // The bits in which they differ lie below the prefix, or at its end.
    if (((address[i] as number) ^ (cidr.address[i] as number)) >= 2 ** (16 * i + 16 - cidr.prefix)) return false;
  }
  return true;
}
