import type { ReactNode } from 'react';
import type { KillJson } from '../../../api/kill-json.ts';
import { pagePath } from '../../../api/page-paths.ts';
import { Note } from '../../parts/note.tsx';
import { Time } from '../../parts/time.tsx';

/** How many are told one by one. */
const TOLD = 3;

interface Props {
  readonly project: string;
  readonly kills: readonly KillJson[];
  /** UTC epoch ms. */
  readonly now: number;
}

/** What is killed now, by whom, since when and why; above everything else. */
export function KillBanner({ project, kills, now }: Props): ReactNode {
  const newest = [...kills].sort((a, b) => ((a.at ?? '') < (b.at ?? '') ? 1 : -1));
  return (
    <section aria-label="Killed now" className="grid gap-2 empty:hidden">
      {newest.slice(0, TOLD).map(({ flag, environment, by, at, reason, request }) => (
        <Note
          key={`${flag} ${environment}`}
          tone="danger"
          action={
            request === null ? undefined : (
              <a
                href={pagePath('request', { project, number: String(request) })}
                className="font-medium text-accent hover:underline"
              >
                Request #{request}
              </a>
            )
          }
        >
          <a
            href={pagePath('flagIn', { project, flag, environment })}
            className="font-semibold [overflow-wrap:anywhere] hover:underline"
          >
            {flag} is killed in {environment}
          </a>
          {at !== null && (
            <>
              {' '}
              since <Time at={Date.parse(at)} now={now} />
            </>
          )}
          {by !== null && `, by ${by}`}
          {reason !== null && <span className="[overflow-wrap:anywhere]">: “{reason}”</span>}.
          {request !== null && ' Not in git before the request is merged.'}
        </Note>
      ))}
      {newest.length > TOLD && (
        <a href={`${pagePath('dashboard', { project })}?q=is:killed`} className="text-sm text-accent hover:underline">
          {newest.length - TOLD} more are killed: see all
        </a>
      )}
    </section>
  );
}
