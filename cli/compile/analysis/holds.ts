import {
  compareSemver,
  isInCidr,
  type Literal,
  lowerText,
  type OrderOperator,
  type PreparedAutomaton,
  parseCidr,
  parseDate,
  parseIp,
  parseSemver,
  prepareAutomaton,
  searchAutomaton,
} from '@flagforge/sdk/engine';
import type { PathAtom } from './atom.ts';

/** A value of an attribute that is neither missing nor a list or object. */
export type Scalar = string | number | boolean;

const automata = new WeakMap<object, PreparedAutomaton | null>();

/** Whether `order` holds for a comparison result (negative, 0, positive). */
export const ordered = (order: OrderOperator, comparison: number): boolean => {
  switch (order) {
    case '<':
      return comparison < 0;
    case '<=':
      return comparison <= 0;
    case '>':
      return comparison > 0;
    case '>=':
      return comparison >= 0;
  }
};

/** Whether a scalar equals a literal, as the engine decides it. */
export const equalsLiteral = (value: Scalar, literal: Literal): boolean => {
  if (typeof literal !== 'object') return value === literal;
  if ('date' in literal) return parseDate(value) === literal.date;
  if (typeof value !== 'string') return false;
  if ('semver' in literal) {
    const given = parseSemver(value);
    const wanted = parseSemver(literal.semver);
    return given !== null && wanted !== null && compareSemver(given, wanted) === 0;
  }
  const address = parseIp(value);
  const network = parseCidr(literal.cidr);
  return address !== null && network !== null && isInCidr(address, network);
};

const isOrdered = (value: Scalar, atom: Extract<PathAtom, { op: OrderOperator }>): boolean => {
  if (typeof atom.value === 'number')
    return typeof value === 'number' && ordered(atom.op, Math.sign(value - atom.value));
  if ('date' in atom.value) {
    const date = parseDate(value);
    return date !== null && ordered(atom.op, date - atom.value.date);
  }
  const given = typeof value === 'string' ? parseSemver(value) : null;
  const wanted = parseSemver(atom.value.semver);
  return given !== null && wanted !== null && ordered(atom.op, compareSemver(given, wanted));
};

const isMatch = (atom: Extract<PathAtom, { op: 'matches' }>, text: string): boolean => {
  let automaton = automata.get(atom.automaton);
  if (automaton === undefined) {
    automaton = prepareAutomaton(atom.automaton);
    automata.set(atom.automaton, automaton);
  }
  return automaton !== null && searchAutomaton(automaton, text);
};

/** Whether an atom holds for one known scalar at its path: the engine's answer, for the analysis to try values. */
export const holds = (atom: PathAtom, given: Scalar): boolean => {
  const value = 'lower' in atom && atom.lower === true && typeof given === 'string' ? lowerText(given) : given;
  switch (atom.op) {
    case 'present':
      return true;
    case '==':
      return equalsLiteral(value, atom.value);
    case 'in':
      return atom.values.some((literal) => equalsLiteral(value, literal));
    case '<':
    case '<=':
    case '>':
    case '>=':
      return isOrdered(value, atom);
    case 'starts_with':
      return typeof value === 'string' && value.startsWith(atom.value);
    case 'ends_with':
      return typeof value === 'string' && value.endsWith(atom.value);
    case 'contains':
      return typeof value === 'string' && typeof atom.value === 'string' && value.includes(atom.value);
    case 'contains_any':
    case 'contains_all':
      return false;
    case 'matches':
      return typeof value === 'string' && isMatch(atom, value);
  }
};
