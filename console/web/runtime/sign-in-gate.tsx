import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense } from 'react';
import type { SignInJson } from '../../api/me-json.ts';
import { Loading } from '../parts/loading.tsx';
import { ProblemView } from '../parts/problem-view.tsx';
import { problemFrom } from './api-error.ts';
import { callOpen } from './call-open.ts';
import { LocalGate } from './local-gate.tsx';

/** 33 kB that nobody loads where Clerk is not used. */
const ClerkGate = lazy(async () => ({ default: (await import('./clerk/clerk-gate.tsx')).ClerkGate }));

/** Lets through who is signed in, and asks everybody else: in the way of this server. */
export function SignInGate({ children }: { readonly children: ReactNode }): ReactNode {
  const { data, error, refetch } = useQuery({
    queryKey: ['sign in'],
    queryFn: () => callOpen<SignInJson>('/v1/sign-in'),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  if (error !== null && data === undefined)
    return <ProblemView problem={problemFrom(error)} retry={() => void refetch()} />;
  if (data === undefined) return <Loading />;
  if (data.kind === 'local') return <LocalGate>{children}</LocalGate>;
  return (
    <Suspense fallback={<Loading />}>
      <ClerkGate publishableKey={data.publishableKey}>{children}</ClerkGate>
    </Suspense>
  );
}
