import { type Condition, type Literal, parseDate, parseIp, parseSemver } from '@flagforge/sdk/engine';

type AttributeCondition = Exclude<Condition, { op: 'and' | 'or' | 'not' | 'segment' | 'now' }>;

/** What is not of the type that a comparison needs, `a text, not a number`: the reason that nobody expects. null: it is. */
export function mismatchOf(condition: AttributeCondition, value: unknown): string | null {
  switch (condition.op) {
    case 'present':
      return null;
    case 'contains_any':
    case 'contains_all':
      return Array.isArray(value) ? null : notA(value, 'a list');
    case 'contains':
      return Array.isArray(value) || typeof value === typeof condition.value ? null : notA(value, 'a list');
    case 'starts_with':
    case 'ends_with':
    case 'matches':
      return typeof value === 'string' ? null : notA(value, 'a text');
    case 'in':
      return unlike(condition.values[0], value);
    default:
      return unlike(condition.value, value);
  }
}

function unlike(literal: Literal | undefined, value: unknown): string | null {
  if (literal === undefined) return null;
  if (typeof literal !== 'object')
    return typeof value === typeof literal ? null : notA(value, LITERALS[typeof literal] ?? 'that');
  if ('semver' in literal) return typeof value === 'string' && parseSemver(value) !== null ? null : 'not a version';
  if ('date' in literal) return parseDate(value) !== null ? null : 'not a date';
  return typeof value === 'string' && parseIp(value) !== null ? null : 'not an IP address';
}

const LITERALS: Readonly<Record<string, string>> = { string: 'a text', number: 'a number', boolean: 'true or false' };

/** `a text, not a number`; only what it is not, where what it is can be seen. */
function notA(value: unknown, wanted: string): string {
  if (value === '' || typeof value === 'boolean') return `not ${wanted}`;
  const noun = Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : LITERALS[typeof value];
  return `${noun ?? 'something'}, not ${wanted}`;
}
