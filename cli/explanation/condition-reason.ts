import {
  type Condition,
  type ConditionTrace,
  type Literal,
  parseDate,
  parseIp,
  parseSemver,
} from '@flagforge/sdk/engine';
import { phraseCondition, printPath } from '../compile/expression/index.ts';
import { shorten } from '../diagnostics/shorten.ts';

/** How many parts of an `and` or `or` are named before the rest is only counted. */
const MAX_PARTS = 3;
const MAX_PHRASE = 100;

const joined = (parts: readonly string[]): string => {
  const different = [...new Set(parts)];
  const shown = different.slice(0, MAX_PARTS).join(' and ');
  return different.length > MAX_PARTS ? `${shown} and ${different.length - MAX_PARTS} more` : shown;
};

/** Why a condition holds, in a few words: `region starts_with "us-"`. */
export function whyTrue(trace: ConditionTrace): string {
  const { condition, of } = trace;
  switch (condition.op) {
    case 'and':
      return joined(of.map(whyTrue));
    case 'or':
      return joined(
        of
          .filter(({ isTrue }) => isTrue)
          .slice(0, 1)
          .map(whyTrue),
      );
    case 'not':
      return joined(of.map(whyFalse));
    case 'segment':
      return `in segment ${JSON.stringify(condition.name)}`;
    default:
      return shorten(phraseCondition(condition), MAX_PHRASE);
  }
}

/** Why a condition does not hold: `email is missing`, `age is 17, not >= 18`. */
export function whyFalse(trace: ConditionTrace): string {
  const { condition, of } = trace;
  switch (condition.op) {
    case 'and':
      return joined(
        of
          .filter(({ isTrue }) => !isTrue)
          .slice(0, 1)
          .map(whyFalse),
      );
    case 'or':
      return joined(of.map(whyFalse));
    case 'not':
      return joined(of.map(whyTrue));
    case 'segment': {
      const inner = of[0];
      const detail = inner === undefined || inner.isTrue ? '' : ` (${whyFalse(inner)})`;
      return `not in segment ${JSON.stringify(condition.name)}${detail}`;
    }
    case 'now':
      return `not yet, or no longer: ${phraseCondition(condition)}`;
    default:
      return whyTestFalse(condition, trace.value);
  }
}

type AttributeCondition = Exclude<Condition, { op: 'and' | 'or' | 'not' | 'segment' | 'now' }>;

function whyTestFalse(condition: AttributeCondition, value: unknown): string {
  const path = printPath(condition.path);
  if (value === undefined || value === null) return `${path} is missing`;
  const shown = `${path} is ${shorten(JSON.stringify(value) ?? String(value), MAX_PHRASE / 2)}`;
  const mismatch = typeMismatch(condition, value);
  if (mismatch !== null) return `${shown}, ${mismatch}`;
  const phrase = phraseCondition(condition);
  const operand = 'lower' in condition && condition.lower === true ? `lower(${path})` : path;
  const test = phrase.startsWith(`${operand} `) ? phrase.slice(operand.length + 1) : phrase;
  return `${shown}, not ${shorten(test, MAX_PHRASE)}`;
}

/** What is not the type that the comparison needs: the most common reason that nobody expects. */
function typeMismatch(condition: AttributeCondition, value: unknown): string | null {
  if (condition.op === 'present') return null;
  if ('values' in condition && condition.op !== 'in') return Array.isArray(value) ? null : 'not a list';
  if (condition.op === 'contains') {
    return Array.isArray(value) || typeof value === typeof condition.value ? null : `${nounOf(value)}, not a list`;
  }
  if (condition.op === 'starts_with' || condition.op === 'ends_with' || condition.op === 'matches') {
    return typeof value === 'string' ? null : `${nounOf(value)}, not a string`;
  }
  const literals: readonly Literal[] = 'values' in condition ? condition.values : [condition.value];
  const first = literals[0];
  if (first === undefined) return null;
  if (typeof first !== 'object') {
    return typeof value === typeof first ? null : `${nounOf(value)}, not ${nounOf(first)}`;
  }
  if ('semver' in first) return typeof value === 'string' && parseSemver(value) !== null ? null : 'not a semver';
  if ('date' in first) return parseDate(value) !== null ? null : 'not a date';
  return typeof value === 'string' && parseIp(value) !== null ? null : 'not an IP address';
}

function nounOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
