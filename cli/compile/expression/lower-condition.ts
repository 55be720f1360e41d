import { type Condition, type Literal, lowerText, type Path, parseDate } from '@flagforge/sdk/engine';
import type { ComparisonNode, Expression, LiteralNode } from './ast.ts';
import { patternOf } from './compiled-pattern.ts';

/**
 * Compiles a checked expression to what engines read: negative operators become `not`, `and` and `or` are
 * flattened, literals beside `lower()` are folded, dates are epoch milliseconds, patterns are automata.
 *
 * Throws TypeError for an expression that `checkCondition` refuses: it has no compiled form.
 * @see sdk/engine/snapshot.ts Condition
 */
export function lowerCondition(expression: Expression): Condition {
  switch (expression.kind) {
    case 'and':
    case 'or': {
      const { kind } = expression;
      const of = expression.of.map(lowerCondition);
      return { op: kind, of: of.flatMap((part) => (part.op === kind && 'of' in part ? part.of : [part])) };
    }
    case 'not':
      return { op: 'not', of: [lowerCondition(expression.of)] };
    case 'segment':
      return { op: 'segment', name: expression.name };
    case 'comparison':
      return lowerComparison(expression);
  }
}

function lowerComparison({ operand, test }: ComparisonNode): Condition {
  if (operand.kind === 'now') {
    if (test.op === '<' || test.op === '<=' || test.op === '>' || test.op === '>=') {
      return { op: 'now', order: test.op, at: dateValue(test.value) };
    }
    throw unchecked();
  }
  const { path } = operand;
  const folds = operand.kind === 'lower';
  const at: { readonly path: Path; readonly lower?: true } = folds ? { path, lower: true } : { path };
  const literal = (node: LiteralNode): Literal => lowerLiteral(node, folds);
  switch (test.op) {
    case 'is':
      return negate(test.presence === 'absent', { op: 'present', path });
    case '==':
      return negate(test.negated, { op: '==', ...at, value: literal(test.value) });
    case '<':
    case '<=':
    case '>':
    case '>=':
      return { op: test.op, path, value: orderedValue(test.value) };
    case 'in':
      return negate(test.negated, { op: 'in', ...at, values: test.list.items.map(literal) });
    case 'contains any':
    case 'contains all': {
      const op = test.op === 'contains any' ? 'contains_any' : 'contains_all';
      return negate(test.negated, { op, ...at, values: test.list.items.map(literal) });
    }
    case 'contains':
      return negate(test.negated, { op: 'contains', ...at, value: plainValue(test.value, folds) });
    case 'starts_with':
    case 'ends_with':
      return negate(test.negated, { op: test.op, ...at, value: String(plainValue(test.value, folds)) });
    case 'matches': {
      const pattern = patternOf(test.value);
      if (!('automaton' in pattern)) throw unchecked();
      return negate(test.negated, {
        op: 'matches',
        ...at,
        pattern: String(test.value.value),
        automaton: pattern.automaton,
      });
    }
  }
}

function negate(negated: boolean, condition: Condition): Condition {
  return negated ? { op: 'not', of: [condition] } : condition;
}

function lowerLiteral(node: LiteralNode, folds: boolean): Literal {
  switch (node.kind) {
    case 'semver':
      return { semver: node.value };
    case 'date':
      return { date: dateValue(node) };
    case 'cidr':
      return { cidr: node.value };
    default:
      return plainValue(node, folds);
  }
}

function plainValue(node: LiteralNode, folds: boolean): string | number | boolean {
  return folds && node.kind === 'string' ? lowerText(node.value) : node.value;
}

function orderedValue(node: LiteralNode): number | { readonly semver: string } | { readonly date: number } {
  if (node.kind === 'number') return node.value;
  if (node.kind === 'semver') return { semver: node.value };
  return { date: dateValue(node) };
}

function dateValue(node: LiteralNode): number {
  const ms = node.kind === 'date' ? parseDate(node.value) : null;
  if (ms === null) throw unchecked();
  return ms;
}

function unchecked(): TypeError {
  return new TypeError('the expression has problems; checkCondition names them');
}
