'use client';
import type { ReactNode } from 'react';
import { Icon } from '../../../parts/icon.tsx';
import { type Landing, useLanding } from './landing.ts';

/** Beside a step of the ladder: that the context which is tried ends there. @param step `targets`, `rule us-canary`, `otherwise` */
export function LandsHere({ step }: { readonly step: string }): ReactNode {
  const landing = useLanding();
  const words = landing === null ? null : wordsFor(landing, step);
  if (words === null) return null;
  return (
    <span className="inline-flex items-center gap-1 text-text-2">
      <Icon name="flask" />
      {words}
    </span>
  );
}

function wordsFor({ who, live, draft }: Landing, step: string): string | null {
  if (draft === undefined) return live === step ? `${who} ends here` : null;
  // Rules without a name go by their number, which is another one live.
  const isLive = live === step && !step.startsWith('rule #');
  if (draft === step) return isLive ? `${who} ends here` : `${who} ends here with your draft`;
  return isLive ? `${who} ends here live` : null;
}
