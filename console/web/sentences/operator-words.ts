/** What conditions ask, in words. Each phrase belongs to one form of the language, so that both ways lose nothing. */
import type { LiteralNode, TestNode } from 'flagforge/compile/expression';

/** A form of a comparison. `network`: one, written without brackets. */
export interface OperatorForm {
  readonly words: string;
  readonly op: TestNode['op'];
  readonly negated: boolean;
  readonly takes: 'nothing' | 'value' | 'list' | 'network' | 'networks';
  /** Of orders: the kinds of literal that these words are for. */
  readonly kinds?: readonly LiteralNode['kind'][];
}

const NUMBERS = ['number', 'string', 'boolean', 'cidr'] as const;

type Row = readonly [words: string, op: TestNode['op'], takes: OperatorForm['takes'], kinds?: OperatorForm['kinds']];

const POSITIVE: readonly Row[] = [
  ['is', '==', 'value'],
  ['is less than', '<', 'value', NUMBERS],
  ['is older than', '<', 'value', ['semver']],
  ['is before', '<', 'value', ['date']],
  ['is at most', '<=', 'value', [...NUMBERS, 'semver']],
  ['is at or before', '<=', 'value', ['date']],
  ['is more than', '>', 'value', NUMBERS],
  ['is newer than', '>', 'value', ['semver']],
  ['is after', '>', 'value', ['date']],
  ['is at least', '>=', 'value', [...NUMBERS, 'semver']],
  ['is at or after', '>=', 'value', ['date']],
  ['is one of', 'in', 'list'],
  ['is in network', 'in', 'network'],
  ['is in one of the networks', 'in', 'networks'],
  ['starts with', 'starts_with', 'value'],
  ['ends with', 'ends_with', 'value'],
  ['matches the pattern', 'matches', 'value'],
  ['contains', 'contains', 'value'],
  ['contains any of', 'contains any', 'list'],
  ['contains all of', 'contains all', 'list'],
  ['is present', 'is', 'nothing'],
];

const NEGATED: readonly Row[] = [
  ['is not', '==', 'value'],
  ['is none of', 'in', 'list'],
  ['is not in network', 'in', 'network'],
  ['is in none of the networks', 'in', 'networks'],
  ['does not start with', 'starts_with', 'value'],
  ['does not end with', 'ends_with', 'value'],
  ['does not match the pattern', 'matches', 'value'],
  ['does not contain', 'contains', 'value'],
  ['contains none of', 'contains any', 'list'],
  ['does not contain all of', 'contains all', 'list'],
  ['is absent', 'is', 'nothing'],
];

const formsOf = (rows: readonly Row[], negated: boolean): readonly OperatorForm[] =>
  rows.map(([words, op, takes, kinds]) => ({ words, op, takes, negated, ...(kinds === undefined ? {} : { kinds }) }));

/** Every form, positive ones first. */
export const OPERATOR_FORMS: readonly OperatorForm[] = [...formsOf(POSITIVE, false), ...formsOf(NEGATED, true)];

/** The form of a comparison. */
export function formOf(test: TestNode): OperatorForm {
  const takes = takesOf(test);
  const negated = test.op === 'is' ? test.presence === 'absent' : 'negated' in test && test.negated;
  const kind = 'value' in test ? test.value.kind : undefined;
  const found = OPERATOR_FORMS.find(
    (form) =>
      form.op === test.op &&
      form.negated === negated &&
      form.takes === takes &&
      (form.kinds === undefined || (kind !== undefined && form.kinds.includes(kind))),
  );
  if (found === undefined) throw new TypeError(`no words for ${test.op}`);
  return found;
}

function takesOf(test: TestNode): OperatorForm['takes'] {
  if (test.op === 'is') return 'nothing';
  if (!('list' in test)) return 'value';
  if (test.list.bare) return 'network';
  return test.op === 'in' && test.list.items[0]?.kind === 'cidr' ? 'networks' : 'list';
}

/** The form with these words. Orders of versions and numbers share theirs, and their operator. */
export function formOfWords(words: string): OperatorForm {
  const found = OPERATOR_FORMS.find((form) => form.words === words);
  if (found === undefined) throw new TypeError(`no operator says ${words}`);
  return found;
}

const NOWHERE: readonly [number, number] = [0, 0];

/** A comparison of this form with these literals: one for a value, one or more for a list, none for presence. */
export function testOfForm(form: OperatorForm, literals: readonly LiteralNode[]): TestNode {
  const { op, negated, takes } = form;
  if (op === 'is') return { op, presence: negated ? 'absent' : 'present' };
  if (op === 'in' || op === 'contains any' || op === 'contains all')
    return { op, negated, list: { items: literals, bare: takes === 'network', span: NOWHERE } };
  const [value] = literals;
  if (value === undefined) throw new TypeError(`${form.words} what`);
  return op === '<' || op === '<=' || op === '>' || op === '>=' ? { op, value } : { op, negated, value };
}
