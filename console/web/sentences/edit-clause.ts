/** Edits of one clause. What still makes sense stays; what does not is begun anew. */
import { parseCidr, parseDate, parseSemver } from '@flagforge/sdk/engine';
import {
  type ComparisonNode,
  type KnownAttribute,
  kindsAfter,
  type LiteralNode,
  literalKindOf,
  type OperandNode,
} from 'flagforge/compile/expression';
import { operatorChoices } from './operator-choices.ts';
import { formOf, type OperatorForm, testOfForm } from './operator-words.ts';
import { literalsOf } from './sentence.ts';

type LiteralKind = LiteralNode['kind'];
const NOWHERE: readonly [number, number] = [0, 0];

/** Where a value of a kind begins. */
const FIRST: Readonly<Record<LiteralKind, string | number | boolean>> = {
  string: '',
  number: 0,
  boolean: true,
  semver: '1.0.0',
  date: '2027-01-01',
  cidr: '10.0.0.0/8',
};

/** A literal of a kind from what somebody typed; null: it cannot be one. */
export function literalFrom(kind: LiteralKind, text: string): LiteralNode | null {
  switch (kind) {
    case 'number': {
      const value = Number(text);
      const isNumber = /^\s*-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?\s*$/.test(text) && Number.isFinite(value);
      return isNumber ? { kind, value: value + 0, span: NOWHERE } : null;
    }
    case 'boolean':
      return text === 'true' || text === 'false' ? { kind, value: text === 'true', span: NOWHERE } : null;
    default:
      return { kind, value: kind === 'string' ? text : text.trim(), span: NOWHERE };
  }
}

/** The same value as another kind, where it can be one; else where such a value begins. */
function literalAs(literal: LiteralNode | undefined, kind: LiteralKind, known: KnownAttribute): LiteralNode {
  const { enum: values } = known;
  const fits = (value: LiteralNode['value']): boolean => values === null || values.includes(value);
  if (literal !== undefined && literal.kind === kind && fits(literal.value)) return literal;
  const moved = literal === undefined ? null : literalFrom(kind, String(literal.value));
  if (moved !== null && fits(moved.value) && isSound(moved)) return moved;
  const [first] = values ?? [];
  return { kind, value: first ?? FIRST[kind], span: NOWHERE } as LiteralNode;
}

function isSound({ kind, value }: LiteralNode): boolean {
  if (kind === 'semver') return parseSemver(value) !== null;
  if (kind === 'date') return parseDate(value) !== null;
  return kind !== 'cidr' || parseCidr(value) !== null;
}

/** The kind of literal that stands beside an attribute in a form: the one that is there, where it can stay. */
function kindFor(
  form: OperatorForm,
  known: KnownAttribute,
  current: LiteralKind | undefined,
  isNow: boolean,
): LiteralKind {
  if (isNow) return 'date';
  if (known.type !== null) return literalKindOf(known.type);
  const isNetwork = form.takes === 'network' || form.takes === 'networks';
  const kinds = kindsAfter(form.op).filter(
    (kind) => (form.op === 'in' ? (kind === 'cidr') === isNetwork : true) && form.kinds?.includes(kind) !== false,
  );
  return kinds.find((kind) => kind === current) ?? kinds[0] ?? 'string';
}

/** The clause with another operator; its values stay as far as that takes them. */
export function withForm(node: ComparisonNode, form: OperatorForm, known: KnownAttribute): ComparisonNode {
  return { ...node, test: testFor(node, form, known) };
}

function testFor(node: ComparisonNode, form: OperatorForm, known: KnownAttribute): ComparisonNode['test'] {
  if (form.takes === 'nothing') return testOfForm(form, []);
  const literals = literalsOf(node.test);
  const kind = kindFor(form, known, literals[0]?.kind, node.operand.kind === 'now');
  const given = literals.length === 0 ? [undefined] : literals;
  const isList = form.takes === 'list' || form.takes === 'networks';
  const kept = (isList ? given : given.slice(0, 1)).map((literal) => literalAs(literal, kind, known));
  return testOfForm(form, uniqueLiterals(kept));
}

const uniqueLiterals = (literals: readonly LiteralNode[]): readonly LiteralNode[] =>
  literals.filter((each, index) => literals.findIndex(({ value }) => value === each.value) === index);

/** The clause about another attribute; operator and values stay as far as they fit its type. */
export function withOperand(node: ComparisonNode, operand: OperandNode, known: KnownAttribute): ComparisonNode {
  const isText = known.type === null || known.type === 'string' || known.type === 'string[]';
  const asked: OperandNode = operand.kind === 'lower' && !isText ? { ...operand, kind: 'path' } : operand;
  const forms = operatorChoices(asked.kind, known);
  const current = formOf(node.test);
  const form =
    forms.find(({ words }) => words === current.words) ?? forms.find(({ op }) => op === current.op) ?? forms[0];
  const moved = { ...node, operand: asked };
  return form === undefined ? moved : { ...moved, test: testFor(moved, form, known) };
}

/** A first clause about an attribute. */
export function clauseAbout(operand: OperandNode, known: KnownAttribute): ComparisonNode {
  const begun: ComparisonNode = {
    kind: 'comparison',
    operand,
    test: { op: 'is', presence: 'present' },
    operatorSpan: NOWHERE,
    span: NOWHERE,
  };
  const [first] = operatorChoices(operand.kind, known);
  return first === undefined ? begun : withForm(begun, first, known);
}

/** The clause with other values: one for a value, one or more for a list. */
export function withLiterals(node: ComparisonNode, literals: readonly LiteralNode[]): ComparisonNode {
  return literals.length === 0 ? node : { ...node, test: testOfForm(formOf(node.test), literals) };
}
