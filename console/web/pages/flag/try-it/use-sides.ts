import type { Snapshot } from '@flagforge/sdk/engine';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useDraft } from '../../../draft/use-draft.ts';
import { usePreview } from '../../../draft/use-preview.ts';
import { readApi } from '../../../runtime/call-api.ts';
import { useOnline } from '../../../runtime/online.ts';

/** What is evaluated: live, and with the draft. */
export interface Sides {
  /** undefined: it is on its way; null: the environment does not have the flag. */
  readonly live: Snapshot | null | undefined;
  /** Why live could not be asked for. */
  readonly error: unknown;
  readonly retry: () => void;
  readonly draft: DraftSide;
}

export type DraftSide =
  | { readonly kind: 'none' | 'asked' }
  /** It cannot be evaluated. `why`: a sentence. */
  | { readonly kind: 'problem'; readonly why: string }
  /** `isOld`: of what was in it a moment ago. */
  | { readonly kind: 'ready'; readonly snapshot: Snapshot | null; readonly isOld: boolean };

export function useSides(project: string, flag: string, environment: string, commit: string): Sides {
  const { data, error, refetch } = useQuery({
    queryKey: ['snapshot', project, flag, environment, commit],
    queryFn: () => readApi('/v1/flags/{id}/snapshot', { params: { id: flag }, query: { environment } }),
    placeholderData: keepPreviousData,
  });
  const draft = useDraftSide(project, flag, environment, commit);
  const live = data?.snapshot;
  const drafted = draft.kind === 'ready' ? draft.snapshot : undefined;
  const isSame = useMemo(() => drafted !== undefined && live !== undefined && isEqual(live, drafted), [live, drafted]);
  return {
    live,
    error: data === undefined ? error : null,
    retry: () => void refetch(),
    // A draft of something else is no draft of this flag.
    draft: isSame ? { kind: 'none' } : draft,
  };
}

function useDraftSide(project: string, flag: string, environment: string, commit: string): DraftSide {
  const { draft } = useDraft(project);
  const isOnline = useOnline();
  const { query, isOld } = usePreview(project, isOnline ? draft : null, commit, { environment, flag });
  const { data } = query;
  if (draft === null) return { kind: 'none' };
  if (data === undefined) {
    if (!isOnline) return { kind: 'problem', why: 'You are offline: what your draft would answer is not known.' };
    return query.isError ? { kind: 'problem', why: 'Your draft could not be compiled just now.' } : { kind: 'asked' };
  }
  const problem = data.diagnostics.find(({ severity }) => severity === 'error');
  if (data.diff === null && problem !== undefined)
    return { kind: 'problem', why: `Your draft has a problem: ${problem.message}.` };
  return { kind: 'ready', snapshot: data.snapshot, isOld };
}

/** Whether everything that decides about the flag is the same. */
function isEqual(live: Snapshot | null, draft: Snapshot | null): boolean {
  if (live === null || draft === null) return live === draft;
  const text = ({ unit, overrides, flags, segments, groups, overlays }: Snapshot): string =>
    JSON.stringify([unit, overrides, flags, segments, groups, overlays]);
  return text(live) === text(draft);
}
