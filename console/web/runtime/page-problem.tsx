import { type ReactNode, useEffect, useEffectEvent } from 'react';
import type { ProblemJson } from '../../api/problem-json.ts';
import { ProblemView } from '../parts/problem-view.tsx';
import { useNavigation } from './navigation.ts';

/** How often a server that does not answer is asked again, in ms. */
const AGAIN_MS = 3_000;

/** A page that could not be had. Where the server is away it is asked for again by itself: nothing has to be loaded anew. */
export function PageProblem({ problem }: { readonly problem: ProblemJson }): ReactNode {
  const { replace } = useNavigation();
  const isAway = problem.status === 0 || [502, 503, 504].includes(problem.status);
  const again = useEffectEvent(replace);
  // Each attempt has a problem of its own, with which the next one begins.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (!isAway) return;
    const onOnline = (): void => again();
    const timer = setTimeout(onOnline, AGAIN_MS);
    addEventListener('online', onOnline);
    return () => {
      clearTimeout(timer);
      removeEventListener('online', onOnline);
    };
  }, [problem, isAway]);
  return <ProblemView problem={problem} retry={replace} />;
}
