import type { ReactNode } from 'react';

/** While the first page is on its way; it shows itself only when that takes long enough to wonder. */
export const Loading = (): ReactNode => (
  <div role="status" className="grid min-h-dvh animate-[appear_0s_150ms_both] place-items-center text-text-3">
    Loading
  </div>
);
