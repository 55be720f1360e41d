import { type ComparisonNode, type KnownAttribute, literalKindOf, operatorsOf } from 'flagforge/compile/expression';
import { OPERATOR_FORMS, type OperatorForm } from './operator-words.ts';

type Operand = ComparisonNode['operand']['kind'];

/** Which forms fit what is asked of: by the attribute's type; all of them where it has none. */
export function operatorChoices(operand: Operand, known: KnownAttribute): readonly OperatorForm[] {
  if (operand === 'now') return OPERATOR_FORMS.filter(({ kinds }) => kinds?.includes('date') === true);
  return OPERATOR_FORMS.filter((form) => {
    if (operand === 'lower' && (form.op === 'is' || form.kinds !== undefined || takesNetworks(form))) return false;
    if (known.type === null) return true;
    const literal = literalKindOf(known.type);
    if (!operatorsOf(known.type).includes(form.op)) return false;
    if (form.op === 'in') return takesNetworks(form) === (literal === 'cidr');
    return form.kinds === undefined || form.kinds.includes(literal);
  });
}

const takesNetworks = ({ takes }: OperatorForm): boolean => takes === 'network' || takes === 'networks';

/** How the language writes a form: `>=`, `not in [ ]`. */
export function codeOfForm({ op, negated, takes }: OperatorForm): string {
  if (op === 'is') return negated ? 'is absent' : 'is present';
  if (op === '==') return negated ? '!=' : '==';
  const word = negated ? `not ${op}` : op;
  if (takes === 'network') return `${word} cidr`;
  return takes === 'list' || takes === 'networks' ? `${word} [ ]` : word;
}
