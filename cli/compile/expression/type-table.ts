import type { AttributeType } from '../model.ts';
import type { LiteralNode, TestNode } from './ast.ts';

export type LiteralKind = LiteralNode['kind'];
export type Operator = TestNode['op'];

/** What a type is asked with, and the kind of literal that stands beside it. */
interface TypeRow {
  readonly operators: readonly Operator[];
  readonly literal: LiteralKind;
}

const ORDER: readonly Operator[] = ['<', '<=', '>', '>='];
const LIST: readonly Operator[] = ['contains', 'contains any', 'contains all', 'is'];

/** @see contract 3 */
const TYPES: Readonly<Record<AttributeType, TypeRow>> = {
  string: { operators: ['==', 'in', 'starts_with', 'ends_with', 'contains', 'matches', 'is'], literal: 'string' },
  number: { operators: ['==', ...ORDER, 'in', 'is'], literal: 'number' },
  boolean: { operators: ['==', 'in', 'is'], literal: 'boolean' },
  semver: { operators: ['==', ...ORDER, 'in', 'is'], literal: 'semver' },
  date: { operators: ['==', ...ORDER, 'in', 'is'], literal: 'date' },
  ip: { operators: ['in', 'is'], literal: 'cidr' },
  'string[]': { operators: LIST, literal: 'string' },
  'number[]': { operators: LIST, literal: 'number' },
  'boolean[]': { operators: LIST, literal: 'boolean' },
};

export function allowsOperator(type: AttributeType, op: Operator): boolean {
  return TYPES[type].operators.includes(op);
}

export function operatorsOf(type: AttributeType): readonly Operator[] {
  return TYPES[type].operators;
}

export function literalOf(type: AttributeType): LiteralKind {
  return TYPES[type].literal;
}

const ANY_KIND: readonly LiteralKind[] = ['string', 'number', 'boolean', 'semver', 'date', 'cidr'];

/** The kinds of literal that the grammar lets stand after an operator, whatever the attribute. */
export function kindsAfter(op: Operator): readonly LiteralKind[] {
  switch (op) {
    case '==':
      return ['string', 'number', 'boolean', 'semver', 'date'];
    case '<':
    case '<=':
    case '>':
    case '>=':
      return ['number', 'semver', 'date'];
    case 'starts_with':
    case 'ends_with':
    case 'matches':
      return ['string'];
    case 'contains':
      return ['string', 'number', 'boolean'];
    default:
      return ANY_KIND;
  }
}
