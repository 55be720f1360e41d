'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { pagePath } from '../../../api/page-paths.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Icon } from '../../parts/icon.tsx';
import { readApi } from '../../runtime/call-api.ts';

interface Props {
  readonly project: string;
  /** The key of the flag that is shown; empty: none is. */
  readonly chosen: string;
}

const MOST = 8;

/** Finds a flag by a few letters of its key or its description. */
export function FlagFinder({ project, chosen }: Props): ReactNode {
  const [text, setText] = useState('');
  const search = text.trim();
  const { data, error, refetch } = useQuery({
    queryKey: ['flags', project, 'search', search],
    queryFn: () => readApi('/v1/flags', { query: { search, limit: MOST } }),
    enabled: search !== '',
    placeholderData: keepPreviousData,
  });
  const found = search === '' ? [] : (data?.flags ?? []);
  return (
    <search className="grid gap-2">
      <label className="flex h-11 items-center gap-2 rounded-2 border border-control bg-surface px-3 focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-accent">
        <Icon name="search" className="text-text-3" />
        <span className="sr-only">Which flag</span>
        <input
          type="search"
          // biome-ignore lint/a11y/noAutofocus: whoever comes here is in a hurry, and this is the first thing to do
          autoFocus={chosen === ''}
          value={text}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          placeholder={chosen === '' ? 'Which flag' : 'Another flag'}
          onChange={(event) => setText(event.target.value)}
          className="h-full min-w-0 flex-1 bg-transparent outline-none"
        />
      </label>
      {error !== null && search !== '' && <ErrorNote error={error} retry={() => void refetch()} />}
      {found.length > 0 && (
        <ul className="divide-y divide-line rounded-2 border border-line bg-surface" aria-label="Flags found">
          {found.map(({ key, description }) => (
            <li key={key}>
              <a
                href={`${pagePath('killSwitch', { project })}?flag=${encodeURIComponent(key)}`}
                className="flex min-h-10 flex-wrap items-center gap-x-3 px-3 py-1.5 hover:bg-hover"
              >
                <span className="font-mono font-semibold">{key}</span>
                <span className="text-sm text-text-2">{description}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
      <p role="status" className="text-sm text-text-2 empty:hidden">
        {search !== '' && data !== undefined && found.length === 0 ? 'No flag is called that.' : ''}
      </p>
    </search>
  );
}
