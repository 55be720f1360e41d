import { type ReactNode, useId, useState } from 'react';
import type { HistoryEventJson } from '../../../../api/history-json.ts';
import { pagePath } from '../../../../api/page-paths.ts';
import { Glyph } from '../../../parts/glyph.tsx';
import { Icon, type IconName } from '../../../parts/icon.tsx';
import { Time } from '../../../parts/time.tsx';
import { eventTitle, requestOf } from './event-words.ts';
import { HistoryDiff } from './history-diff.tsx';

interface Props {
  readonly project: string;
  readonly flag: string;
  readonly event: HistoryEventJson;
  readonly environment: string;
  readonly now: number;
  readonly isLast: boolean;
}

const ICONS: Readonly<Record<string, IconName>> = {
  publish: 'merge',
  revive: 'undo',
  rollback: 'undo',
  release: 'undo',
  commit: 'edit',
};

/** One thing that happened to a flag, with what changed by it behind a button. */
export function HistoryEvent({ project, flag, event, environment, now, isLast }: Props): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const { action, who, approvedBy, isUnapproved, reason, commit } = event;
  const request = requestOf(event);
  const title = eventTitle(event, environment);
  const by = [who, ...(approvedBy.length === 0 ? [] : [`approved by ${approvedBy.join(', ')}`])].join(', ');
  return (
    <li className={`relative grid grid-cols-[1rem_minmax(0,1fr)_auto] gap-x-3 ${isLast ? '' : 'pb-4'}`}>
      <span className="pt-0.5 text-text-2">
        {action === 'kill' ? <Glyph name="killed" /> : <Icon name={ICONS[action] ?? 'clock'} />}
      </span>
      {!isLast && <span aria-hidden="true" className="absolute top-6 bottom-1 left-2 w-px bg-line-strong" />}
      <div className="min-w-0 text-sm [overflow-wrap:anywhere]">
        <p id={id}>
          {title.version !== null && <b className="font-semibold">v{title.version} </b>}
          {title.text}
        </p>
        {reason !== null && <p className="text-text-2">“{reason}”</p>}
        <p className="text-xs text-text-3">
          <Time at={Date.parse(event.at)} now={now} /> · {by}
          {isUnapproved && <b className="font-semibold text-danger"> without approval</b>}
          {title.places !== '' && ` · ${title.places}`}
          {request !== null && (
            <>
              {' · '}
              <a className="text-accent hover:underline" href={pagePath('request', { project, number: request })}>
                #{request}
              </a>
            </>
          )}
          {request === null && commit !== null && (
            <>
              {' · '}
              <code className="font-mono">{commit.slice(0, 7)}</code>
            </>
          )}
        </p>
        {isOpen && <HistoryDiff flag={flag} event={event} environment={environment} />}
      </div>
      {event.places.length > 0 && (
        <button
          type="button"
          aria-expanded={isOpen}
          aria-label="What changed"
          aria-describedby={id}
          title="What changed"
          onClick={() => setOpen(!isOpen)}
          className="-mt-1 grid size-7 place-items-center rounded-2 text-text-2 hover:bg-hover not-desk:size-10"
        >
          <Icon name={isOpen ? 'down' : 'right'} />
        </button>
      )}
    </li>
  );
}
