import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';

/** FlagForge's mark: a flag on a dark tile. */
export const Mark = (): ReactNode => (
  <span className="grid size-7 shrink-0 place-items-center rounded-2 bg-text text-bg">
    <Icon name="flag" />
  </span>
);
