'use client';
import type { ReactNode } from 'react';
import { pagePath } from '../../../../api/page-paths.ts';
import { exactTime } from '../../../parts/time.tsx';
import { requestOf } from './event-words.ts';
import { killOf } from './kill-of.ts';
import { useHistory } from './use-history.ts';

interface Props {
  readonly project: string;
  readonly flag: string;
  readonly environment: string;
  /** `file`: its file says so, which a change request takes back. */
  readonly by: 'no' | 'file' | 'emergency';
}

/** Who killed a flag, when and why. */
export function KillWords({ project, flag, environment, by }: Props): ReactNode {
  const { data: events = [] } = useHistory(project, flag);
  if (by === 'file') return 'Yes, by its file, in every environment';
  const kill = killOf(events, environment);
  if (kill === null) return 'Yes, by a kill switch';
  const request = requestOf(kill);
  return (
    <>
      By {kill.who}
      {kill.reason !== null && <span className="block [overflow-wrap:anywhere]">“{kill.reason}”</span>}
      <span className="block text-xs text-text-3">
        {exactTime(Date.parse(kill.at))}
        {request !== null && (
          <>
            {' · '}
            <a className="text-accent hover:underline" href={pagePath('request', { project, number: request })}>
              #{request}
            </a>
          </>
        )}
      </span>
    </>
  );
}
