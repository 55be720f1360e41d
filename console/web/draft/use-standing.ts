'use client';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import type { DraftHandle } from './draft.ts';
import { loadBase } from './load-base.ts';
import { type Conflict, type Rebased, rebaseDraft } from './rebase-draft.ts';
import { nameOfOperation } from './thing.ts';

/** How a draft stands to what landed since it was begun. */
export interface Standing {
  readonly conflicts: readonly Conflict[];
  /** What was done about it by itself, to be said once. */
  readonly note: string | null;
  readonly forgetNote: () => void;
  /** It is still being looked at. */
  readonly isChecking: boolean;
}

/**
 * Puts the draft on what landed meanwhile where they do not meet, and tells where they do.
 * @param commit the newest commit of the base branch that the page knows.
 */
export function useStanding(project: string, { draft, rebase }: DraftHandle, commit: string): Standing {
  const isBehind = draft !== null && draft.baseCommit !== commit;
  const { data, isError } = useQuery({
    queryKey: ['draft base', project, draft?.baseCommit, commit, draft?.operations.map(nameOfOperation)],
    queryFn: () => (draft === null ? null : loadBase(project, draft)),
    enabled: isBehind,
    retry: 3,
  });
  const base = isBehind ? (data ?? undefined) : undefined;
  const found = useMemo(() => (draft === null || base === undefined ? null : rebaseDraft(draft, base)), [draft, base]);
  const [note, setNote] = useState<string | null>(null);
  const settle = useEffectEvent((rebased: Rebased) => {
    rebase(rebased.draft);
    setNote(noteOf(rebased));
  });
  useEffect(() => {
    // The page may be older than the draft, which another tab has put on something newer already.
    const isNewer = found !== null && draft !== null && found.draft.baseCommit !== draft.baseCommit;
    if (isNewer && found.conflicts.length === 0) settle(found);
  }, [found, draft]);
  return {
    conflicts: found?.conflicts ?? [],
    note,
    forgetNote: () => setNote(null),
    isChecking: isBehind && base === undefined && !isError,
  };
}

function noteOf({ draft, merged, landed }: Rebased): string {
  if (draft.operations.length === 0) return 'What was in your draft has landed by now. Nothing is left in it.';
  if (merged.length > 0) return 'Somebody changed the same meanwhile. Both changes fit, and your draft has both.';
  if (landed.length > 0) return 'A part of your draft has landed by now. The rest is on top of it.';
  return 'Other changes landed meanwhile. Your draft still fits, and is on top of them.';
}
