'use client';
import { lazy, type ReactNode, Suspense } from 'react';
import { Card } from '../../../parts/card.tsx';
import type { TryItProps } from './try-it.tsx';

/** The engine comes with it, and is not waited for. */
const TryIt = lazy(async () => ({ default: (await import('./try-it.tsx')).TryIt }));

/** A context in, and out comes what the flag answers live and with the draft, step by step. */
export const TryItCard = (props: TryItProps): ReactNode => (
  <Suspense
    fallback={
      <Card title="Try it" icon="flask">
        <p className="min-h-40 animate-[appear_0s_150ms_both] text-sm text-text-3">Loading</p>
      </Card>
    }
  >
    <TryIt {...props} />
  </Suspense>
);
