/** Conditions of every form that the grammar has; for tests only. */
import type { OrderOperator } from '@flagforge/sdk/engine';
import fc from 'fast-check';
import type {
  ComparisonNode,
  Expression,
  LiteralNode,
  OperandNode,
  Span,
  TestNode,
} from 'flagforge/compile/expression';

const span: Span = [0, 0];
const step = fc.oneof(
  fc.constantFrom('a', 'email', 'in', 'date', 'now', 'null', 'x_1', '_'),
  fc.string({ unit: fc.constantFrom('a', '.', '`', '\\', ' ', 'é', '😀', '"', '-'), minLength: 1, maxLength: 6 }),
);
const path = fc.array(step, { minLength: 1, maxLength: 3 });
const text = fc.string({
  unit: fc.constantFrom('a', 'B', 'İ', 'é', '"', '\\', '\n', '\u0000', '😀', ' '),
  minLength: 1,
  maxLength: 5,
});
const string: fc.Arbitrary<LiteralNode> = text.map((value) => ({ kind: 'string', value, span }));
const number: fc.Arbitrary<LiteralNode> = fc
  .oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.maxSafeInteger(),
    fc.constantFrom(2 ** 53, -(2 ** 70), 1e21, 5e-324),
  )
  .map((value) => ({ kind: 'number', value: value + 0, span }));
const boolean: fc.Arbitrary<LiteralNode> = fc.boolean().map((value) => ({ kind: 'boolean', value, span }));
const semver: fc.Arbitrary<LiteralNode> = fc
  .constantFrom('1', 'v2.1', '1.2.3-beta.1+b')
  .map((value) => ({ kind: 'semver', value, span }));
const date: fc.Arbitrary<LiteralNode> = fc
  .constantFrom(
    '2026-12-01',
    '0001-01-01T00:00+23:59',
    '9999-12-31T23:59:59.999-23:59',
    '1969-12-31T23:59:59.001z',
    '2026-12-01t09:00:00.123456+02:00',
  )
  .map((value) => ({ kind: 'date', value, span }));
const cidr: fc.Arbitrary<LiteralNode> = fc
  .constantFrom('10.0.0.0/8', '::1', '2001:db8::/32')
  .map((value) => ({ kind: 'cidr', value, span }));
const listOf = (item: fc.Arbitrary<LiteralNode>) =>
  fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => ({ items, bare: false, span }));
const list = fc.oneof(listOf(string), listOf(number), listOf(boolean), listOf(semver), listOf(date), listOf(cidr));
const bare = cidr.map((item) => ({ items: [item], bare: true, span }));
const negated = fc.boolean();
const order = fc.constantFrom<OrderOperator>('<', '<=', '>', '>=');
const pattern: fc.Arbitrary<LiteralNode> = fc
  .constantFrom('^a+$', 'x|y', '\\d{2}')
  .map((value) => ({ kind: 'string', value, span }));

const stringTest: fc.Arbitrary<TestNode> = fc.oneof(
  fc.record({ op: fc.constant('==' as const), negated, value: string }),
  fc.record({ op: fc.constant('in' as const), negated, list: listOf(string) }),
  fc.record({ op: fc.constantFrom('starts_with' as const, 'ends_with' as const), negated, value: string }),
  fc.record({ op: fc.constant('matches' as const), negated, value: pattern }),
  fc.record({ op: fc.constant('contains' as const), negated, value: string }),
  fc.record({ op: fc.constantFrom('contains any' as const, 'contains all' as const), negated, list: listOf(string) }),
);
const anyTest: fc.Arbitrary<TestNode> = fc.oneof(
  stringTest,
  fc.record({ op: fc.constant('==' as const), negated, value: fc.oneof(number, boolean, semver, date) }),
  fc.record({ op: order, value: fc.oneof(number, semver, date) }),
  fc.record({ op: fc.constant('in' as const), negated, list: fc.oneof(list, bare) }),
  fc.record({ op: fc.constant('contains' as const), negated, value: fc.oneof(number, boolean) }),
  fc.record({ op: fc.constantFrom('contains any' as const, 'contains all' as const), negated, list }),
  fc.record({ op: fc.constant('is' as const), presence: fc.constantFrom('present' as const, 'absent' as const) }),
);
const comparison: fc.Arbitrary<ComparisonNode> = fc
  .oneof(
    fc.tuple(
      path.map((each): OperandNode => ({ kind: 'path', path: each, span })),
      anyTest,
    ),
    fc.tuple(
      path.map((each): OperandNode => ({ kind: 'lower', path: each, span })),
      stringTest,
    ),
    fc.tuple(fc.constant<OperandNode>({ kind: 'now', span }), fc.record({ op: order, value: date })),
  )
  .map(([operand, test]) => ({ kind: 'comparison', operand, test, operatorSpan: span, span }));

export const { expression: anyExpression } = fc.letrec<{ expression: Expression }>((tie) => {
  const of = fc.array(tie('expression'), { minLength: 2, maxLength: 3 });
  return {
    expression: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'expression' },
      comparison,
      text.map((name): Expression => ({ kind: 'segment', name, nameSpan: span, span })),
      fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), of, span: fc.constant(span) }),
      fc.record({ kind: fc.constant('not' as const), of: tie('expression'), span: fc.constant(span) }),
    ),
  };
});

/** The same with every span forgotten. */
export function withoutSpans(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, each: unknown) => (/[sS]pan$/.test(key) ? null : each));
}
