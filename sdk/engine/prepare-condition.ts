import { prepareAutomaton } from './automaton.ts';
import {
  ABOVE,
  AND,
  BELOW,
  CONTAINS,
  CONTAINS_ALL,
  CONTAINS_ANY,
  type ConditionNode,
  ENDS_WITH,
  EQUAL,
  EQUALS_PLAIN,
  IN,
  IN_STRINGS,
  MATCHES,
  NOT,
  NOW,
  OR,
  ORDER_DATE,
  ORDER_NUMBER,
  ORDER_SEMVER,
  PRESENT,
  type PreparedSegment,
  SEGMENT,
  STARTS_WITH,
} from './condition-node.ts';
import { isSamePath } from './context.ts';
import { DATES, prepareLiterals, SEMVERS, STRINGS } from './literals.ts';
import type { Condition, Path } from './snapshot.ts';

/** What preparing conditions needs of the snapshot, and the nodes made so far. */
export interface ConditionTable {
  readonly projectUnit: Path;
  /** Null-prototype, by name. */
  readonly segments: Record<string, PreparedSegment>;
  /** Null-prototype: what a condition says -> its node. */
  readonly nodes: Record<string, ConditionNode>;
  count: number;
}

/** The compiler allows 32 levels of parentheses and `not`, each of which may hold an `or` of `and`s. */
const MAX_DEPTH = 128;

const NO_NODES: ConditionNode[] = [];
const NO_PATH: Path = [];

function isPath(path: unknown): path is Path {
  if (!Array.isArray(path) || path.length === 0) return false;
  for (let i = 0; i < path.length; i += 1) if (typeof path[i] !== 'string') return false;
  return true;
}

/** What an order operator lets through, or 0 when it is none. */
function orderMask(operator: unknown): number {
  switch (operator) {
    case '<':
      return BELOW;
    case '<=':
      return BELOW + EQUAL;
    case '>':
      return ABOVE;
    case '>=':
      return ABOVE + EQUAL;
    default:
      return 0;
  }
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && value - value === 0;
}

/** What a condition of unknown origin may hold. */
interface LooseCondition {
  op?: unknown;
  of?: unknown;
  name?: unknown;
  path?: unknown;
  lower?: unknown;
  value?: unknown;
  values?: unknown;
  order?: unknown;
  at?: unknown;
  automaton?: unknown;
}

/**
 * Makes a condition of unknown origin ready, or null when this engine does not know it or something in it: then
 * the rule or segment that holds it never matches.
 * @see contract 4, a condition that this engine does not know
 */
export function prepareCondition(source: unknown, table: ConditionTable, depth: number): ConditionNode | null {
  if (typeof source !== 'object' || source === null || depth > MAX_DEPTH) return null;
  const node = createNode(source as Condition);
  if (!fillNode(node, source as LooseCondition, table, depth)) return null;
  const key = keyOf(node, source as LooseCondition);
  const known = table.nodes[key];
  if (known !== undefined) {
    known.isShared = true;
    return known;
  }
  node.id = table.count;
  table.count += 1;
  table.nodes[key] = node;
  return node;
}

function createNode(source: Condition): ConditionNode {
  return {
    kind: -1,
    source,
    id: -1,
    of: NO_NODES,
    segment: null,
    path: NO_PATH,
    isProjectUnit: false,
    isLower: false,
    plain: false,
    order: 0,
    literals: null,
    automaton: null,
    isShared: false,
    stamp: 0,
    answer: false,
  };
}

/** Equal for conditions that say the same. Branches name their children's nodes, which are shared already. */
function keyOf(node: ConditionNode, source: LooseCondition): string {
  if (node.of.length > 0) {
    let key = `${node.kind}`;
    for (let i = 0; i < node.of.length; i += 1) key += `,${(node.of[i] as ConditionNode).id}`;
    return key;
  }
  // Only what was checked goes into the key: the rest of a hostile condition may be too deep for JSON.stringify.
  const literals = Array.isArray(source.values) ? source.values : [source.value];
  return JSON.stringify([
    node.kind,
    node.segment === null ? '' : node.segment.name,
    node.path,
    node.isLower,
    node.plain,
    node.order,
    node.literals === null ? [] : literals.map(literalKey),
    node.automaton === null
      ? []
      : [node.automaton.bounds, node.automaton.classes, node.automaton.next, node.automaton.verdict],
  ]);
}

