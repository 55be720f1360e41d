import type { ReactNode } from 'react';
import type { CheckJson } from '../../../api/change-request-json.ts';
import { Pill } from '../../parts/chip.tsx';
import { Glyph } from '../../parts/glyph.tsx';
import { Icon } from '../../parts/icon.tsx';

/** What an open request waits for, in a few words. */
export function Waits({ check }: { readonly check: CheckJson | null }): ReactNode {
  if (check === null) return null;
  if (check.isApproved) {
    return (
      <Pill tone="ok">
        <Icon name="check" />
        Approved
      </Pill>
    );
  }
  const missing = check.demands.filter(({ isMet }) => !isMet);
  const count = Math.max(0, ...missing.map(({ needed, approvals }) => needed - approvals.length));
  return (
    <Pill tone="warn">
      <Glyph name="stale" />
      {count > 0 ? `Waits for ${count} approval${count === 1 ? '' : 's'}` : 'Cannot be merged yet'}
    </Pill>
  );
}
