import { type PreparedAutomaton, searchAutomaton } from './automaton.ts';
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
  FIRST_ATTRIBUTE_TEST,
  FIRST_TEXT_TEST,
  IN,
  IN_STRINGS,
  MATCHES,
  MAX_NESTING,
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
import { readPath, readProjectUnit } from './context.ts';
import { parseDate } from './date.ts';
import { hasAllLiterals, hasAnyLiteral, isInLiterals, type LiteralSet } from './literals.ts';
import { lowerText } from './lower.ts';
import { PROJECT_UNIT, type Scope, unitIn } from './scope.ts';
import { compareSemver, parseSemver, type Semver } from './semver.ts';

/** Whether a value that stands so to a literal (negative: below, 0: equal, positive: above) is let through; NaN never is. */
function compares(order: number, mask: number): boolean {
  return ((order < 0 ? BELOW : order > 0 ? ABOVE : order === 0 ? EQUAL : 0) & mask) !== 0;
}

/** The attribute that a node reads, as conditions see it; undefined when missing. */
export function readAttribute(node: ConditionNode, scope: Scope): unknown {
  return node.isProjectUnit ? readProjectUnit(scope.context, node.path) : readPath(scope.context, node.path);
}

/** The version that a text is, remembered for the scope: several rules often ask about the same one. */
function semverIn(scope: Scope, text: string): Semver | null {
  fast: if (scope.semverText === text) return scope.semver;
  const semver = parseSemver(text);
  fast: {
    scope.semver = semver;
    scope.semverText = text;
  }
  return semver;
}

/**
 * Whether a condition holds in a scope. A comparison on a missing attribute or on a value of another type is
 * false, and negation is exact.
 */
export function testCondition(node: ConditionNode, scope: Scope): boolean {
  fast: if (node.isShared) {
    if (node.stamp !== scope.epoch) {
      node.answer = test(node, scope);
      node.stamp = scope.epoch;
    }
    return node.answer;
  }
  return test(node, scope);
}

/** One switch for every kind: splitting it cost a fifth of the time of a rule with two conditions. */
function test(node: ConditionNode, scope: Scope): boolean {
  const kind = node.kind;
  let value = kind >= FIRST_ATTRIBUTE_TEST ? readAttribute(node, scope) : undefined;
  if (typeof value === 'string') {
    if (node.isLower) value = lowerText(value);
  } else if (kind >= FIRST_TEXT_TEST) return false;
  switch (kind) {
    case AND:
      for (let i = 0; i < node.of.length; i += 1) {
        if (!testCondition(node.of[i] as ConditionNode, scope)) return false;
      }
      return true;
    case OR:
      for (let i = 0; i < node.of.length; i += 1) {
        if (testCondition(node.of[i] as ConditionNode, scope)) return true;
      }
      return false;
    case NOT:
      return !testCondition(node.of[0] as ConditionNode, scope);
    case SEGMENT:
      return isInSegment(node.segment as PreparedSegment, scope);
    case NOW:
      return compares(scope.now - node.number, node.order);
    case PRESENT:
      return value !== undefined;
    case EQUALS_PLAIN:
      return value === node.plain;
    case IN:
      return isInLiterals(node.literals as LiteralSet, value);
    case ORDER_NUMBER:
      return typeof value === 'number' && compares(value - node.number, node.order);
    case ORDER_DATE: {
      const date = parseDate(value);
      return date !== null && compares(date - node.number, node.order);
    }
    case ORDER_SEMVER: {
      const semver = semverIn(scope, value as string);
      return semver !== null && compares(compareSemver(semver, node.plain as Semver), node.order);
    }
    case STARTS_WITH:
      return (value as string).startsWith(node.plain as string);
    case ENDS_WITH:
      return (value as string).endsWith(node.plain as string);
    case MATCHES:
      return searchAutomaton(node.automaton as PreparedAutomaton, value as string);
    case CONTAINS:
      if (typeof value === 'string') return typeof node.plain === 'string' && value.includes(node.plain);
      return hasAnyLiteral(node.literals as LiteralSet, value, node.isLower);
    case CONTAINS_ANY:
      return hasAnyLiteral(node.literals as LiteralSet, value, node.isLower);
    case IN_STRINGS:
      fast: return (node.literals as LiteralSet).strings[value as string] !== undefined;
    case CONTAINS_ALL:
      host: return hasAllLiterals(node.literals as LiteralSet, value, node.isLower);
  }
  return false;
}

/**
 * Whether the scope's project unit and context put it into a segment: exclude wins, then include, then the
 * condition. Asked once an evaluation, however many rules name it.
 */
export function isInSegment(segment: PreparedSegment, scope: Scope): boolean {
  host: {
    if (segment.stamp === scope.epoch) return segment.answer;
    for (let i = 0; segment.depth > MAX_NESTING && i < segment.landings.length; i += 1) {
      const landing = segment.landings[i] as PreparedSegment;
      if (landing.depth >= segment.depth) break;
      isInSegment(landing, scope);
    }
  }
  const isIn = isMember(segment, scope);
  host: {
    segment.answer = isIn;
    segment.stamp = scope.epoch;
  }
  return isIn;
}

function isMember(segment: PreparedSegment, scope: Scope): boolean {
  const exclude = segment.exclude;
  const include = segment.include;
  if (include || exclude) {
    const unit = unitIn(scope, PROJECT_UNIT);
    if (unit !== '' && exclude && exclude[unit] === true) return false;
    if (unit !== '' && include && include[unit] === true) return true;
  }
  return segment.condition ? testCondition(segment.condition, scope) : false;
}
