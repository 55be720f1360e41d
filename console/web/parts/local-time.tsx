'use client';
import type { ReactNode } from 'react';

/** An instant in the reader's own time zone, with its name: `10:00 Berlin`. */
export function LocalTime({ at }: { readonly at: number }): ReactNode {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const text = new Intl.DateTimeFormat('en-GB', {
    ...({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' } as const),
    timeZone,
  }).format(at);
  return `${text} ${timeZone.split('/').at(-1)?.replaceAll('_', ' ') ?? timeZone}`;
}
