import { type ReactNode, useState } from 'react';
import { listNames } from './list-names.ts';

interface Props {
  readonly title: string;
  readonly hint: string;
  readonly names: readonly string[];
  readonly onChange: (names: readonly string[]) => void;
}

/** A list of units by name, one a line; many can be pasted. */
export function NamesField({ title, hint, names, onChange }: Props): ReactNode {
  // What is typed is kept as it is typed: a line that is still empty is one that is about to be written.
  const [typed, setTyped] = useState({ text: names.join('\n'), names });
  const text = typed.names === names ? typed.text : names.join('\n');
  return (
    <label className="grid content-start gap-1 text-sm font-medium">
      <span>
        {title} <span className="font-normal text-text-3">{hint}</span>
      </span>
      <textarea
        rows={Math.min(8, Math.max(3, text.split('\n').length))}
        value={text}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => {
          const given = listNames(event.target.value);
          setTyped({ text: event.target.value, names: given });
          onChange(given);
        }}
        className="rounded-2 border border-control bg-surface px-3 py-2 font-mono text-sm font-normal"
      />
      <span className="text-xs font-normal text-text-3">
        {names.length === 0 ? 'nobody, one a line' : `${names.length.toLocaleString('en')} by name`}
      </span>
    </label>
  );
}
