import type { ReactNode } from 'react';
import type { PageContext } from '../../../api/page-context.ts';
import { pagePath } from '../../../api/page-paths.ts';
import { Chip } from '../../parts/chip.tsx';
import { Empty } from '../../parts/empty.tsx';
import { LocalTime } from '../../parts/local-time.tsx';
import { exactTime, relativeTime } from '../../parts/time.tsx';

/** How far ahead is looked. */
const DAYS = 30;

/** What will change by itself, and when. */
export async function schedulesPage(
  context: PageContext,
  params: Readonly<Record<string, string>>,
): Promise<ReactNode> {
  const project = params.project ?? '';
  const { steps } = await context.read('/v1/schedules', { query: { days: DAYS } });
  return (
    <div className="grid min-w-0 gap-4">
      <div className="flex items-baseline gap-3">
        <h1 className="text-xl font-semibold tracking-[-0.011em]">Schedules</h1>
        <span className="text-sm text-text-3">the next {DAYS} days</span>
      </div>
      {steps.length === 0 ? (
        <Empty title="Nothing is scheduled" text={`No flag changes by itself in the next ${DAYS} days.`} />
      ) : (
        <ol className="divide-y divide-line rounded-3 border border-line bg-surface">
          {steps.map(({ flag, environment, at, words }) => {
            const instant = Date.parse(at);
            return (
              <li
                key={`${flag} ${environment} ${at}`}
                className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5"
              >
                <span className="w-52 text-sm">
                  <b className="font-medium">{exactTime(instant)}</b>
                  <span className="block text-xs text-text-3">
                    <LocalTime at={instant} /> · {relativeTime(instant, context.now)}
                  </span>
                </span>
                <a
                  href={pagePath('flagIn', { project, flag, environment })}
                  className="font-mono font-semibold text-accent hover:underline"
                >
                  {flag}
                </a>
                <Chip>{environment}</Chip>
                <span className="min-w-0 flex-1">{words.join(', ')}</span>
              </li>
            );
          })}
        </ol>
      )}
    </div>
  );
}
