import { type ReactNode, useId } from 'react';
import type { AuditEntryJson } from '../../../api/audit-json.ts';
import { pagePath } from '../../../api/page-paths.ts';
import { Avatar } from '../../parts/avatar.tsx';
import { Glyph } from '../../parts/glyph.tsx';
import { Icon } from '../../parts/icon.tsx';
import { AuditDetails } from './audit-details.tsx';
import { ACTIONS } from './audit-filter.ts';

interface Props {
  readonly project: string;
  readonly entry: AuditEntryJson;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

/** Who did what to what, in a sentence; behind it what exactly. */
export function AuditEntry({ project, entry, isOpen, onToggle }: Props): ReactNode {
  const { seq, at, action, environment, version, flag, name, subject, reason, changeRequest, commit, isUnapproved } =
    entry;
  const id = useId();
  const who = entry.person ?? entry.actor;
  const request = /^#?(\d+)$/.exec(changeRequest ?? '')?.[1] ?? null;
  return (
    <li className={`border-b border-line last:border-b-0 ${isOpen ? 'bg-selected' : ''}`}>
      <div className="flex min-h-10 items-center gap-3 px-4 py-2 text-sm not-desk:flex-wrap">
        <time dateTime={at} className="w-16 shrink-0 text-text-3">
          {at.slice(11, 19)}
        </time>
        <Avatar name={who} />
        <p id={id} className="min-w-0 flex-1 [overflow-wrap:anywhere] not-desk:basis-full">
          <span className="font-medium">{who}</span>{' '}
          {action === 'kill' && (
            <span className="mr-1 inline-flex translate-y-0.5">
              <Glyph name="killed" />
            </span>
          )}
          <span className={action === 'kill' ? 'text-danger' : ''}>
            {ACTIONS[action] ?? action.replaceAll('_', ' ')}
          </span>{' '}
          {subject !== 'flag' && subject !== 'kill' && <span className="text-text-2">{subject} </span>}
          {flag !== null ? (
            <a className="font-mono text-accent hover:underline" href={pagePath('flag', { project, flag })}>
              {flag}
            </a>
          ) : (
            <span className="font-mono">{name}</span>
          )}{' '}
          {environment !== null && (
            <span>
              {action === 'publish' ? 'to' : 'in'} {environment}
              {version !== null && `, v${version}`}
            </span>
          )}
          {entry.words.length > 0 && action === 'publish' && <span className="text-text-2">: {entry.words[0]}</span>}
          {reason !== null && <span className="text-text-2"> “{reason}”</span>}
          {isUnapproved && <span className="ml-2 font-semibold text-danger">without approval</span>}
        </p>
        {commit !== null && <code className="font-mono text-xs text-text-3">{commit.slice(0, 7)}</code>}
        {request !== null && (
          <a className="text-accent hover:underline" href={pagePath('request', { project, number: request })}>
            #{request}
          </a>
        )}
        <span className="text-xs text-text-3">#{seq.toLocaleString('en')}</span>
        <button
          type="button"
          aria-expanded={isOpen}
          aria-label={`Entry ${seq}`}
          aria-describedby={id}
          onClick={onToggle}
          className="grid size-7 place-items-center rounded-2 text-text-2 hover:bg-hover"
        >
          <Icon name={isOpen ? 'down' : 'right'} />
        </button>
      </div>
      {isOpen && <AuditDetails project={project} entry={entry} />}
    </li>
  );
}
