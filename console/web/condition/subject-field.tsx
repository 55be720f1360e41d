import { type OperandNode, parsePath, printPath } from 'flagforge/compile/expression';
import { type ReactNode, useId, useState } from 'react';
import { fieldClass } from './field-class.ts';
import { attributeNamesOf, type Vocabulary } from './vocabulary.ts';

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

const NOW = 'now';
const SEGMENT = 'segment';
const [OTHER, PATH] = ['other', 'path:'];
const NOWHERE: readonly [number, number] = [0, 0];

/** Chooses an attribute, the time, or a segment. */
export function SubjectField({ vocabulary, subject, label, isFirst = false, onChoose }: Props): ReactNode {
  const [isTyping, setTyping] = useState(false);
  const current =
    subject === null || subject.kind === 'now' || subject.kind === 'segment' ? null : printPath(subject.path);
  const names = attributeNamesOf(vocabulary);
  const all = current === null || names.includes(current) ? names : [current, ...names];
  const choosePath = (text: string): void => {
    const parsed = parsePath(text.trim());
    if (!('path' in parsed)) return;
    const kind = subject?.kind === 'lower' ? 'lower' : 'path';
    onChoose({ kind, path: parsed.path, span: NOWHERE });
    setTyping(false);
  };
  if (isTyping) return <NameField label={label} names={all} onName={choosePath} onLeave={() => setTyping(false)} />;
  const value = subject === null ? '' : current === null ? subject.kind : PATH + current;
  return (
    <select
      // biome-ignore lint/a11y/noAutofocus: whoever asked for it goes on here
      autoFocus={isFirst}
      aria-label={label}
      value={value}
      onChange={({ target }) => {
        if (target.value === OTHER) setTyping(true);
        else if (target.value === NOW) onChoose({ kind: 'now', span: NOWHERE });
        else if (target.value === SEGMENT) onChoose({ kind: 'segment' });
        else choosePath(target.value.slice(PATH.length));
      }}
      className={`${fieldClass} bg-sunken ${subject === null ? 'text-text-2' : 'font-mono'}`}
    >
      {subject === null && <option value="">choose what to ask…</option>}
      <optgroup label="Attributes">
        {all.map((name) => (
          <option key={name} value={PATH + name}>
            {name}
          </option>
        ))}
        {vocabulary.attributes === null && <option value={OTHER}>another one…</option>}
      </optgroup>
      <optgroup label="Else">
        {vocabulary.segments.length > 0 && <option value={SEGMENT}>a segment</option>}
        <option value={NOW}>the time</option>
      </optgroup>
    </select>
  );
}

interface NameProps {
  readonly label: string;
  readonly names: readonly string[];
  readonly onName: (name: string) => void;
  readonly onLeave: () => void;
}

/** Where attributes are not declared, any may be named. */
function NameField({ label, names, onName, onLeave }: NameProps): ReactNode {
  const list = useId();
  const [text, setText] = useState('');
  const isWrong = text.trim() !== '' && !('path' in parsePath(text.trim()));
  return (
    <>
      <input
        // biome-ignore lint/a11y/noAutofocus: whoever chose to type goes on here
        autoFocus
        aria-label={`${label}, by name`}
        list={list}
        value={text}
        placeholder="company.plan"
        aria-invalid={isWrong}
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onName(text);
          if (event.key === 'Escape') onLeave();
        }}
        onBlur={() => (text.trim() === '' ? onLeave() : onName(text))}
        className={`${fieldClass} min-w-32 bg-sunken font-mono`}
      />
      <datalist id={list}>
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}
