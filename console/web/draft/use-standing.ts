'use client';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import { ApiError } from '../runtime/api-error.ts';
import { readApi } from '../runtime/call-api.ts';
import type { DraftHandle, EditedFlag } from './draft.ts';
import { type Conflict, flagsOf, type NewBase, type Rebased, rebaseDraft } from './rebase-draft.ts';

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
  const keys = draft === null ? [] : flagsOf(draft);
  const isBehind = draft !== null && draft.baseCommit !== commit;
  const { data, isError } = useQuery({
    queryKey: ['draft base', project, draft?.baseCommit, commit, keys],
    queryFn: () => loadBase(project, keys),
    enabled: isBehind,
    retry: 3,
  });
  const base = isBehind ? data : undefined;
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

/** @throws Error where something landed between two reads: asked again. */
async function loadBase(project: string, keys: readonly string[]): Promise<NewBase> {
  const { projects } = await readApi('/v1/projects');
  const commit = projects.find((each) => each.project === project)?.commit ?? '';
  const flags = await Promise.all(
    keys.map(async (key): Promise<readonly [string, EditedFlag | null]> => {
      try {
        const flag = await readApi('/v1/flags/{id}', { params: { id: key } });
        if (flag.commit !== commit) throw new Error('something landed between two reads');
        return [key, { model: flag.model, source: flag.source }];
      } catch (error) {
        if (error instanceof ApiError && error.problem.status === 404) return [key, null];
        throw error;
      }
    }),
  );
  return { commit, flags: Object.fromEntries(flags) };
}

function noteOf({ draft, merged, landed }: Rebased): string {
  if (draft.operations.length === 0) return 'What was in your draft has landed by now. Nothing is left in it.';
  if (merged.length > 0) return 'Somebody changed the same flag meanwhile. Both changes fit, and your draft has both.';
  if (landed.length > 0) return 'A part of your draft has landed by now. The rest is on top of it.';
  return 'Other changes landed meanwhile. Your draft still fits, and is on top of them.';
}
