'use client';
import { type UseInfiniteQueryResult, useInfiniteQuery } from '@tanstack/react-query';
import type { HistoryEventJson } from '../../../../api/history-json.ts';
import { readApi } from '../../../runtime/call-api.ts';

/** Events of a page of it. */
const PAGE = 20;

/** What happened to a flag, newest first; older pages on demand. Asked once for all who show it. */
export function useHistory(project: string, flag: string): UseInfiniteQueryResult<readonly HistoryEventJson[]> {
  return useInfiniteQuery({
    queryKey: ['history', project, flag],
    queryFn: ({ pageParam }) =>
      readApi('/v1/flags/{id}/history', {
        params: { id: flag },
        query: { limit: PAGE, ...(pageParam === null ? {} : { before: pageParam }) },
      }),
    initialPageParam: null as number | null,
    getNextPageParam: ({ next }) => next,
    select: ({ pages }) => pages.flatMap(({ events }) => events),
  });
}
