import {
  type Cidr,
  hasHostBits,
  type Ip,
  maskedAddress,
  parseCidr,
  parseDate,
  parseSemver,
} from '@flagforge/sdk/engine';
import type { LiteralNode } from './ast.ts';
import { printLiteral } from './print.ts';
import type { LiteralKind } from './type-table.ts';

/** Why a text is no semver, date or cidr, in words; null when it is one. Host bits are not looked at. */
export function explainTyped(kind: 'semver' | 'date' | 'cidr', text: string): string | null {
  if (kind === 'semver') return parseSemver(text) === null ? explainSemver(text) : null;
  if (kind === 'date') return parseDate(text) === null ? explainDate(text) : null;
  return parseCidr(text) === null ? explainCidr(text) : null;
}

function explainSemver(text: string): string {
  if (text.length > 256) return 'it is longer than 256 characters';
  if (/^V/.test(text)) return 'the "v" is written in lower case';
  if (/^v?\d+(\.\d+){3,}/.test(text)) return 'it has more than three numbers';
  if (/^v?(\d+\.)*0\d/.test(text)) return 'a number has a leading zero';
  if (/^v?\d+(\.\d+){0,2}-/.test(text))
    return 'a prerelease is dot-separated letters, digits and dashes, its numbers without leading zeros';
  return 'it is written like 2.1.0, 2.1 or 2.1.0-beta.1';
}

function explainDate(text: string): string {
  const day = /^(\d{4})-(\d{2})-(\d{2})(?:$|[Tt ])/.exec(text);
  if (day === null) return 'it is written like 2026-12-01 or 2026-12-01T09:00:00Z';
  if (day[1] === '0000') return 'there is no year 0000';
  if (parseDate(text.slice(0, 10)) === null) return `there is no day ${text.slice(0, 10)}`;
  if (text.charAt(10) === ' ') return 'a "T" stands between the day and the time';
  if (/^.{11}24/.test(text)) return 'there is no hour 24';
  if (/^.{11}\d{2}:\d{2}:60/.test(text)) return 'there is no second 60';
  if (/^.{11}\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/.test(text))
    return 'its offset is missing: end it with Z, or with one such as +02:00';
  return 'its time is written like 09:00:00Z or 09:00:00+02:00';
}

function explainCidr(text: string): string {
  const [address = '', prefix] = text.split('/');
  if (prefix !== undefined && parseCidr(address) !== null) {
    if (/^::ffff:/i.test(address) || /^0*:.*ffff:/i.test(address))
      return 'the prefix of an IPv4-mapped address is 96 to 128';
    return `its prefix is a plain number from 0 to ${address.includes(':') ? 128 : 32}`;
  }
  if (/^\d+(\.\d+){3}$/.test(address)) return 'an IPv4 address is four numbers from 0 to 255 without leading zeros';
  return 'it is written like 10.0.0.0/8 or 2001:db8::/32';
}

/** The network that a cidr with host bits set means, as text; null when it has none. */
export function maskedCidr(text: string): string | null {
  const cidr = parseCidr(text);
  return cidr === null || !hasHostBits(cidr) ? null : printCidr({ address: maskedAddress(cidr), prefix: cidr.prefix });
}

function printCidr(cidr: Cidr): string {
  return `${printIp(cidr.address)}/${cidr.prefix}`;
}

/** An address in its usual form. @see RFC 5952 */
function printIp(ip: Ip): string {
  if (ip.length === 2) return ip.flatMap((group) => [group >> 8, group & 255]).join('.');
  let start = -1;
  let length = 1;
  for (let from = 0; from < ip.length; from += 1) {
    let to = from;
    while (to < ip.length && ip[to] === 0) to += 1;
    if (to - from > length) [start, length] = [from, to - from];
  }
  const hex = ip.map((group) => group.toString(16));
  if (start < 0) return hex.join(':');
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`;
}

const JSON_NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
/** Below this a number is hardly meant as epoch milliseconds: 1973-03-03. */
const SMALLEST_PLAUSIBLE_MS = 100_000_000_000;

/**
 * What the author plainly meant when a literal of another kind stands there, as the language writes it.
 * @param source the literal as written, which alone knows that 2.10 is no 2.1
 * @returns null when it could mean several things, or nothing of that kind.
 */
export function convertLiteral(literal: LiteralNode, source: string, kind: LiteralKind): string | null {
  const text = literal.kind === 'number' || literal.kind === 'boolean' ? source : literal.value;
  switch (kind) {
    case 'string':
      return literal.kind === 'number' || literal.kind === 'boolean' ? JSON.stringify(text) : null;
    case 'number':
      return literal.kind === 'string' && JSON_NUMBER.test(text) && isUsableNumber(text) ? text : null;
    case 'boolean':
      return literal.kind === 'string' && (text === 'true' || text === 'false') ? text : null;
    case 'date':
      if (literal.kind === 'number') return dateOf(literal.value);
      return literal.kind === 'string' && parseDate(text) !== null ? `date ${JSON.stringify(text)}` : null;
    case 'semver': {
      const isText = literal.kind === 'string' || literal.kind === 'number';
      return isText && parseSemver(text) !== null ? `semver ${JSON.stringify(text)}` : null;
    }
    case 'cidr':
      if (literal.kind !== 'string' || parseCidr(text) === null) return null;
      return `cidr ${JSON.stringify(maskedCidr(text) ?? text)}`;
  }
}

function isUsableNumber(text: string): boolean {
  const value = Number(text);
  return Number.isFinite(value) && (/[.eE]/.test(text) || Number.isSafeInteger(value));
}

function dateOf(ms: number): string | null {
  const isPlausible = ms >= SMALLEST_PLAUSIBLE_MS && ms < 253_402_300_800_000 && Number.isInteger(ms);
  return isPlausible ? printLiteral({ kind: 'date', value: printInstant(ms), span: [0, 0] }) : null;
}

/** An instant as the shortest RFC 3339 text that the language reads back to the same millisecond. */
export function printInstant(ms: number): string {
  const hours = 60 * 60_000;
  // Offsets make instants possible that lie a day outside the years 0001 to 9999 of UTC.
  const shift =
    ms < -62_135_596_800_000 ? 23 * hours + 59 * 60_000 : ms >= 253_402_300_800_000 ? -(23 * hours + 59 * 60_000) : 0;
  const text = new Date(ms + shift).toISOString().replace('.000Z', 'Z');
  if (shift !== 0) return text.replace('Z', shift > 0 ? '+23:59' : '-23:59');
  return text.endsWith('T00:00:00Z') ? text.slice(0, 10) : text;
}
