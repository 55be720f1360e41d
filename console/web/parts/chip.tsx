import type { ReactNode } from 'react';

/** A quiet word about something: its type, a tag. */
export const Chip = ({
  children,
  isCode = false,
}: {
  readonly children: ReactNode;
  readonly isCode?: boolean;
}): ReactNode => (
  <span
    className={`inline-flex min-h-5 max-w-full shrink-0 items-center gap-1 rounded-1 border border-line bg-bg px-1.5 text-xs text-text-2 ${isCode ? 'font-mono' : ''}`}
  >
    {children}
  </span>
);

export type Tone = 'plain' | 'accent' | 'ok' | 'warn' | 'danger';

const TONES: Readonly<Record<Tone, string>> = {
  plain: 'border-line-strong bg-surface',
  accent: 'border-accent-line bg-accent-soft text-accent',
  ok: 'border-ok-line bg-ok-soft text-ok',
  warn: 'border-warn-line bg-warn-soft text-warn',
  danger: 'border-danger-line bg-danger-soft text-danger',
};

/** A state, always with a glyph and a word in it. */
export const Pill = ({
  children,
  tone = 'plain',
}: {
  readonly children: ReactNode;
  readonly tone?: Tone;
}): ReactNode => (
  <span
    className={`inline-flex h-6 items-center gap-1.5 rounded-full border pr-2 pl-1.5 text-xs font-medium whitespace-nowrap ${TONES[tone]}`}
  >
    {children}
  </span>
);