function literalKey(literal: unknown): unknown {
  if (typeof literal !== 'object' || literal === null) return literal;
  const typed = literal as { semver?: unknown; date?: unknown; cidr?: unknown };
  if (typeof typed.semver === 'string') return ['semver', typed.semver];
  return typeof typed.date === 'number' ? ['date', typed.date] : ['cidr', typed.cidr];
}

function fillNode(node: ConditionNode, source: LooseCondition, table: ConditionTable, depth: number): boolean {
  switch (source.op) {
    case 'and':
      return fillBranch(node, AND, source, table, depth);
    case 'or':
      return fillBranch(node, OR, source, table, depth);
    case 'not':
      return fillBranch(node, NOT, source, table, depth) && node.of.length === 1;
    case 'segment': {
      const segment = typeof source.name === 'string' ? table.segments[source.name] : undefined;
      if (segment === undefined || segment.isUnknown) return false;
      node.kind = SEGMENT;
      node.segment = segment;
      return true;
    }
    case 'now':
      if (!isFiniteNumber(source.at)) return false;
      node.kind = NOW;
      node.order = orderMask(source.order);
      node.plain = source.at;
      return node.order !== 0;
    default:
      return fillAttributeTest(node, source, table);
  }
}

function fillBranch(
  node: ConditionNode,
  kind: number,
  source: LooseCondition,
  table: ConditionTable,
  depth: number,
): boolean {
  if (!Array.isArray(source.of) || source.of.length === 0) return false;
  node.kind = kind;
  node.of = [];
  for (let i = 0; i < source.of.length; i += 1) {
    const child = prepareCondition(source.of[i], table, depth + 1);
    if (child === null) return false;
    node.of.push(child);
  }
  return true;
}

function fillAttributeTest(node: ConditionNode, source: LooseCondition, table: ConditionTable): boolean {
  if (!isPath(source.path) || (source.lower !== undefined && source.lower !== true)) return false;
  node.path = source.path;
  node.isProjectUnit = isSamePath(source.path, table.projectUnit);
  node.isLower = source.lower === true;
  const value = source.value;
  switch (source.op) {
    case 'present':
      node.kind = PRESENT;
      return true;
    case '==':
      if (typeof value === 'object') return fillLiterals(node, IN, [value]);
      node.kind = EQUALS_PLAIN;
      return fillPlain(node, value);
    case '<':
    case '<=':
    case '>':
    case '>=':
      node.order = orderMask(source.op);
      return fillOrder(node, value);
    case 'in':
      return fillLiterals(node, IN, source.values);
    case 'starts_with':
    case 'ends_with':
      node.kind = source.op === 'starts_with' ? STARTS_WITH : ENDS_WITH;
      return typeof value === 'string' && fillPlain(node, value);
    case 'contains':
      return fillPlain(node, value) && fillLiterals(node, CONTAINS, [value]);
    case 'contains_any':
      return fillLiterals(node, CONTAINS_ANY, source.values);
    case 'contains_all':
      return fillLiterals(node, CONTAINS_ALL, source.values);
    case 'matches':
      node.kind = MATCHES;
      node.automaton = prepareAutomaton(source.automaton);
      return node.automaton !== null;
    default:
      return false;
  }
}

function fillPlain(node: ConditionNode, value: unknown): boolean {
  if (typeof value !== 'string' && typeof value !== 'boolean' && !isFiniteNumber(value)) return false;
  node.plain = value;
  return true;
}

function fillLiterals(node: ConditionNode, kind: number, literals: unknown): boolean {
  node.kind = kind;
  node.literals = prepareLiterals(literals);
  if (kind === IN && node.literals !== null && node.literals.kind === STRINGS) node.kind = IN_STRINGS;
  return node.literals !== null;
}

function fillOrder(node: ConditionNode, value: unknown): boolean {
  if (node.isLower) return false;
  if (isFiniteNumber(value)) {
    node.kind = ORDER_NUMBER;
    node.plain = value;
    return true;
  }
  const literals = prepareLiterals([value]);
  if (literals === null) return false;
  if (literals.kind === SEMVERS) {
    node.kind = ORDER_SEMVER;
    for (const text in literals.strings) node.plain = text;
    return true;
  }
  node.kind = ORDER_DATE;
  node.plain = literals.numbers[0] as number;
  return literals.kind === DATES;
}
