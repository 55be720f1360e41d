import { type PreparedAutomaton, searchAutomaton } from './automaton.ts';
import { isText } from './characters.ts';
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
  UNIT_IN,
} from './condition-node.ts';
import { readPath, readProjectUnit } from './context.ts';
import { parseDate } from './date.ts';
import { hasAllLiterals, hasAnyLiteral, type LiteralSet, literalIndex } from './literals.ts';
import { lowerText } from './lower.ts';
import { PROJECT_UNIT, type Scope, unitIn } from './scope.ts';
import { parseSemver, type Semver } from './semver.ts';

/**
 * Whether a number, or a version as it sorts, stands to a node's literal as it asks. What is of another type, or NaN, stands to
 * nothing.
 */
function ranks(value: unknown, node: ConditionNode): boolean {
  const literal = node.plain;
  if (typeof value !== typeof literal) return false;
  const order =
    (value as number) < (literal as number)
      ? BELOW
      : (value as number) > (literal as number)
        ? ABOVE
        : value === literal
          ? EQUAL
          : 0;
  return (order & node.order) !== 0;
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
  let value: unknown = kind >= FIRST_ATTRIBUTE_TEST ? readAttribute(node, scope) : scope.now;
  fast: if (kind === EQUALS_PLAIN && !node.isLower) return value === node.plain;
  if (isText(value)) {
    if (node.isLower) value = lowerText(value);
  } else if (kind >= FIRST_TEXT_TEST) return false;
  switch (kind) {
    case AND:
    case OR: {
      const isOr = kind === OR;
      for (let i = 0; i < node.of.length; i += 1) {
        if (testCondition(node.of[i] as ConditionNode, scope) === isOr) return isOr;
      }
      return !isOr;
    }
    case NOT:
      return !testCondition(node.of[0] as ConditionNode, scope);
    case UNIT_IN:
      // What a packed table inherits is no number.
      return ((node.literals as LiteralSet).strings[unitIn(scope, PROJECT_UNIT)] as number) >= 0;
    case PRESENT:
      return value !== undefined;
    case EQUALS_PLAIN:
      return value === node.plain;
    case IN:
      return literalIndex(node.literals as LiteralSet, value, false) >= 0;
    case ORDER_SEMVER:
      return ranks(semverIn(scope, value as string), node);
    case ORDER_DATE:
      return ranks(parseDate(value), node);
    case ORDER_NUMBER:
    case NOW:
      return ranks(value, node);
    case STARTS_WITH:
      return (value as string).startsWith(node.plain as string);
    case ENDS_WITH:
      return (value as string).endsWith(node.plain as string);
    case MATCHES:
      return searchAutomaton(node.automaton as PreparedAutomaton, value as string);
    case CONTAINS:
      if (isText(value)) return isText(node.plain) && value.includes(node.plain);
      return hasAnyLiteral(node.literals as LiteralSet, value, node.isLower);
    case IN_STRINGS:
      fast: return (node.literals as LiteralSet).strings[value as string] !== undefined;
    case SEGMENT:
      host: return isInSegment(node.segment as PreparedSegment, scope);
    case CONTAINS_ANY:
      host: return hasAnyLiteral(node.literals as LiteralSet, value, node.isLower);
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
  if (segment.stamp === scope.epoch) return segment.answer;
  for (let i = 0; segment.depth > MAX_NESTING && i < segment.landings.length; i += 1) {
    const landing = segment.landings[i] as PreparedSegment;
    if (landing.depth >= segment.depth) break;
    isInSegment(landing, scope);
  }
  segment.answer = isMember(segment, scope);
  segment.stamp = scope.epoch;
  return segment.answer;
}

function isMember(segment: PreparedSegment, scope: Scope): boolean {
  if (segment.include !== null || segment.exclude !== null) {
    const unit = unitIn(scope, PROJECT_UNIT);
    if (segment.exclude !== null && unit !== '' && segment.exclude[unit] === true) return false;
    if (segment.include !== null && unit !== '' && segment.include[unit] === true) return true;
  }
  return segment.condition !== null && testCondition(segment.condition, scope);
}
