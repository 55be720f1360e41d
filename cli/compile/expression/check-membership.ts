import { compareSemver, lowerText, parseDate, parseSemver } from '@flagforge/sdk/engine';
import { suggestName } from '../suggest.ts';
import type { ComparisonNode, LiteralNode } from './ast.ts';
import type { KnownAttribute } from './attribute-scope.ts';
import { type CheckContext, literalsOf, sourceOf } from './check-context.ts';
import { printPath } from './path.ts';

/** Whether literals that the attribute is compared with can be among its declared values (FF1245). */
export function checkMembership(context: CheckContext, node: ComparisonNode, attribute: KnownAttribute): void {
  const { operand, test } = node;
  if (attribute.enum === null || attribute.type === null || operand.kind === 'now') return;
  const isList = attribute.type.endsWith('[]');
  // On a text, `contains` asks for a part of it, which need not be a value.
  const comparesWhole = test.op === '==' || test.op === 'in' || (isList && test.op !== 'is');
  if (!comparesWhole) return;
  const folds = operand.kind === 'lower';
  for (const literal of literalsOf(test)) {
    if (attribute.enum.some((value) => equals(literal, value, folds))) continue;
    const values = attribute.enum.map((value) => (folds ? lowerText(String(value)) : String(value)));
    const suggestion = suggestName(String(literal.value), values);
    const args = { path: printPath(operand.path), text: sourceOf(context, literal.span), values };
    context.problems.add('FF1245', literal.span, suggestion === undefined ? args : { ...args, suggestion });
  }
}

function equals(literal: LiteralNode, value: string | number | boolean, folds: boolean): boolean {
  switch (literal.kind) {
    case 'semver': {
      const left = parseSemver(literal.value);
      const right = typeof value === 'string' ? parseSemver(value) : null;
      return left !== null && right !== null && compareSemver(left, right) === 0;
    }
    case 'date':
      return parseDate(literal.value) === parseDate(value);
    case 'cidr':
      return true;
    case 'string':
      return (
        typeof value === 'string' && (folds ? lowerText(value) === lowerText(literal.value) : value === literal.value)
      );
    default:
      return value === literal.value;
  }
}
