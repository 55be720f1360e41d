import { type OperandNode, parsePath, printPath } from 'flagforge/compile/expression';
import type { ReactNode } from 'react';
import { type Choice, Combobox } from '../parts/combobox.tsx';
import { fieldClass } from './field-class.ts';
import { attributeNamesOf, typeOfName, type Vocabulary } from './vocabulary.ts';

/** What a clause is about. */
export type Subject = OperandNode | { readonly kind: 'segment' };

interface Props {
  readonly vocabulary: Vocabulary;
  /** null: nothing is chosen yet. */
  readonly subject: Subject | null;
  readonly label: string;
  /** It was just asked for: keys go on here. */
  readonly isFirst?: boolean;
  readonly onChoose: (subject: Subject) => void;
}

const PATH = 'path:';
const NOWHERE: readonly [number, number] = [0, 0];
const NOW = { id: 'now', text: 'the time', hint: 'now' };
const SEGMENT = { id: 'segment', text: 'a segment', hint: 'a named audience' };

/** Chooses an attribute, the time, or a segment. */
export function SubjectField({ vocabulary, subject, label, isFirst = false, onChoose }: Props): ReactNode {
  const current = nameOf(subject);
  const choosePath = (text: string): boolean => {
    const parsed = parsePath(text);
    if (!('path' in parsed)) return false;
    onChoose({ kind: subject?.kind === 'lower' ? 'lower' : 'path', path: parsed.path, span: NOWHERE });
    return true;
  };
  return (
    <Combobox
      label={label}
      value={current}
      placeholder="choose what to ask…"
      isFirst={isFirst}
      choices={vocabulary.isLoading === true ? [] : choicesOf(vocabulary)}
      isLoading={vocabulary.isLoading === true}
      className={`${fieldClass} ${subject === null ? 'min-w-44' : 'min-w-12'} bg-sunken font-mono placeholder:text-text-2`}
      onChoose={(id) => {
        if (id === NOW.id) onChoose({ kind: 'now', span: NOWHERE });
        else if (id === SEGMENT.id) onChoose({ kind: 'segment' });
        else choosePath(id.slice(PATH.length));
      }}
      {...(vocabulary.attributes === null && vocabulary.isLoading !== true ? { onName: choosePath } : {})}
    />
  );
}

const choicesOf = (vocabulary: Vocabulary): readonly Choice[] => [
  ...attributeNamesOf(vocabulary).map((name) => ({ id: PATH + name, text: name, hint: typeOfName(vocabulary, name) })),
  ...(vocabulary.segments.length > 0 ? [SEGMENT] : []),
  NOW,
];

function nameOf(subject: Subject | null): string {
  if (subject === null) return '';
  if (subject.kind === 'segment') return SEGMENT.text;
  return subject.kind === 'now' ? NOW.text : printPath(subject.path);
}
