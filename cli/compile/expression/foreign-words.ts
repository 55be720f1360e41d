/**
 * Operators as other languages write them, in lower case, and what this one writes.
 * Reserved words in another case (`CONTAINS`) are found by the reserved words themselves.
 */
const FOREIGN_OPERATORS: Readonly<Record<string, string>> = {
  startswith: 'starts_with',
  begins_with: 'starts_with',
  beginswith: 'starts_with',
  starts: 'starts_with',
  prefix: 'starts_with',
  endswith: 'ends_with',
  ends: 'ends_with',
  suffix: 'ends_with',
  match: 'matches',
  regex: 'matches',
  regexp: 'matches',
  matches_regex: 'matches',
  rlike: 'matches',
  includes: 'contains',
  include: 'contains',
  has: 'contains',
  eq: '==',
  equals: '==',
  equal: '==',
  ne: '!=',
  neq: '!=',
  not_equals: '!=',
  gt: '>',
  gte: '>=',
  ge: '>=',
  lt: '<',
  lte: '<=',
  le: '<=',
  one_of: 'in',
  oneof: 'in',
  not_in: 'not in',
  notin: 'not in',
  not_contains: 'not contains',
  exists: 'is present',
  before: '<',
  after: '>',
};

const OPERATOR_WORDS: ReadonlySet<string> = new Set([
  'not',
  'in',
  'contains',
  'starts_with',
  'ends_with',
  'matches',
  'is',
  'between',
  'like',
]);

/** What an operator word in another case or of another language is here; undefined when it is no operator anywhere. */
export function meantOperator(word: string): string | undefined {
  const lower = word.toLowerCase();
  if (OPERATOR_WORDS.has(lower)) return lower;
  return Object.hasOwn(FOREIGN_OPERATORS, lower) ? FOREIGN_OPERATORS[lower] : undefined;
}

/** What can follow `is` in other languages, in lower case: what is meant, `present` or `absent`. */
const STATES: Readonly<Record<string, 'present' | 'absent'>> = {
  present: 'present',
  set: 'present',
  defined: 'present',
  known: 'present',
  exists: 'present',
  absent: 'absent',
  missing: 'absent',
  unset: 'absent',
  undefined: 'absent',
  unknown: 'absent',
  none: 'absent',
  nil: 'absent',
  null: 'absent',
};

export function meantPresence(word: string): 'present' | 'absent' | undefined {
  const lower = word.toLowerCase();
  return Object.hasOwn(STATES, lower) ? STATES[lower] : undefined;
}

/** Other languages' names for "no value", in lower case. */
const NOTHING: ReadonlySet<string> = new Set(['null', 'nil', 'none', 'undefined']);

export function meansNothing(word: string): boolean {
  return NOTHING.has(word.toLowerCase());
}
