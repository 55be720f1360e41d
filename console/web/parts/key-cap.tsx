import type { ReactNode } from 'react';

/** A key of the keyboard that does the same. */
export const KeyCap = ({ children }: { readonly children: ReactNode }): ReactNode => (
  <kbd className="rounded-1 border border-b-2 border-line-strong bg-surface px-1 py-0.5 font-mono text-[0.6875rem]/none font-medium text-text-2 not-desk:hidden">
    {children}
  </kbd>
);
