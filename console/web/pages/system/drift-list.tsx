import type { ReactNode } from 'react';
import type { StatusJson } from '../../../api/status-json.ts';
import { Card } from '../../parts/card.tsx';
import { Glyph } from '../../parts/glyph.tsx';
import { Icon } from '../../parts/icon.tsx';

/** What is not as git and the database say it should be, each with what to do. Nothing where all is well. */
export function DriftList({ drift }: { readonly drift: StatusJson['drift'] }): ReactNode {
  if (drift.length === 0) return null;
  return (
    <Card title="Not as it should be" icon="warning" hint="each with its next step" isPadded={false}>
      <ul className="divide-y divide-line">
        {drift.map(({ kind, environment, message, next }) => (
          <li
            key={`${kind} ${environment} ${message}`}
            className="grid grid-cols-[auto_1fr] gap-x-2 px-4 py-2.5 text-sm"
          >
            <span className="mt-0.5">
              {kind === 'kill' ? <Glyph name="killed" /> : <Icon name="warning" className="text-warn" />}
            </span>
            <span className="[overflow-wrap:anywhere]">
              {message}
              <span className="block text-xs text-text-3">Next: {next}</span>
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
