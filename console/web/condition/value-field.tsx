import type { LiteralNode } from 'flagforge/compile/expression';
import { type ReactNode, useId, useState } from 'react';
import { literalFrom } from '../sentences/edit-clause.ts';
import { fieldClass } from './field-class.ts';

interface Props {
  readonly literal: LiteralNode;
  readonly label: string;
  /** Whether the compiler finds fault with it. */
  readonly isWrong: boolean;
  /** Values to choose from. */
  readonly choices: readonly string[];
  /** It can be none but those. */
  readonly isClosed: boolean;
  readonly onChange: (literal: LiteralNode) => void;
}

const EXAMPLES: Readonly<Partial<Record<LiteralNode['kind'], string>>> = {
  semver: '2.4.0',
  date: '2027-01-31T09:00:00Z',
  cidr: '10.0.0.0/8',
};

/** One value of a clause, typed or chosen. What cannot be a value yet is kept as it is typed. */
export function ValueField({ literal, label, isWrong, choices, isClosed, onChange }: Props): ReactNode {
  const list = useId();
  const { kind } = literal;
  const said = String(literal.value);
  const [typed, setTyped] = useState<string | null>(null);
  const closed = kind === 'boolean' ? ['true', 'false'] : isClosed ? choices : null;
  if (closed !== null) {
    const all = closed.includes(said) ? closed : [said, ...closed];
    return (
      <select
        aria-label={label}
        data-value
        value={said}
        onChange={({ target }) => {
          const made = literalFrom(kind, target.value);
          if (made !== null) onChange(made);
        }}
        className={`${fieldClass} bg-accent-soft font-mono text-accent`}
      >
        {all.map((value) => (
          <option key={value} value={value}>
            {value === '' ? '""' : value}
          </option>
        ))}
      </select>
    );
  }
  const text = typed ?? said;
  const isNone = typed !== null && literalFrom(kind, typed) === null;
  return (
    <>
      <input
        aria-label={label}
        data-value
        list={choices.length === 0 ? undefined : list}
        value={text}
        inputMode={kind === 'number' ? 'decimal' : 'text'}
        placeholder={EXAMPLES[kind] ?? 'value'}
        aria-invalid={isWrong || isNone || undefined}
        spellCheck={false}
        autoComplete="off"
        onChange={({ target }) => {
          const made = literalFrom(kind, target.value);
          setTyped(target.value);
          if (made !== null) onChange(made);
        }}
        onBlur={() => setTyped(null)}
        className={`${fieldClass} min-w-16 bg-accent-soft font-mono text-accent placeholder:text-text-3`}
      />
      {choices.length > 0 && (
        <datalist id={list}>
          {choices.map((value) => (
            <option key={value} value={value} />
          ))}
        </datalist>
      )}
      {isNone && <span className="text-xs text-danger">no number</span>}
    </>
  );
}
