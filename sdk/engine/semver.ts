import { isMadeOf } from './characters.ts';

/**
 * A parsed version, as a text that sorts by precedence: the greater version is the greater text. Versions that differ in
 * their build alone are the same text.
 */
export type Semver = string;

const MAX_SEMVER_CHARACTERS = 256;
/** Greater than whatever begins a prerelease, since a release comes after all of its prereleases. */
const RELEASE = '~';

/** The sort key of a decimal number, or '' for what is none or has leading zeros: the longer is the greater. */
function numberKey(text: string): string {
  if (!isMadeOf(text, false) || (text.length > 1 && text.startsWith('0'))) return '';
  return `${1000 + text.length}${text}`;
}

/** The sort key of a prerelease identifier, or '': numbers come before others, which end below all that may follow. */
function identifierKey(text: string): string {
  if (!isMadeOf(text, true)) return '';
  if (!isMadeOf(text, false)) return `1${text} `;
  const key = numberKey(text);
  return key && `0${key}`;
}

/** The keys of the parts between dots, one after the other, or '' when a part has none. */
function keyOf(text: string, partKey: (part: string) => string): string {
  const parts = text.split('.');
  let key = '';
  for (let i = 0; i < parts.length; i += 1) {
    const next = partKey(parts[i] as string);
    if (next === '') return '';
    key += next;
  }
  return key;
}

const MOST_REMEMBERED = 256;
let remembered: Record<string, Semver | null> = Object.create(null);
let rememberedCount = 0;

/** The same of a text that was asked about lately: of one attribute there are few versions, and many questions. */
function recall(text: string): Semver | null {
  const known = remembered[text];
  if (known !== undefined) return known;
  const parsed = sortKey(text);
  if (rememberedCount === MOST_REMEMBERED) {
    remembered = Object.create(null);
    rememberedCount = 0;
  }
  rememberedCount += 1;
  remembered[text] = parsed;
  return parsed;
}

/**
 * Parses `[v]digits[.digits[.digits]][-prerelease][+build]`; missing parts are 0, build is ignored.
 * Returns null for anything else: leading zeros, four parts, `V`, over 256 characters.
 *
 * @see contract 3, semver; SemVer 2.0.0
 */
export function parseSemver(text: string): Semver | null {
  if (text.length > MAX_SEMVER_CHARACTERS) return null;
  fast: return recall(text);
  return sortKey(text);
}

function sortKey(text: string): Semver | null {
  const plus = text.indexOf('+');
  const version = plus < 0 ? text : text.slice(0, plus);
  const dash = version.indexOf('-');
  const core = dash < 0 ? version : version.slice(0, dash);
  const parts = core.split('.').length;
  // The missing parts: two of them after one, one after two.
  const whole = core.slice(core.startsWith('v') ? 1 : 0) + '.0.0'.slice(2 * parts - 2);
  const numbers = parts > 3 ? '' : keyOf(whole, numberKey);
  const prerelease = dash < 0 ? RELEASE : keyOf(version.slice(dash + 1), identifierKey);
  const build = plus < 0 || keyOf(text.slice(plus + 1), (part) => (isMadeOf(part, true) ? part : ''));
  return numbers && prerelease && build ? numbers + prerelease : null;
}

/** SemVer 2.0 precedence: negative when `a` comes before `b`, 0 when equal, else positive. */
export function compareSemver(a: Semver, b: Semver): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
