import type { PreparedAutomaton } from './automaton.ts';
import type { LiteralSet } from './literals.ts';
import type { Condition, Path } from './snapshot.ts';

/** What a condition node does. Numbers, so that testing one is one jump. */
export const AND = 0;
export const OR = 1;
export const NOT = 2;
export const SEGMENT = 3;
export const NOW = 4;
/**
 * The project's unit, as its text, is one of a table's. Only packed flags have it, in place of targets and of what segments
 * include and exclude.
 */
export const UNIT_IN = -1;
/** From here on a node reads an attribute. */
export const FIRST_ATTRIBUTE_TEST = 5;
export const PRESENT = 5;
export const EQUALS_PLAIN = 6;
export const IN = 7;
/** Here and in a NOW, `order` tells <, <=, >, >= apart. */
export const ORDER_NUMBER = 8;
export const ORDER_DATE = 9;
export const CONTAINS = 10;
export const CONTAINS_ANY = 11;
export const CONTAINS_ALL = 12;
/** From here on only a text can pass. */
export const FIRST_TEXT_TEST = 13;
export const ORDER_SEMVER = 13;
export const STARTS_WITH = 14;
export const ENDS_WITH = 15;
export const MATCHES = 16;
/** `in` a list of strings, apart because it is the most frequent test of all. */
export const IN_STRINGS = 17;

/** How a value may stand to an ordered literal. */
export const BELOW = 1;
export const EQUAL = 2;
export const ABOVE = 4;

/**
 * A condition ready to test. One shape for all kinds keeps the engine's property loads monomorphic; fields that
 * a kind does not use hold a neutral value. Equal conditions of a snapshot share one node, whose answer is
 * remembered for the scope that asked (`stamp` is that scope's epoch).
 */
export interface ConditionNode {
  kind: number;
  readonly source: Condition;
  /** Its number among the shared nodes. */
  id: number;
  of: ConditionNode[];
  segment: PreparedSegment | null;
  path: Path;
  isProjectUnit: boolean;
  isLower: boolean;
  /** A literal as it is; a date and an instant in epoch ms, a version to compare with as it sorts. */
  plain: string | number | boolean;
  /** The sum of those of BELOW, EQUAL and ABOVE that hold. */
  order: number;
  literals: LiteralSet | null;
  automaton: PreparedAutomaton | null;
  isShared: boolean;
  stamp: number;
  answer: boolean;
}

/** A segment ready to test; its answer is remembered for the scope that asked. */
export interface PreparedSegment {
  readonly name: string;
  /** Units by their text, as keys of null-prototype objects; null for an empty list. */
  include: Record<string, true> | null;
  exclude: Record<string, true> | null;
  /** null: false. */
  condition: ConditionNode | null;
  /** It holds, itself or through a segment, what this engine does not know: nothing that names it matches. */
  isUnknown: boolean;
  /** How many segments stand below it at most. */
  depth: number;
  /** All segments at every MAX_NESTING-th depth, ascending: what a deep one asks first (see isInSegment). */
  landings: readonly PreparedSegment[];
  stamp: number;
  answer: boolean;
}

/** Segments nested deeper than this are asked from below, so that no chain is too long for the stack. */
export const MAX_NESTING = 32;
