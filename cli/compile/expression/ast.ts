/**
 * A condition as written: plain JSON, one node for each thing that the author wrote.
 * Parentheses leave no node; `a and (b and c)` keeps its nesting.
 */
import type { OrderOperator, Path } from '@flagforge/sdk/engine';

/** Half-open range of UTF-16 offsets in the decoded condition text. */
export type Span = readonly [start: number, end: number];

/** A literal whose value is text. For `semver`, `date` and `cidr` it is the text between the quotes, not yet checked. */
export interface TextNode {
  readonly kind: 'string' | 'semver' | 'date' | 'cidr';
  readonly value: string;
  readonly span: Span;
}

export interface NumberNode {
  readonly kind: 'number';
  /** Finite, never -0. */
  readonly value: number;
  readonly span: Span;
}

export interface BooleanNode {
  readonly kind: 'boolean';
  readonly value: boolean;
  readonly span: Span;
}

export type LiteralNode = TextNode | NumberNode | BooleanNode;

/** One or more literals of one kind. `bare`: written without brackets, as in `ip in cidr "10.0.0.0/8"`. */
export interface ListNode {
  readonly items: readonly LiteralNode[];
  readonly bare: boolean;
  readonly span: Span;
}

/** What stands on the left: an attribute, an attribute in lower case, or the instant of the evaluation. */
export type OperandNode =
  | { readonly kind: 'path' | 'lower'; readonly path: Path; readonly span: Span }
  | { readonly kind: 'now'; readonly span: Span };

/** What is asked of the operand. `negated` is `!=` for `==`, and the word `not` before the others. */
export type TestNode =
  | { readonly op: '=='; readonly negated: boolean; readonly value: LiteralNode }
  | { readonly op: OrderOperator; readonly value: LiteralNode }
  | { readonly op: 'in'; readonly negated: boolean; readonly list: ListNode }
  | { readonly op: 'starts_with' | 'ends_with' | 'matches'; readonly negated: boolean; readonly value: LiteralNode }
  | { readonly op: 'contains'; readonly negated: boolean; readonly value: LiteralNode }
  | { readonly op: 'contains any' | 'contains all'; readonly negated: boolean; readonly list: ListNode }
  | { readonly op: 'is'; readonly presence: 'present' | 'absent' };

export interface ComparisonNode {
  readonly kind: 'comparison';
  readonly operand: OperandNode;
  readonly test: TestNode;
  /** The words or signs between the operand and the literal. */
  readonly operatorSpan: Span;
  readonly span: Span;
}

/** A parsed condition. `and` and `or` hold two or more. */
export type Expression =
  | { readonly kind: 'and' | 'or'; readonly of: readonly Expression[]; readonly span: Span }
  | { readonly kind: 'not'; readonly of: Expression; readonly span: Span }
  | { readonly kind: 'segment'; readonly name: string; readonly nameSpan: Span; readonly span: Span }
  | ComparisonNode;
