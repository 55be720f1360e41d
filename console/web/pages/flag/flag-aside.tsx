import type { ReactNode } from 'react';
import type { FlagJson } from '../../../api/flag-json.ts';
import { pagePath } from '../../../api/page-paths.ts';
import { Card } from '../../parts/card.tsx';

interface Props {
  readonly project: string;
  readonly flag: FlagJson;
}

/** Beside the ladder: what it hangs together with. */
export function FlagAside({ project, flag }: Props): ReactNode {
  const { uses } = flag;
  const flags = (keys: readonly string[]): ReactNode =>
    keys.length === 0
      ? 'none'
      : keys.map((key) => (
          <a
            key={key}
            className="mr-2 font-mono text-accent hover:underline"
            href={pagePath('flag', { project, flag: key })}
          >
            {key}
          </a>
        ));
  return (
    <aside className="grid min-w-0 gap-4">
      <Card title="Connected to" icon="segment">
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-sm">
          <dt className="text-text-3">requires</dt>
          <dd>{flags(uses.requires.map((each) => each.flag))}</dd>
          <dt className="text-text-3">required by</dt>
          <dd>{flags(uses.requiredBy)}</dd>
          <dt className="text-text-3">segments</dt>
          <dd>{uses.segments.length === 0 ? 'none' : uses.segments.join(', ')}</dd>
          <dt className="text-text-3">group</dt>
          <dd>{uses.groups.length === 0 ? 'none' : uses.groups.join(', ')}</dd>
        </dl>
      </Card>
    </aside>
  );
}
