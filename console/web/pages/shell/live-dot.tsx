'use client';
import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { relativeTime } from '../../parts/time.tsx';
import { useLive } from '../../runtime/live.ts';

/** Whether the page hears of changes; where it does not, how old it is. */
export function LiveDot({ project }: { readonly project: string }): ReactNode {
  const liveness = useLive(project);
  const isLost = liveness.kind === 'lost';
  const words = {
    live: 'Live',
    connecting: 'Connecting',
    lost: isLost ? `Not live since ${relativeTime(liveness.since, Date.now())}` : '',
  }[liveness.kind];
  return (
    <>
      <p role="status" className="mt-auto flex items-center gap-1.5 px-2 text-xs text-text-2">
        <span
          aria-hidden="true"
          className={`size-1.75 rounded-full ${isLost ? 'bg-warn' : liveness.kind === 'live' ? 'bg-ok' : 'bg-control'}`}
        />
        {words}
      </p>
      {/* A phone has no rail, and no less to know that what it shows is old. */}
      {isLost &&
        createPortal(
          <p
            role="status"
            className="fixed inset-x-4 top-15 z-10 rounded-2 border border-warn-line bg-warn-soft px-3 py-1 text-xs text-warn desk:hidden"
          >
            {words}
          </p>,
          document.body,
        )}
    </>
  );
}
