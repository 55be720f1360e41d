import type { ReactNode } from 'react';

/** The first letters of the first and the last word of a name. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ''].map((word) => [...(word ?? '')][0] ?? '');
  return letters.join('').toUpperCase();
}

/** Somebody, beside their name. */
export const Avatar = ({ name }: { readonly name: string }): ReactNode => (
  <span
    aria-hidden="true"
    className="grid size-6 shrink-0 place-items-center rounded-full border border-line-strong bg-sunken text-[0.625rem] font-semibold text-text-2"
  >
    {initialsOf(name)}
  </span>
);
