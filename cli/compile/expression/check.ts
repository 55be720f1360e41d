import { suggestName } from '../suggest.ts';
import type { ComparisonNode, Expression, LiteralNode } from './ast.ts';
import { attributeNames, type ConditionScope, type KnownAttribute, resolveAttribute } from './attribute-scope.ts';
import { type CheckContext, literalsOf, sourceOf } from './check-context.ts';
import { checkLiteral } from './check-literal.ts';
import { checkMembership } from './check-membership.ts';
import { checkOperator } from './check-operator.ts';
import { printPath } from './path.ts';
import { type ConditionProblem, createProblemList, sortProblems } from './problem.ts';
import { kindsAfter, type LiteralKind, literalOf } from './type-table.ts';
import { convertLiteral } from './typed-literal.ts';

/**
 * Checks names, types and values: what the grammar lets pass but what can never be meant.
 * `text` is what the expression was parsed from. Reports everything, in the order of the text.
 * @see contract 3
 */
export function checkCondition(
  text: string,
  expression: Expression,
  scope: ConditionScope,
): readonly ConditionProblem[] {
  const problems = createProblemList();
  visit({ text, scope, problems }, expression);
  return sortProblems(problems.problems);
}

function visit(context: CheckContext, expression: Expression): void {
  switch (expression.kind) {
    case 'and':
    case 'or':
      for (const part of expression.of) visit(context, part);
      break;
    case 'not':
      visit(context, expression.of);
      break;
    case 'segment':
      break;
    case 'comparison':
      checkComparison(context, expression);
  }
}

function checkComparison(context: CheckContext, node: ComparisonNode): void {
  if (node.operand.kind === 'now') {
    checkNow(context, node);
    return;
  }
  const attribute = resolveOperand(context, node);
  if (!checkOperator(context, node, attribute)) return;
  if (node.operand.kind === 'lower' && !checkLower(context, node)) return;
  if (!checkKinds(context, node, attribute)) return;
  let areSound = true;
  for (const literal of literalsOf(node.test)) areSound = checkLiteral(context, node, literal) && areSound;
  if (areSound) checkMembership(context, node, attribute);
}

const UNKNOWN: KnownAttribute = { kind: 'known', type: null, enum: null };

/** What is known of the attribute; when nothing is, that is reported and everything may be asked of it. */
function resolveOperand(context: CheckContext, node: ComparisonNode): KnownAttribute {
  const { operand } = node;
  if (operand.kind === 'now') return UNKNOWN;
  const resolved = resolveAttribute(context.scope, operand.path);
  if (resolved.kind === 'known') return resolved;
  const path = printPath(operand.path);
  if (resolved.kind === 'parent') {
    if (node.test.op !== 'is') context.problems.add('FF1274', operand.span, { path, below: resolved.below });
  } else {
    const names = attributeNames(context.scope);
    const suggestion = suggestName(path, names);
    context.problems.add('FF1242', operand.span, {
      path,
      names: [...names].sort(),
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  }
  return UNKNOWN;
}

/** `now` takes an order and a date, nothing else. */
function checkNow(context: CheckContext, node: ComparisonNode): void {
  const { test } = node;
  if (test.op !== '<' && test.op !== '<=' && test.op !== '>' && test.op !== '>=') {
    context.problems.add('FF1268', node.operatorSpan, {
      fault: 'operator',
      text: sourceOf(context, node.operatorSpan),
    });
    return;
  }
  if (test.value.kind === 'date') {
    checkLiteral(context, node, test.value);
    return;
  }
  const source = sourceOf(context, test.value.span);
  const written = convertLiteral(test.value, source, 'date');
  const span = test.value.span;
  if (written === null) context.problems.add('FF1268', span, { fault: 'literal', text: source });
  else
    context.problems.add(
      'FF1268',
      span,
      { fault: 'literal', text: source, write: `now ${test.op} ${written}` },
      { span, text: written },
    );
}

/** Only string literals may stand beside `lower()`. */
function checkLower(context: CheckContext, node: ComparisonNode): boolean {
  const wrong = literalsOf(node.test).find((literal) => literal.kind !== 'string');
  if (wrong === undefined) return true;
  context.problems.add('FF1267', wrong.span, {
    fault: 'literal',
    text: sourceOf(context, wrong.span),
    kind: wrong.kind,
  });
  return false;
}

/** Whether the literals are of the attribute's type (FF1241), or of a kind that the operator takes (FF1244). */
function checkKinds(context: CheckContext, node: ComparisonNode, attribute: KnownAttribute): boolean {
  const literals = literalsOf(node.test);
  const first = literals[0];
  if (first === undefined) return true;
  if (attribute.type === null) {
    const kinds = kindsAfter(node.test.op);
    if (kinds.includes(first.kind)) return true;
    const source = sourceOf(context, first.span);
    const meant = convertedTo(first, source, kinds);
    const write =
      first.kind === 'cidr' ? `in ${source}` : meant.map((each) => printTestWith(context, node, each)).join('  or  ');
    context.problems.add('FF1244', first.span, {
      operator: node.test.op,
      text: source,
      kind: first.kind,
      kinds: [...kinds],
      ...(write === '' ? {} : { write }),
    });
    return false;
  }
  const wanted = literalOf(attribute.type);
  if (first.kind === wanted) return true;
  reportKind(context, node, attribute, literals);
  return false;
}

/** What a literal can have meant among several kinds. Every date is a semver too, but is hardly meant as one. */
function convertedTo(literal: LiteralNode, source: string, kinds: readonly LiteralKind[]): readonly string[] {
  const date = kinds.includes('date') && literal.kind === 'string' ? convertLiteral(literal, source, 'date') : null;
  if (date !== null) return [date];
  return kinds.map((kind) => convertLiteral(literal, source, kind)).filter((each) => each !== null);
}

/** The comparison as written, but for its literals. */
function printTestWith(context: CheckContext, node: ComparisonNode, written: string): string {
  return `${sourceOf(context, [node.operand.span[0], node.operatorSpan[1]])} ${written}`;
}

function reportKind(
  context: CheckContext,
  node: ComparisonNode,
  attribute: KnownAttribute,
  literals: readonly LiteralNode[],
): void {
  const { operand, test } = node;
  const first = literals[0];
  if (operand.kind === 'now' || first === undefined || attribute.type === null) return;
  const wanted = literalOf(attribute.type);
  const args = {
    path: printPath(operand.path),
    type: attribute.type,
    text: sourceOf(context, first.span),
    kind: first.kind,
  };
  const written = literals.map((literal) => convertLiteral(literal, sourceOf(context, literal.span), wanted));
  if (written.some((each) => each === null)) {
    context.problems.add('FF1241', first.span, { ...args, wanted });
    return;
  }
  const isList = 'list' in test && !(test.list.bare || (wanted === 'cidr' && written.length === 1));
  const text = isList ? `[${written.join(', ')}]` : written.join(', ');
  const span = 'list' in test ? test.list.span : first.span;
  context.problems.add('FF1241', span, { ...args, write: printTestWith(context, node, text) }, { span, text });
}
