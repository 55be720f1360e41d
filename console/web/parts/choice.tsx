'use client';
import type { ReactNode } from 'react';

interface Props<T extends string> {
  /** What is chosen, for who cannot see the buttons. */
  readonly label: string;
  /** Value -> word, in their order. */
  readonly options: Readonly<Record<T, string>>;
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** A few ways to look at the same, one of them chosen. */
export function Choice<T extends string>({ label, options, value, onChange }: Props<T>): ReactNode {
  return (
    // biome-ignore lint/a11y/useSemanticElements: buttons that choose a view are no fields of a form
    <div role="group" aria-label={label} className="flex gap-0.5 rounded-2 border border-line-strong bg-sunken p-0.5">
      {(Object.entries(options) as [T, string][]).map(([name, words]) => (
        <button
          key={name}
          type="button"
          aria-pressed={value === name}
          onClick={() => onChange(name)}
          className="h-6.5 rounded-1 border border-transparent px-2 text-xs text-text-2 hover:text-text aria-pressed:border-line-strong aria-pressed:bg-surface aria-pressed:font-medium aria-pressed:text-text not-desk:h-9"
        >
          {words}
        </button>
      ))}
    </div>
  );
}
