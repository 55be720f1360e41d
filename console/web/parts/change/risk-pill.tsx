import type { ReactNode } from 'react';
import { Pill } from '../chip.tsx';

const LEVELS = { low: 1, medium: 2, high: 3 } as const;
const TONES = { low: 'plain', medium: 'warn', high: 'danger' } as const;

/** How much can go wrong: bars and a word. */
export const RiskPill = ({ level }: { readonly level: keyof typeof LEVELS }): ReactNode => (
  <Pill tone={TONES[level]}>
    <span aria-hidden="true" className="inline-flex items-end gap-0.5">
      {[1, 2, 3].map((bar) => (
        <span
          key={bar}
          className={`w-1 rounded-[1px] ${bar <= LEVELS[level] ? 'bg-current' : 'shadow-[inset_0_0_0_1px_currentColor] opacity-70'}`}
          style={{ height: `${bar * 0.1875 + 0.1875}rem` }}
        />
      ))}
    </span>
    {level[0]?.toUpperCase()}
    {level.slice(1)} risk
  </Pill>
);
