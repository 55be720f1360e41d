import type { FlagLine } from './flag-line.ts';

/** How flags are ordered: the newest change first, by key, or what can go first. */
export const SORTS = { changed: 'Last change', key: 'Key', status: 'Status' } as const;
export type SortName = keyof typeof SORTS;

export const isSortName = (name: string | null): name is SortName => name !== null && Object.hasOwn(SORTS, name);

const RANK = { stale: 0, active: 1, inactive: 2 } as const;
const changedAt = ({ lastChange }: FlagLine): string => lastChange?.at ?? '';
const byKey = (a: FlagLine, b: FlagLine): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

/** A new list; equal ones by key. */
export function sortFlags(flags: readonly FlagLine[], sort: SortName): readonly FlagLine[] {
  const sorted = [...flags].sort(byKey);
  if (sort === 'changed')
    sorted.sort((a, b) => (changedAt(a) > changedAt(b) ? -1 : changedAt(a) < changedAt(b) ? 1 : 0));
  if (sort === 'status') sorted.sort((a, b) => RANK[a.state.kind] - RANK[b.state.kind]);
  return sorted;
}
