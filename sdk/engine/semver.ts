import { codeAt } from './code-at.ts';

/**
 * A parsed version, as a text that sorts by precedence: the greater version is the greater text. Versions that differ in
 * their build alone are the same text.
 */
export type Semver = string;

const MAX_SEMVER_CHARACTERS = 256;
/** Greater than whatever begins a prerelease, since a release comes after all of its prereleases. */
const RELEASE = '~';
const DASH = 45;

/** Whether a text is one or more digits, or (`isWide`) digits, Latin letters and dashes. */
function isIdentifier(text: string, isWide: boolean): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const code = codeAt(text, i);
    // An upper-case letter is the lower-case one without its bit of 32.
    const isLetter = isWide && (code === DASH || ((code | 32) > 96 && (code | 32) < 123));
    if (!isLetter && !(code > 47 && code < 58)) return false;
  }
  return text !== '';
}

/** The sort key of a decimal number, or '' for what is none or has leading zeros: the longer is the greater. */
function numberKey(text: string): string {
  if (!isIdentifier(text, false) || (text.length > 1 && codeAt(text, 0) === 48)) return '';
  return `${1000 + text.length}${text}`;
}

/** The sort key of a prerelease identifier, or '': numbers come before others, which end below all that may follow. */
function identifierKey(text: string): string {
  if (!isIdentifier(text, true)) return '';
  if (!isIdentifier(text, false)) return `1${text} `;
  const key = numberKey(text);
  return key === '' ? '' : `0${key}`;
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

/**
 * Parses `[v]digits[.digits[.digits]][-prerelease][+build]`; missing parts are 0, build is ignored.
 * Returns null for anything else: leading zeros, four parts, `V`, over 256 characters.
 *
 * @see contract 3, semver; SemVer 2.0.0
 */
export function parseSemver(text: string): Semver | null {
  if (text.length > MAX_SEMVER_CHARACTERS) return null;
  const plus = text.indexOf('+');
  const version = plus < 0 ? text : text.substring(0, plus);
  const dash = version.indexOf('-');
  let core = dash < 0 ? version : version.substring(0, dash);
  for (let missing = 3 - core.split('.').length; missing !== 0; missing -= 1) {
    if (missing < 0) return null;
    core += '.0';
  }
  const numbers = keyOf(core.startsWith('v') ? core.substring(1) : core, numberKey);
  const prerelease = dash < 0 ? RELEASE : keyOf(version.substring(dash + 1), identifierKey);
  const build = plus < 0 || keyOf(text.substring(plus + 1), (part) => (isIdentifier(part, true) ? part : ''));
  return numbers && prerelease && build ? numbers + prerelease : null;
}

/** SemVer 2.0 precedence: negative when `a` comes before `b`, 0 when equal, else positive. */
export function compareSemver(a: Semver, b: Semver): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
