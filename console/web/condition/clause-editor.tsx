import { type ComparisonNode, kindsAfter, type LiteralNode } from 'flagforge/compile/expression';
import type { ReactNode } from 'react';
import { clauseAbout, literalFrom, withForm, withLiterals, withOperand } from '../sentences/edit-clause.ts';
import { codeOfForm, operatorChoices } from '../sentences/operator-choices.ts';
import { formOf, testOfForm } from '../sentences/operator-words.ts';
import { literalsOf } from '../sentences/sentence.ts';
import type { Clause } from './clause.ts';
import { fieldClass } from './field-class.ts';
import { ListField } from './list-field.tsx';
import { type Subject, SubjectField } from './subject-field.tsx';
import { ValueField } from './value-field.tsx';
import { knownOf, type Vocabulary, valuesOf } from './vocabulary.ts';

interface Props {
  readonly clause: Clause;
  readonly vocabulary: Vocabulary;
  readonly label: string;
  /** Whether the compiler finds fault with it. */
  readonly isWrong: boolean;
  readonly onChange: (clause: Clause) => void;
}

const NOWHERE: readonly [number, number] = [0, 0];

/** A first clause about something; null: there is nothing of that kind. */
export function clauseOf(subject: Subject, vocabulary: Vocabulary): Clause | null {
  if (subject.kind !== 'segment') return clauseAbout(subject, knownOfSubject(subject, vocabulary));
  const [first] = vocabulary.segments;
  return first === undefined ? null : segmentClause(first.name, false);
}

const knownOfSubject = (subject: ComparisonNode['operand'], vocabulary: Vocabulary) =>
  subject.kind === 'now' ? ({ kind: 'known', type: 'date', enum: null } as const) : knownOf(vocabulary, subject.path);

function segmentClause(name: string, isNegated: boolean): Clause {
  const segment: Clause = { kind: 'segment', name, nameSpan: NOWHERE, span: NOWHERE };
  return isNegated ? { kind: 'not', of: segment, span: NOWHERE } : segment;
}

/** One clause in the words of its sentence, each of which can be changed. */
export function ClauseEditor(props: Props): ReactNode {
  const { clause, vocabulary, label, onChange } = props;
  const about = (subject: Subject): void => {
    if (subject.kind !== 'segment' && clause.kind === 'comparison') {
      onChange(withOperand(clause, subject, knownOfSubject(subject, vocabulary)));
      return;
    }
    const begun = clauseOf(subject, vocabulary);
    if (begun !== null) onChange(begun);
  };
  const subject: Subject = clause.kind === 'comparison' ? clause.operand : { kind: 'segment' };
  return (
    <>
      <SubjectField vocabulary={vocabulary} subject={subject} label={`${label}: what is asked`} onChoose={about} />
      {clause.kind === 'comparison' ? (
        <Comparison {...props} clause={clause} />
      ) : (
        <SegmentFields {...props} clause={clause} />
      )}
    </>
  );
}

function SegmentFields({ clause, vocabulary, label, onChange }: Props & { readonly clause: Clause }): ReactNode {
  const isNegated = clause.kind === 'not';
  const found = clause.kind === 'not' ? clause.of : clause;
  if (found.kind !== 'segment') return null;
  const names = vocabulary.segments.map(({ name }) => name);
  const all = names.includes(found.name) ? names : [found.name, ...names];
  return (
    <>
      <select
        aria-label={`${label}: how`}
        value={String(isNegated)}
        onChange={({ target }) => onChange(segmentClause(found.name, target.value === 'true'))}
        className={`${fieldClass} bg-surface text-text-2`}
      >
        <option value="false">is in segment</option>
        <option value="true">is not in segment</option>
      </select>
      <select
        aria-label={`${label}: which segment`}
        data-value
        value={found.name}
        onChange={({ target }) => onChange(segmentClause(target.value, isNegated))}
        className={`${fieldClass} bg-accent-soft font-mono text-accent`}
      >
        {all.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </>
  );
}

function Comparison({
  clause,
  vocabulary,
  label,
  isWrong,
  onChange,
}: Props & { readonly clause: ComparisonNode }): ReactNode {
  const { operand, test } = clause;
  const known = knownOfSubject(operand, vocabulary);
  const form = formOf(test);
  const fitting = operatorChoices(operand.kind, known);
  const forms = fitting.some(({ words }) => words === form.words) ? fitting : [form, ...fitting];
  const choices = operand.kind === 'now' ? [] : valuesOf(vocabulary, operand.path);
  const literals = literalsOf(test);
  const [first] = literals;
  const values = (next: readonly LiteralNode[]): void => onChange(withLiterals(clause, next));
  return (
    <>
      {operand.kind === 'lower' && <span className="text-text-2">in lower case</span>}
      <select
        aria-label={`${label}: how`}
        value={form.words}
        onChange={({ target }) => {
          const next = forms.find(({ words }) => words === target.value) ?? form;
          onChange(withForm(clause, next, known));
        }}
        className={`${fieldClass} bg-surface text-text-2`}
      >
        {forms.map((each) => (
          <option key={each.words} value={each.words} title={codeOfForm(each)}>
            {each.words}
          </option>
        ))}
      </select>
      {known.type === null && first !== undefined && operand.kind === 'path' && (
        <KindField label={label} clause={clause} first={first} onChange={onChange} />
      )}
      {first !== undefined &&
        (form.takes === 'list' || form.takes === 'networks' ? (
          <ListField
            literals={literals}
            label={`${label}: values`}
            choices={choices}
            isClosed={known.enum !== null}
            onChange={values}
          />
        ) : (
          <ValueField
            key={first.kind}
            literal={first}
            label={`${label}: value`}
            isWrong={isWrong}
            choices={choices}
            isClosed={known.enum !== null}
            onChange={(literal) => values([literal])}
          />
        ))}
    </>
  );
}

const KINDS: Readonly<Record<LiteralNode['kind'], string>> = {
  string: 'text',
  number: 'number',
  boolean: 'true or false',
  semver: 'version',
  date: 'date',
  cidr: 'network',
};
const BEGINNINGS: Readonly<Record<LiteralNode['kind'], string>> = {
  ...{ string: '', number: '0', boolean: 'true', semver: '1.0.0', date: '2027-01-01', cidr: '10.0.0.0/8' },
};

interface KindProps {
  readonly label: string;
  readonly clause: ComparisonNode;
  readonly first: LiteralNode;
  readonly onChange: (clause: Clause) => void;
}

/** What the value is, where nobody declared what the attribute is: `"1"` and `1` are not the same. */
function KindField({ label, clause, first, onChange }: KindProps): ReactNode {
  const form = formOf(clause.test);
  const isNetwork = form.takes === 'network' || form.takes === 'networks';
  const kinds = kindsAfter(form.op).filter(
    (kind) => form.kinds?.includes(kind) !== false && (form.op !== 'in' || (kind === 'cidr') === isNetwork),
  );
  if (kinds.length < 2) return null;
  return (
    <select
      aria-label={`${label}: kind of value`}
      value={first.kind}
      onChange={({ target }) => {
        const kind = kinds.find((each) => each === target.value);
        if (kind === undefined) return;
        const made = literalFrom(kind, String(first.value)) ?? literalFrom(kind, BEGINNINGS[kind]);
        if (made !== null) onChange({ ...clause, test: testOfForm(form, [made]) });
      }}
      className={`${fieldClass} bg-surface text-xs text-text-3`}
    >
      {kinds.map((kind) => (
        <option key={kind} value={kind}>
          {KINDS[kind]}
        </option>
      ))}
    </select>
  );
}
