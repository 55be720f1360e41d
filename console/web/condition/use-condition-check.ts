import { useQuery } from '@tanstack/react-query';
import type { ConditionScope } from 'flagforge/compile/expression';
import type { ConditionFinding } from './check-condition.ts';

/** What the compiler says of a condition while it is typed; nothing of an empty one, and until the compiler is loaded. */
export function useConditionCheck(text: string, scope: ConditionScope): readonly ConditionFinding[] {
  const { data: check } = useQuery({
    queryKey: ['condition checker'],
    queryFn: () => import('./check-condition.ts').then(({ checkCondition }) => ({ checkCondition })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return text.trim() === '' ? [] : (check?.checkCondition(text, scope) ?? []);
}
