import type { LiteralNode } from 'flagforge/compile/expression';
import { type ReactNode, useId, useState } from 'react';
import { Icon } from '../parts/icon.tsx';
import { listNames } from '../parts/list-names.ts';
import { literalFrom } from '../sentences/edit-clause.ts';
import { valueWords } from '../sentences/value-words.ts';
import { fieldClass } from './field-class.ts';

interface Props {
  readonly literals: readonly LiteralNode[];
  readonly label: string;
  readonly choices: readonly string[];
  readonly isClosed: boolean;
  /** Never called with none: a list has a value. */
  readonly onChange: (literals: readonly LiteralNode[]) => void;
}

/** How many are shown before the rest is asked for. */
const SHOWN = 12;

/** Several values: each can be taken out, and many can be pasted at once. */
export function ListField({ literals, label, choices, isClosed, onChange }: Props): ReactNode {
  const list = useId();
  const [typed, setTyped] = useState('');
  const [isWhole, setWhole] = useState(false);
  const [first] = literals;
  if (first === undefined) return null;
  const { kind } = first;
  const given = new Set(literals.map(({ value }) => String(value)));
  // A list that holds nothing yet holds an empty value, which goes with the first one that is meant.
  const isBegun = literals.length === 1 && first.kind === 'string' && first.value === '';
  const made = listNames(typed).map((text) => literalFrom(kind, text));
  const isWrong = made.includes(null);
  const add = (texts: readonly string[]): void => {
    const more = texts
      .flatMap((text) => literalFrom(kind, text) ?? [])
      .filter(({ value }) => !given.has(String(value)));
    const all = [...(isBegun ? [] : literals), ...more];
    if (all.length > 0) onChange(all);
    setTyped('');
  };
  const shown = isWhole ? literals : literals.slice(0, SHOWN);
  const left = choices.filter((value) => !given.has(value));
  return (
    <span className="inline-flex max-w-full flex-wrap items-center gap-1">
      {!isBegun &&
        shown.map((literal, index) => {
          const { text } = valueWords(literal, true);
          return (
            <span
              key={String(literal.value)}
              className="inline-flex h-7 max-w-full items-center rounded-1 bg-accent-soft pl-1.5 font-mono text-[0.875rem] text-accent"
            >
              <span className="truncate">{text}</span>
              <button
                type="button"
                aria-label={`Remove ${text}`}
                aria-disabled={literals.length === 1}
                title={literals.length === 1 ? 'A list has a value: name another one first' : undefined}
                onClick={() => {
                  if (literals.length > 1) onChange(literals.filter((_, at) => at !== index));
                }}
                className="grid h-7 w-6 place-items-center rounded-1 hover:bg-hover aria-disabled:opacity-40"
              >
                <Icon name="cross" className="size-3" />
              </button>
            </span>
          );
        })}
      {literals.length > shown.length && (
        <button type="button" className="px-1 text-sm text-accent underline" onClick={() => setWhole(true)}>
          and {literals.length - shown.length} more
        </button>
      )}
      {isClosed ? (
        left.length > 0 && (
          <select
            aria-label={`${label}: add`}
            value=""
            onChange={({ target }) => add([target.value])}
            className={`${fieldClass} bg-surface text-text-2`}
          >
            <option value="">add…</option>
            {left.map((value) => (
              <option key={value} value={value}>
                {value}
              </option>
            ))}
          </select>
        )
      ) : (
        <input
          aria-label={`${label}: add`}
          list={left.length === 0 ? undefined : list}
          value={typed}
          placeholder="add, or paste many"
          aria-invalid={isWrong || undefined}
          spellCheck={false}
          autoComplete="off"
          onChange={({ target, nativeEvent }) => {
            // Chosen from what is offered: nothing more to wait for.
            const isTyped = nativeEvent instanceof InputEvent && nativeEvent.inputType !== 'insertReplacementText';
            if (!isTyped && left.includes(target.value)) add([target.value]);
            else setTyped(target.value);
          }}
          onPaste={(event) => {
            const names = listNames(event.clipboardData.getData('text'));
            if (names.length < 2) return;
            event.preventDefault();
            add(names);
          }}
          onKeyDown={(event) => {
            if ((event.key !== 'Enter' && event.key !== ',') || typed.trim() === '') return;
            event.preventDefault();
            if (!isWrong) add(listNames(typed));
          }}
          onBlur={() => {
            if (typed.trim() !== '' && !isWrong) add(listNames(typed));
          }}
          className={`${fieldClass} min-w-40 bg-surface font-mono placeholder:font-sans placeholder:text-text-3`}
        />
      )}
      {!isClosed && left.length > 0 && (
        <datalist id={list}>
          {left.map((value) => (
            <option key={value} value={value} />
          ))}
        </datalist>
      )}
    </span>
  );
}
