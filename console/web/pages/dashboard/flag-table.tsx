'use client';
import { type ReactNode, useDeferredValue, useState } from 'react';
import type { FlagRowJson } from '../../../api/flag-json.ts';
import { pagePath } from '../../../api/page-paths.ts';

interface Props {
  readonly project: string;
  readonly flags: readonly FlagRowJson[];
  readonly environments: readonly string[];
  /** UTC epoch ms. */
  readonly now: number;
}

/** Flags to search and to open. */
export function FlagTable({ project, flags, environments }: Props): ReactNode {
  const [search, setSearch] = useState('');
  const words = useDeferredValue(search.trim().toLowerCase());
  const shown = words === '' ? flags : flags.filter((flag) => textOf(flag).includes(words));
  return (
    <div className="grid gap-4">
      <div className="flex items-baseline gap-3">
        <h1 className="text-xl font-semibold">Flags</h1>
        <span className="text-sm text-text-3" aria-live="polite">
          {shown.length === flags.length ? `${flags.length} flags` : `${shown.length} of ${flags.length} flags`}
        </span>
      </div>
      <input
        type="search"
        aria-label="Search flags"
        placeholder="Search"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
        className="h-(--ff-h-md) rounded-2 border border-control bg-surface px-3"
      />
      <div className="overflow-x-auto rounded-3 border border-line bg-surface">
        <table className="w-full border-collapse text-left">
          <thead className="text-xs text-text-2">
            <tr>
              <th className="p-3 font-medium">Flag</th>
              {environments.map((name) => (
                <th key={name} className="p-3 font-medium">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((flag) => (
              <tr key={flag.key} className="h-(--ff-row) border-t border-line hover:bg-hover">
                <td className="px-3">
                  <a
                    href={pagePath('flag', { project, flag: flag.key })}
                    className="font-mono font-medium hover:underline"
                  >
                    {flag.key}
                  </a>
                  <div className="text-sm text-text-2">{flag.description}</div>
                </td>
                {environments.map((name) => (
                  <td key={name} className="px-3 text-sm text-text-2">
                    {flag.environments[name]?.summary ?? '–'}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

const textOf = ({ key, description, owner, tags }: FlagRowJson): string =>
  [key, description ?? '', owner ?? '', ...tags].join('\n').toLowerCase();
