import { useQuery } from '@tanstack/react-query';
import type { RuleSource } from 'flagforge/compile';
import { useMemo } from 'react';
import type { Vocabulary } from '../../../condition/vocabulary.ts';

const NOTHING: readonly (string | null)[] = [];

/** What the compiler says of each rule's place among the others; nothing until it is loaded. */
export function useReach(
  rules: readonly RuleSource[],
  vocabulary: Vocabulary,
  isEdited: boolean,
): readonly (string | null)[] {
  const { data } = useQuery({
    queryKey: ['reach checker'],
    queryFn: () => import('./check-reach.ts').then(({ checkReach }) => ({ checkReach })),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: isEdited,
  });
  return useMemo(
    () =>
      data === undefined || !isEdited || vocabulary.isLoading === true ? NOTHING : data.checkReach(rules, vocabulary),
    [data, isEdited, rules, vocabulary],
  );
}
