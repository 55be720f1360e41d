import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { AuditEntryJson } from '../../../api/audit-json.ts';
import { Button } from '../../parts/button.tsx';
import { readApi } from '../../runtime/call-api.ts';
import type { AuditFilter } from './audit-filter.ts';
import { csvOf } from './csv.ts';

interface Props {
  readonly project: string;
  readonly filter: AuditFilter;
  readonly format: 'csv' | 'jsonl';
}

/** So many entries at once. */
const PAGE = 200;

async function loadAll(filter: AuditFilter): Promise<readonly AuditEntryJson[]> {
  const all: AuditEntryJson[] = [];
  for (let before: number | null = 0; before !== null; ) {
    const page: { entries: readonly AuditEntryJson[]; next: number | null } = await readApi('/v1/audit', {
      query: { ...filter, limit: PAGE, ...(before === 0 ? {} : { before }) },
    });
    all.push(...page.entries);
    before = page.next;
  }
  return all;
}

/** A file of every entry that the filter lets through. */
export function ExportButton({ project, filter, format }: Props): ReactNode {
  const save = useMutation({
    mutationFn: () => loadAll(filter),
    onSuccess(entries) {
      const text = format === 'csv' ? csvOf(entries) : entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
      const type = format === 'csv' ? 'text/csv' : 'application/jsonl';
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
      link.download = `${project}-audit.${format}`;
      link.click();
      URL.revokeObjectURL(link.href);
    },
  });
  const label = format === 'csv' ? 'Export CSV' : 'JSONL';
  return (
    <Button isBusy={save.isPending} onPress={() => save.mutate()}>
      {save.isError ? `${label}: try again` : label}
    </Button>
  );
}
