import type { Automaton, Condition, Literal, Path, Snapshot } from '../engine/snapshot.ts';
import {
  compareReferenceSemver,
  referenceDate,
  referenceInCidr,
  referenceLower,
  referenceSemver,
} from './reference-values.ts';

/** What a condition is asked about. `context` is any JSON object. */
export interface ReferenceQuestion {
  readonly snapshot: Snapshot;
  readonly context: Readonly<Record<string, unknown>>;
  /** UTC epoch milliseconds. */
  readonly now: number;
}

const KNOWN = [
  'and',
  'or',
  'not',
  'segment',
  'present',
  'now',
  '==',
  '<',
  '<=',
  '>',
  '>=',
  'in',
  'starts_with',
  'ends_with',
  'contains',
  'contains_any',
  'contains_all',
  'matches',
];

/**
 * Whether a condition holds one that is not known, itself or through a segment that it names
 * (contract 4). A segment that does not exist, or that leads back to itself, cannot be answered either.
 */
export function referenceIsUnknown(condition: Condition, snapshot: Snapshot, above: readonly string[] = []): boolean {
  if (!KNOWN.includes(condition.op)) return true;
  if ('of' in condition) {
    return condition.of.some((part) => referenceIsUnknown(part, snapshot, above));
  }
  if (condition.op !== 'segment') return false;
  const segment = snapshot.segments.find((candidate) => candidate.name === condition.name);
  if (segment === undefined || above.includes(segment.name)) return true;
  return segment.if !== undefined && referenceIsUnknown(segment.if, snapshot, [...above, segment.name]);
}

function own(value: unknown, path: Path): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null || Array.isArray(current) || !Object.hasOwn(current, key))
      return undefined;
    current = (current as Record<string, unknown>)[key];
  }
  return current ?? undefined;
}

function unitText(value: unknown): string | undefined {
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  return undefined;
}

/** The attribute at a path, undefined when missing; `targetingKey` stands in for the project's unit (contract 4). */
export function referenceRead(question: ReferenceQuestion, path: Path): unknown {
  const value = own(question.context, path);
  if (JSON.stringify(path) !== JSON.stringify(question.snapshot.unit) || unitText(value) !== undefined) return value;
  const key = own(question.context, ['targetingKey']);
  return unitText(key) === undefined ? value : key;
}

/** The unit at a path as text, undefined when missing. */
export function referenceUnit(question: ReferenceQuestion, path: Path): string | undefined {
  return unitText(referenceRead(question, path));
}

function order(value: unknown, literal: number | Literal): number | undefined {
  if (typeof literal === 'number') return typeof value === 'number' ? value - literal : undefined;
  if (typeof literal !== 'object') return undefined;
  if ('date' in literal) {
    const date = referenceDate(value);
    return date === null ? undefined : date - literal.date;
  }
  if ('semver' in literal) {
    const left = referenceSemver(value);
    const right = referenceSemver(literal.semver);
    return left === null || right === null ? undefined : compareReferenceSemver(left, right);
  }
  return undefined;
}

function equals(value: unknown, literal: Literal): boolean {
  if (typeof literal !== 'object') return value === literal;
  if ('cidr' in literal) return referenceInCidr(value, literal.cidr);
  return order(value, literal) === 0;
}

function holds(operator: '<' | '<=' | '>' | '>=', difference: number | undefined): boolean {
  if (difference === undefined) return false;
  if (operator === '<') return difference < 0;
  if (operator === '<=') return difference <= 0;
  return operator === '>' ? difference > 0 : difference >= 0;
}

function search(automaton: Automaton, text: string): boolean {
  let state = 0;
  for (const character of text) {
    if (automaton.found.includes(state)) return true;
    const point = character.codePointAt(0) ?? 0;
    const interval = automaton.bounds.filter((bound) => bound <= point).length - 1;
    state = automaton.next[state * automaton.classCount + (automaton.classes[interval] ?? 0)] ?? -1;
    if (state === -1) return false;
  }
  return automaton.found.includes(state) || automaton.atEnd.includes(state);
}

function segmentHolds(question: ReferenceQuestion, name: string): boolean {
  const segment = question.snapshot.segments.find((candidate) => candidate.name === name);
  if (segment === undefined) return false;
  const unit = referenceUnit(question, question.snapshot.unit);
  if (unit !== undefined && (segment.exclude ?? []).includes(unit)) return false;
  if (unit !== undefined && (segment.include ?? []).includes(unit)) return true;
  return segment.if !== undefined && referenceHolds(question, segment.if);
}

/** Whether a condition that is known holds; two-valued (contract 3). */
export function referenceHolds(question: ReferenceQuestion, condition: Condition): boolean {
  if ('of' in condition) {
    const parts = condition.of.map((part) => referenceHolds(question, part));
    return condition.op === 'and' ? parts.every(Boolean) : parts.some(Boolean) === (condition.op === 'or');
  }
  if (condition.op === 'segment') return segmentHolds(question, condition.name);
  if (condition.op === 'now') return holds(condition.order, question.now - condition.at);
  const read = referenceRead(question, condition.path);
  if (condition.op === 'present') return read !== undefined;
  const lower = (item: unknown): unknown => (typeof item === 'string' ? referenceLower(item) : item);
  const value = !('lower' in condition) ? read : Array.isArray(read) ? read.map(lower) : lower(read);
  switch (condition.op) {
    case '==':
      return equals(value, condition.value);
    case 'in':
      return condition.values.some((item) => equals(value, item));
    case 'starts_with':
      return typeof value === 'string' && value.startsWith(condition.value);
    case 'ends_with':
      return typeof value === 'string' && value.endsWith(condition.value);
    case 'contains':
      if (Array.isArray(value)) return value.some((element) => equals(element, condition.value));
      return typeof value === 'string' && typeof condition.value === 'string' && value.includes(condition.value);
    case 'contains_any':
      return Array.isArray(value) && condition.values.some((item) => value.some((element) => equals(element, item)));
    case 'contains_all':
      return Array.isArray(value) && condition.values.every((item) => value.some((element) => equals(element, item)));
    case 'matches':
      return typeof value === 'string' && search(condition.automaton, value);
    default:
      return holds(condition.op, order(value, condition.value));
  }
}
