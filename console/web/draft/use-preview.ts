'use client';
import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { PreviewBody, PreviewJson } from '../../api/change-request-json.ts';
import { writeApi } from '../runtime/call-api.ts';
import { changeOfDraft } from './change-of-draft.ts';
import type { Draft } from './draft.ts';

/** How long a draft has to rest before it is asked what it does, in ms: a slider sends one question, not fifty. */
const REST_MS = 400;

interface Preview {
  readonly query: UseQueryResult<PreviewJson>;
  /** The answer is of what was in the draft a moment ago. */
  readonly isOld: boolean;
}

/**
 * What a draft would do on a commit of the base branch, by the compiler of who will judge it.
 * @param snapshots of what a snapshot is wanted as well.
 */
export function usePreview(
  project: string,
  draft: Draft | null,
  commit: string,
  snapshots?: PreviewBody['snapshots'],
): Preview {
  const [rested, setRested] = useState(draft);
  useEffect(() => {
    const timer = setTimeout(() => setRested(draft), REST_MS);
    return () => clearTimeout(timer);
  }, [draft]);
  const change = rested === null ? null : changeOfDraft(rested);
  const query = useQuery({
    queryKey: ['preview', project, commit, change, snapshots],
    queryFn: () =>
      writeApi('/v1/preview', { ...change, baseCommit: commit, ...(snapshots === undefined ? {} : { snapshots }) }),
    enabled: change !== null && draft !== null,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return { query, isOld: rested !== draft || query.isPlaceholderData };
}
