import type { ReactNode } from 'react';
import { Pill } from '../../parts/chip.tsx';
import { Icon } from '../../parts/icon.tsx';

/** Whether a request is open, merged or closed. */
export function RequestState({ state }: { readonly state: 'open' | 'merged' | 'closed' }): ReactNode {
  if (state === 'merged') {
    return (
      <Pill tone="ok">
        <Icon name="merge" />
        Merged
      </Pill>
    );
  }
  return (
    <Pill tone={state === 'open' ? 'accent' : 'plain'}>
      <Icon name={state === 'open' ? 'request' : 'cross'} />
      {state === 'open' ? 'Open' : 'Closed'}
    </Pill>
  );
}
