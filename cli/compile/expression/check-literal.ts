import type { ComparisonNode, LiteralNode } from './ast.ts';
import type { CheckContext } from './check-context.ts';
import { patternOf } from './compiled-pattern.ts';
import { printLiteral } from './print.ts';
import { locateInString } from './string-token.ts';
import { explainTyped, maskedCidr } from './typed-literal.ts';

/** Whether the literal is valid of its own kind and for its operator, whatever the attribute. */
export function checkLiteral(context: CheckContext, node: ComparisonNode, literal: LiteralNode): boolean {
  switch (literal.kind) {
    case 'semver':
    case 'date':
    case 'cidr':
      return checkTyped(context, { ...literal, kind: literal.kind });
    case 'string':
      return checkString(context, node, literal);
    default:
      return true;
  }
}

function checkTyped(
  context: CheckContext,
  literal: LiteralNode & { readonly kind: 'semver' | 'date' | 'cidr' },
): boolean {
  const { kind, value, span } = literal;
  const reason = explainTyped(kind, value);
  if (reason !== null) {
    context.problems.add('FF1246', span, { kind, text: value, reason });
    return false;
  }
  const masked = kind === 'cidr' ? maskedCidr(value) : null;
  if (masked === null) return true;
  const write = printLiteral({ kind: 'cidr', value: masked, span });
  context.problems.add('FF1247', span, { text: value, write }, { span, text: write });
  return false;
}

function checkString(context: CheckContext, node: ComparisonNode, literal: LiteralNode): boolean {
  const { op } = node.test;
  if (op !== 'contains' && op !== 'starts_with' && op !== 'ends_with' && op !== 'matches') return true;
  if (literal.value === '') {
    context.problems.add('FF1248', literal.span, { operator: op });
    return false;
  }
  if (op !== 'matches') return true;
  const result = patternOf(literal);
  if ('automaton' in result) return true;
  if ('tooComplex' in result) context.problems.add('FF1250', literal.span, { cause: result.tooComplex });
  else {
    const { reason, hint, start, end } = result.fault;
    const span = locateInString(context.text, literal.span, start, end);
    const position = start + 1;
    context.problems.add('FF1249', span, hint === undefined ? { reason, position } : { reason, position, hint });
  }
  return false;
}
