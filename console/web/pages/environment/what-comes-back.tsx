import type { ReactNode } from 'react';
import type { ReturnJson } from '../../../api/version-json.ts';
import { ChangeSummary } from '../../parts/change/change-summary.tsx';
import { Note } from '../../parts/note.tsx';

interface Props {
  readonly project: string;
  readonly title: string;
  /** undefined: it is still being worked out. */
  readonly found: ReturnJson | undefined;
}

/** What serving another version would change, in sentences. */
export function WhatComesBack({ project, title, found }: Props): ReactNode {
  return (
    <section aria-label={title} aria-busy={found === undefined} className="grid min-w-0 gap-2">
      <h3 className="text-sm font-semibold text-text-2">{title}</h3>
      {found === undefined && <p className="text-text-3">Working out what changes</p>}
      {found?.isSame === true && <p>It says the same as what is live: nothing would change.</p>}
      {found?.diff === null && !found.isSame && (
        <Note tone="warn">
          Git does not have both commits any more, so what changes cannot be said here. The versions themselves are
          whole, and it can be done.
        </Note>
      )}
      {found?.diff != null && !found.isSame && <ChangeSummary project={project} diff={found.diff} />}
    </section>
  );
}
