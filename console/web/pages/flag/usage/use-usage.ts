'use client';
import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { UsageJson } from '../../../../api/usage-json.ts';
import { readApi } from '../../../runtime/call-api.ts';

/** Counts change all the time and announce nothing: they are asked for again, in ms. */
const AGAIN_MS = 60_000;

/** How often one flag was evaluated, in all environments; asked once for all who show it. */
export function useUsage(project: string, flag: string, range: UsageJson['range']): UseQueryResult<UsageJson> {
  return useQuery({
    queryKey: ['usage', project, flag, range],
    queryFn: () => readApi('/v1/usage', { query: { flag, range } }),
    refetchInterval: AGAIN_MS,
    placeholderData: keepPreviousData,
  });
}
