import type { ComparisonNode, Expression } from 'flagforge/compile/expression';
import { type ReactNode, useState } from 'react';
import { Icon } from '../parts/icon.tsx';
import type { Place } from '../sentences/edit-expression.ts';
import { hintOf } from '../sentences/hint-of.ts';
import { literalsOf } from '../sentences/sentence.ts';
import { type Clause, clauseIn } from './clause.ts';
import { ClauseEditor, clauseOf } from './clause-editor.tsx';
import { fieldClass } from './field-class.ts';
import { SubjectField } from './subject-field.tsx';
import type { Vocabulary } from './vocabulary.ts';

/** What is done to the tree of a condition. */
export interface PartEdits {
  readonly change: (place: Place, clause: Clause) => void;
  readonly add: (place: Place, kind: 'and' | 'or', clause: Clause) => void;
  readonly join: (place: Place, kind: 'and' | 'or') => void;
  readonly negate: (place: Place) => void;
  readonly remove: (place: Place) => void;
}

interface Props {
  readonly expression: Expression;
  readonly place: Place;
  readonly vocabulary: Vocabulary;
  /** What `expression` was read from, and the parts of it that the compiler finds fault with. */
  readonly text: string;
  readonly wrong: ReadonlySet<string>;
  readonly edits: PartEdits;
}

/** A part of a condition: a clause, or a block of several. */
export function PartEditor(props: Props): ReactNode {
  const { expression, place, edits } = props;
  const clause = clauseIn(expression);
  if (clause !== null) return <Line {...props} clause={clause} />;
  if (expression.kind === 'not')
    return (
      <div className={STACK}>
        <span className="flex items-center gap-2">
          <b className="font-semibold">it is not so that</b>
          <Small label="Take “it is not so that” away" onPress={() => edits.negate(place)}>
            <Icon name="cross" className="size-3" />
          </Small>
        </span>
        <div className={BLOCK}>
          <PartEditor {...props} expression={expression.of} place={[...place, 0]} />
        </div>
      </div>
    );
  if (expression.kind !== 'and' && expression.kind !== 'or') return null;
  const { kind } = expression;
  return (
    <div className={place.length === 0 ? STACK : `${STACK} ${BLOCK}`}>
      {expression.of.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of a condition have no other name
        <div key={index} className={PART}>
          <select
            aria-label="All have to hold, or any of them"
            value={kind}
            onChange={({ target }) => edits.join(place, target.value === 'or' ? 'or' : 'and')}
            className={`${fieldClass} justify-self-start border-transparent bg-transparent font-semibold ${index === 0 ? 'invisible w-0 px-0 not-desk:hidden' : ''}`}
          >
            <option value="and">and</option>
            <option value="or">or</option>
          </select>
          <PartEditor {...props} expression={part} place={[...place, index]} />
        </div>
      ))}
    </div>
  );
}

const STACK = 'grid grid-cols-[minmax(0,1fr)] gap-1.5';
const PART = 'grid grid-cols-[minmax(0,1fr)] items-start gap-2 desk:grid-cols-[auto_minmax(0,1fr)]';
const BLOCK = 'border-l-2 border-line-strong pl-3';

/** The comparison of a text in lower case, or as it is written; null: it is of no text. */
function otherCaseOf(clause: Clause): ComparisonNode | null {
  if (clause.kind !== 'comparison' || clause.operand.kind === 'now' || clause.test.op === 'matches') return null;
  if (clause.operand.kind === 'path' && literalsOf(clause.test)[0]?.kind !== 'string') return null;
  return { ...clause, operand: { ...clause.operand, kind: clause.operand.kind === 'lower' ? 'path' : 'lower' } };
}

/** One clause with what can be done to it. */
function Line(props: Props & { readonly clause: Clause }): ReactNode {
  const { clause, place, vocabulary, text, wrong, edits } = props;
  const [adding, setAdding] = useState<'and' | 'or' | null>(null);
  const own = text.slice(...clause.span);
  const isWrong = [...wrong].some((part) => part !== '' && own.includes(part));
  const hint = hintOf(clause);
  const lowered = otherCaseOf(clause);
  const label = `Condition ${place.map((at) => at + 1).join('.') || '1'}`;
  return (
    <div className={STACK}>
      <div className="flex flex-wrap items-center gap-1.5">
        <ClauseEditor
          clause={clause}
          vocabulary={vocabulary}
          label={label}
          isWrong={isWrong}
          onChange={(next) => edits.change(place, next)}
        />
        {hint !== null && <span className="text-xs text-text-3">({hint})</span>}
        <span className="inline-flex flex-wrap items-center">
          {lowered !== null && (
            <Small
              label={`${label}: ${lowered.operand.kind === 'lower' ? 'any case, compare in lower case' : 'exact case, compare as it is written'}`}
              onPress={() => edits.change(place, lowered)}
            >
              {lowered.operand.kind === 'lower' ? 'any case' : 'exact case'}
            </Small>
          )}
          <Small label={`${label}: and…`} onPress={() => setAdding('and')}>
            + and
          </Small>
          <Small label={`${label}: or…`} onPress={() => setAdding('or')}>
            + or
          </Small>
          <Small label={`${label}: not, say the opposite`} onPress={() => edits.negate(place)}>
            not
          </Small>
          <Small label={`${label}: remove`} onPress={() => edits.remove(place)}>
            <Icon name="cross" className="size-3" />
          </Small>
        </span>
      </div>
      {adding !== null && (
        <div className="flex flex-wrap items-center gap-1.5">
          <b className="font-semibold">{adding}</b>
          <SubjectField
            vocabulary={vocabulary}
            subject={null}
            label={`${adding}: what is asked`}
            onChoose={(subject) => {
              const made = clauseOf(subject, vocabulary);
              if (made !== null) edits.add(place, adding, made);
              setAdding(null);
            }}
          />
          <Small label="Do not add it" onPress={() => setAdding(null)}>
            <Icon name="cross" className="size-3" />
          </Small>
        </div>
      )}
    </div>
  );
}

interface SmallProps {
  readonly label: string;
  readonly children: ReactNode;
  readonly onPress: () => void;
}

const Small = ({ label, children, onPress }: SmallProps): ReactNode => (
  <button
    type="button"
    aria-label={label}
    title={label}
    onClick={onPress}
    className="inline-flex h-7 min-w-7 items-center justify-center rounded-1 px-1.5 text-xs whitespace-nowrap text-text-3 hover:bg-hover hover:text-text not-desk:h-10 not-desk:min-w-10"
  >
    {children}
  </button>
);
