'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { AuditEntryJson, AuditPageJson } from '../../../api/audit-json.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { readApi } from '../../runtime/call-api.ts';
import { AuditEntry } from './audit-entry.tsx';
import type { AuditFilter } from './audit-filter.ts';
import { AuditFilters } from './audit-filters.tsx';
import { AuditProof } from './audit-proof.tsx';
import { ExportButton } from './export-button.tsx';

interface Props {
  readonly project: string;
  readonly first: AuditPageJson;
  readonly filter: AuditFilter;
  readonly environments: readonly string[];
  readonly mayVerify: boolean;
  readonly now: number;
}

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: 'UTC' });

/** The log, day by day; more of it as far as one wants to go back. */
export function AuditLog({ project, first, filter, environments, mayVerify, now }: Props): ReactNode {
  const [open, setOpen] = useState<number | null>(null);
  const log = useInfiniteQuery({
    queryKey: ['audit', project, filter],
    queryFn: ({ pageParam }) =>
      readApi('/v1/audit', { query: { ...filter, ...(pageParam === null ? {} : { before: pageParam }) } }),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next,
    initialData: { pages: [first], pageParams: [null] },
    initialDataUpdatedAt: now,
  });
  const entries = log.data.pages.flatMap((page) => page.entries);
  return (
    <div className="grid min-w-0 gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <h1 className="text-xl font-semibold tracking-[-0.011em]">Audit</h1>
        <span className="text-sm text-text-3">newest first, times in UTC</span>
        <div className="ml-auto flex gap-2">
          <ExportButton project={project} filter={filter} format="csv" />
          <ExportButton project={project} filter={filter} format="jsonl" />
        </div>
      </div>
      <AuditProof mayVerify={mayVerify} />
      <AuditFilters filter={filter} environments={environments} entries={entries} />
      {entries.length === 0 ? (
        <div className="rounded-3 border border-line bg-surface px-4 py-12 text-center text-text-2">
          {Object.keys(filter).length === 0 ? 'Nothing was published yet.' : 'No entry is like that.'}
        </div>
      ) : (
        <div className="rounded-3 border border-line bg-surface">
          {daysOf(entries).map(({ day, own }) => (
            <section key={day} aria-label={day}>
              <h2 className="border-b border-line px-4 py-2 text-xs text-text-3">{day} · UTC</h2>
              <ol>
                {own.map((entry) => (
                  <AuditEntry
                    key={entry.seq}
                    project={project}
                    entry={entry}
                    isOpen={open === entry.seq}
                    onToggle={() => setOpen(open === entry.seq ? null : entry.seq)}
                  />
                ))}
              </ol>
            </section>
          ))}
        </div>
      )}
      {log.isError && <ErrorNote error={log.error} retry={() => void log.fetchNextPage()} />}
      {log.hasNextPage && (
        <div className="text-center">
          <Button isBusy={log.isFetchingNextPage} onPress={() => void log.fetchNextPage()}>
            Older entries
          </Button>
        </div>
      )}
    </div>
  );
}

function daysOf(
  entries: readonly AuditEntryJson[],
): { readonly day: string; readonly own: readonly AuditEntryJson[] }[] {
  const days = new Map<string, AuditEntryJson[]>();
  for (const entry of entries) {
    const day = DAY.format(Date.parse(entry.at));
    const known = days.get(day);
    if (known === undefined) days.set(day, [entry]);
    else known.push(entry);
  }
  return [...days].map(([day, own]) => ({ day, own }));
}
