import type { ReactNode } from 'react';
import type { ScheduledStepJson } from '../../../api/overview-json.ts';
import type { PageContext } from '../../../api/page-context.ts';
import { pagePath } from '../../../api/page-paths.ts';
import { Chip } from '../../parts/chip.tsx';
import { Empty } from '../../parts/empty.tsx';
import { LocalTime } from '../../parts/local-time.tsx';
import { relativeTime, Time } from '../../parts/time.tsx';

/** How far ahead is looked. */
const DAYS = 30;
const DAY_MS = 86_400_000;

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: 'UTC' });

/** What will change by itself, and when. */
export async function schedulesPage(
  context: PageContext,
  params: Readonly<Record<string, string>>,
): Promise<ReactNode> {
  const project = params.project ?? '';
  const { steps } = await context.read('/v1/schedules', { query: { days: DAYS } });
  const days = [...new Set(steps.map(({ at }) => at.slice(0, 10)))];
  return (
    <div className="grid min-w-0 gap-4">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <h1 className="text-xl font-semibold tracking-[-0.011em]">Schedules</h1>
        <span className="text-sm text-text-3">
          {steps.length === 0 ? `the next ${DAYS} days` : `${steps.length} in the next ${DAYS} days, soonest first`}
        </span>
      </div>
      {steps.length === 0 ? (
        <Empty
          title="Nothing is scheduled"
          text={`No flag changes by itself in the next ${DAYS} days. A flag's page has a schedule for each environment.`}
        />
      ) : (
        days.map((day) => (
          <section
            key={day}
            aria-label={DAY.format(Date.parse(day))}
            className="rounded-3 border border-line bg-surface"
          >
            <h2 className="flex flex-wrap gap-x-2 border-b border-line px-4 py-2 text-sm">
              <b className="font-semibold">{DAY.format(Date.parse(day))}</b>
              <span className="text-text-3">{relativeTime(Date.parse(day) + DAY_MS / 2, context.now)}</span>
            </h2>
            <ol className="divide-y divide-line">
              {steps
                .filter(({ at }) => at.startsWith(day))
                .map((step) => (
                  <Step
                    key={`${step.flag} ${step.environment} ${step.at}`}
                    project={project}
                    step={step}
                    now={context.now}
                  />
                ))}
            </ol>
          </section>
        ))
      )}
    </div>
  );
}

interface StepProps {
  readonly project: string;
  readonly step: ScheduledStepJson;
  readonly now: number;
}

function Step({ project, step: { flag, environment, at, words, by }, now }: StepProps): ReactNode {
  const request = /^#?(\d+)$/.exec(by?.request ?? '')?.[1] ?? null;
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-1 px-4 py-2.5">
      <time dateTime={at} className="w-40 text-sm">
        <b className="font-medium tabular-nums">{at.slice(11, 16)} UTC</b>
        <span className="block text-xs text-text-3">
          <LocalTime at={Date.parse(at)} />
        </span>
      </time>
      <span className="min-w-0 flex-1 basis-60">
        <span className="flex flex-wrap items-center gap-x-2">
          <a
            href={pagePath('flagIn', { project, flag, environment })}
            className="font-mono font-semibold text-accent hover:underline"
          >
            {flag}
          </a>
          <Chip>{environment}</Chip>
          <span className="[overflow-wrap:anywhere]">{words.join(', ')}</span>
        </span>
        {by !== null && (
          <span className="block text-xs text-text-3">
            scheduled by {by.who}, <Time at={Date.parse(by.at)} now={now} />
            {request !== null && (
              <>
                {' · '}
                <a
                  href={pagePath('request', { project, number: request })}
                  className="text-accent underline underline-offset-2"
                >
                  #{request}
                </a>
              </>
            )}
          </span>
        )}
      </span>
    </li>
  );
}
