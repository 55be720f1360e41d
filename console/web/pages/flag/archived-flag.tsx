import type { ReactNode } from 'react';
import type { FlagJson } from '../../../api/flag-json.ts';
import { Note } from '../../parts/note.tsx';
import { FlagAside } from './flag-aside.tsx';
import { FlagHead } from './flag-head.tsx';
import { HistoryCard } from './history/history-card.tsx';
import { YamlCard } from './yaml/yaml-card.tsx';

interface Props {
  readonly project: string;
  readonly flag: FlagJson;
  /** UTC epoch ms. */
  readonly now: number;
}

const BLOCKED = 'It is archived';

/** A flag that no environment has any more: what it was, and what happened to it. */
export const ArchivedFlag = ({ project, flag, now }: Props): ReactNode => (
  <div className="grid min-w-0 gap-4">
    <FlagHead project={project} flag={flag} blocked={BLOCKED} />
    <Note icon="lock">
      It is archived: no environment has it, and code that still asks gets its own default. Its file stays, so that the
      key is never given to another flag.
    </Note>
    <div className="grid min-w-0 items-start gap-6 wide:grid-cols-[minmax(0,1fr)_var(--ff-aside-w)]">
      <YamlCard project={project} flag={flag} blocked={BLOCKED} />
      <div className="grid min-w-0 gap-4">
        <FlagAside project={project} flag={flag} environment={null} />
        <HistoryCard project={project} flag={flag.key} environment="" now={now} />
      </div>
    </div>
  </div>
);
