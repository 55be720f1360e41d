'use client';
import type { ReactNode } from 'react';
import { pagePath } from '../../../../api/page-paths.ts';
import { Button } from '../../../parts/button.tsx';
import { Card } from '../../../parts/card.tsx';
import { ErrorNote } from '../../../parts/error-note.tsx';
import { HistoryEvent } from './history-event.tsx';
import { useHistory } from './use-history.ts';

interface Props {
  readonly project: string;
  readonly flag: string;
  /** The environment that the page is about: what happened there comes first in each event. */
  readonly environment: string;
  readonly now: number;
}

/** What happened to the flag, newest first: who, when, why, who agreed, and what exactly on demand. */
export function HistoryCard({ project, flag, environment, now }: Props): ReactNode {
  const { data: events, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useHistory(project, flag);
  return (
    <Card
      title="History"
      icon="clock"
      isPadded={false}
      action={
        <a
          className="text-sm text-accent hover:underline"
          href={`${pagePath('audit', { project })}?flag=${encodeURIComponent(flag)}`}
        >
          All in audit
        </a>
      }
    >
      {error !== null && events === undefined && (
        <div className="p-4">
          <ErrorNote error={error} retry={() => void refetch()} />
        </div>
      )}
      {events === undefined && error === null && <Waiting />}
      {events?.length === 0 && (
        <p className="p-4 text-sm text-text-2">
          Nothing yet. What is published, killed or rolled back is told here, with who did it and why.
        </p>
      )}
      {events !== undefined && events.length > 0 && (
        <ol className="px-4 py-3" aria-label="What happened, newest first">
          {events.map((event, index) => (
            <HistoryEvent
              key={`${event.at} ${event.action} ${event.commit ?? ''}`}
              project={project}
              flag={flag}
              event={event}
              environment={environment}
              now={now}
              isLast={index === events.length - 1}
            />
          ))}
        </ol>
      )}
      {hasNextPage && (
        <div className="border-t border-line p-2 text-center">
          <Button look="ghost" size="small" isBusy={isFetchingNextPage} onPress={() => void fetchNextPage()}>
            Show older
          </Button>
        </div>
      )}
    </Card>
  );
}

/** In the shape of what comes, once it takes long enough to wonder. */
const Waiting = (): ReactNode => (
  <div role="status" className="grid animate-[appear_0s_150ms_both] gap-4 p-4">
    <span className="sr-only">Reading the history</span>
    {[0, 1, 2].map((row) => (
      <div key={row} className="grid gap-1.5">
        <div className="h-3.5 w-4/5 rounded-1 bg-sunken" />
        <div className="h-3 w-1/2 rounded-1 bg-sunken" />
      </div>
    ))}
  </div>
);
