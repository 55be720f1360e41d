/** Words that are part of the language, or kept out of it for good: none may be a path's first step without backticks. */
const RESERVED: ReadonlySet<string> = new Set([
  'and',
  'or',
  'not',
  'in',
  'contains',
  'any',
  'all',
  'starts_with',
  'ends_with',
  'matches',
  'is',
  'present',
  'absent',
  'segment',
  'semver',
  'date',
  'cidr',
  'lower',
  'now',
  'true',
  'false',
  'null',
  'if',
  'then',
  'else',
  'between',
  'like',
  'before',
  'after',
]);

/** Whether a path's first step must be quoted to be this name. Case matters: `Date` is an ordinary name. */
export function isReserved(name: string): boolean {
  return RESERVED.has(name);
}
