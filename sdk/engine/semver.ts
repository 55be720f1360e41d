/** A parsed version. Numbers stay decimal text without leading zeros, so that parts may have any length. */
export interface Semver {
  readonly major: string;
  readonly minor: string;
  readonly patch: string;
  /** Prerelease identifiers; empty for a release. */
  readonly prerelease: readonly string[];
}

const MAX_SEMVER_CHARACTERS = 256;
const DOT = 46;
const DASH = 45;
const PLUS = 43;
const ZERO = 48;

function isDigit(code: number | undefined): boolean {
  return code !== undefined && code >= ZERO && code <= 57;
}

function isIdentifierCharacter(code: number | undefined): boolean {
  return (
    code !== undefined &&
    ((code >= ZERO && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === DASH)
  );
}

/** The end of the number that starts at `start`, or -1 when there is none or it has a leading zero. */
function numberEnd(text: string, start: number): number {
  let end = start;
  while (isDigit(text.codePointAt(end))) end += 1;
  if (end === start || (end - start > 1 && text.codePointAt(start) === ZERO)) return -1;
  return end;
}

function isNumeric(identifier: string): boolean {
  for (let i = 0; i < identifier.length; i += 1) if (!isDigit(identifier.codePointAt(i))) return false;
  return true;
}

/** The identifiers from `at` (a dash or plus) on: where they end, or -1 when one is empty or not allowed. */
function identifiersEnd(text: string, at: number, prerelease: string[] | null): number {
  let end = at;
  do {
    const start = end + 1;
    end = start;
    while (isIdentifierCharacter(text.codePointAt(end))) end += 1;
    if (end === start) return -1;
    if (prerelease !== null) {
      const identifier = text.substring(start, end);
      if (isNumeric(identifier) && numberEnd(identifier, 0) < 0) return -1;
      prerelease.push(identifier);
    }
  } while (text.codePointAt(end) === DOT);
  return end;
}

const RELEASE: readonly string[] = [];

/**
 * Parses `[v]digits[.digits[.digits]][-prerelease][+build]`; missing parts are 0, build is ignored.
 * Returns null for anything else: leading zeros, four parts, `V`, over 256 characters.
 *
 * @see contract 3, semver; SemVer 2.0.0
 */
export function parseSemver(text: string): Semver | null {
  // Everything valid is ASCII, so that indices are the same in every engine up to the first fault.
  if (text.length > MAX_SEMVER_CHARACTERS) return null;
  const start = text.codePointAt(0) === 118 ? 1 : 0;
  let end = numberEnd(text, start);
  if (end < 0) return null;
  const major = text.substring(start, end);
  let minor = '0';
  let patch = '0';
  if (text.codePointAt(end) === DOT) {
    const from = end + 1;
    end = numberEnd(text, from);
    if (end < 0) return null;
    minor = text.substring(from, end);
    if (text.codePointAt(end) === DOT) {
      const last = end + 1;
      end = numberEnd(text, last);
      if (end < 0) return null;
      patch = text.substring(last, end);
    }
  }
  if (end === text.length) return { major, minor, patch, prerelease: RELEASE };
  const prerelease: string[] = [];
  if (text.codePointAt(end) === DASH) end = identifiersEnd(text, end, prerelease);
  if (end >= 0 && text.codePointAt(end) === PLUS) end = identifiersEnd(text, end, null);
  return end === text.length ? { major, minor, patch, prerelease } : null;
}

/** Decimal texts without leading zeros: the longer is the greater, equal lengths compare as text. */
function compareNumbers(a: string, b: string): number {
  if (a.length !== b.length) return a.length < b.length ? -1 : 1;
  return a === b ? 0 : a < b ? -1 : 1;
}

function compareIdentifiers(a: string, b: string): number {
  const isNumberA = isNumeric(a);
  const isNumberB = isNumeric(b);
  if (isNumberA && isNumberB) return compareNumbers(a, b);
  if (isNumberA !== isNumberB) return isNumberA ? -1 : 1;
  return a === b ? 0 : a < b ? -1 : 1;
}

/** SemVer 2.0 precedence: negative when `a` comes before `b`, 0 when equal, else positive. */
export function compareSemver(a: Semver, b: Semver): number {
  let order = compareNumbers(a.major, b.major);
  if (order === 0) order = compareNumbers(a.minor, b.minor);
  if (order === 0) order = compareNumbers(a.patch, b.patch);
  if (order !== 0) return order;
  const lengthA = a.prerelease.length;
  const lengthB = b.prerelease.length;
  if (lengthA === 0 || lengthB === 0) return lengthA === lengthB ? 0 : lengthA === 0 ? 1 : -1;
  for (let i = 0; i < lengthA && i < lengthB; i += 1) {
    order = compareIdentifiers(a.prerelease[i] as string, b.prerelease[i] as string);
    if (order !== 0) return order;
  }
  return lengthA === lengthB ? 0 : lengthA < lengthB ? -1 : 1;
}
