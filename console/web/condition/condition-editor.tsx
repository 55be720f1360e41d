'use client';
import { type Expression, parseCondition, printCondition } from 'flagforge/compile/expression';
import { type ReactNode, useState } from 'react';
import { Button } from '../parts/button.tsx';
import { addPart, joinPart, negatePart, removePart } from '../sentences/edit-expression.ts';
import { textWithClause } from '../sentences/edit-text.ts';
import type { Clause } from './clause.ts';
import { clauseOf } from './clause-editor.tsx';
import { ConditionFindings } from './condition-findings.tsx';
import { ConditionText } from './condition-text.tsx';
import { PartEditor, type PartEdits } from './part-editor.tsx';
import { SubjectField } from './subject-field.tsx';
import { useConditionCheck } from './use-condition-check.ts';
import type { Vocabulary } from './vocabulary.ts';

interface Props {
  /** Empty: there is none yet. */
  readonly text: string;
  readonly vocabulary: Vocabulary;
  /** What it means that there is none. */
  readonly whenEmpty: string;
  readonly onChange: (text: string) => void;
}

/**
 * A condition as a sentence whose words can be changed, or as text. The text is the source: one clause said otherwise
 * leaves the rest as it is written, spaces and all.
 */
export function ConditionEditor({ text, vocabulary, whenEmpty, onChange }: Props): ReactNode {
  const { expression, problems } = parseCondition(text);
  const isEmpty = text.trim() === '';
  const read = expression !== null && problems.length === 0 ? expression : null;
  // It stays a text while it is typed, though it may read half way.
  const [isText, setText] = useState(read === null && !isEmpty);
  const findings = useConditionCheck(text, vocabulary);
  const say = (next: Expression | null): void => onChange(next === null ? '' : printCondition(next));
  const begin = (clause: Clause | null): void => {
    if (clause !== null) say(clause);
  };
  const isShownAsText = isText || (read === null && !isEmpty);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
      {isShownAsText ? (
        <ConditionText text={text} scope={vocabulary} whenEmpty={whenEmpty} onChange={onChange} />
      ) : read === null ? (
        <div className="flex flex-wrap items-center gap-2">
          <SubjectField
            vocabulary={vocabulary}
            subject={null}
            label="Condition: what is asked"
            onChoose={(subject) => begin(clauseOf(subject, vocabulary))}
          />
          <span className="text-sm text-text-3">{whenEmpty}</span>
        </div>
      ) : (
        <>
          <PartEditor
            expression={read}
            place={[]}
            vocabulary={vocabulary}
            wrong={new Set(findings.map(({ part }) => part))}
            text={text}
            edits={editsOf(text, read, onChange, say)}
          />
          <div aria-live="polite" className="grid gap-1.5">
            <ConditionFindings findings={findings} onMend={onChange} />
          </div>
        </>
      )}
      <div>
        <Button
          look="ghost"
          size="small"
          className="-ml-2"
          blocked={isShownAsText && read === null && !isEmpty ? 'It does not read as a condition yet' : undefined}
          onPress={() => setText(!isShownAsText)}
        >
          {isShownAsText ? 'As a sentence' : 'As text'}
        </Button>
      </div>
    </div>
  );
}

const editsOf = (
  text: string,
  read: Expression,
  onChange: (text: string) => void,
  say: (next: Expression | null) => void,
): PartEdits => ({
  change: (place, clause) => onChange(textWithClause(text, read, place, clause)),
  add: (place, kind, clause) => say(addPart(read, place, kind, clause)),
  join: (place, kind) => say(joinPart(read, place, kind)),
  negate: (place) => say(negatePart(read, place)),
  remove: (place) => say(removePart(read, place)),
});
