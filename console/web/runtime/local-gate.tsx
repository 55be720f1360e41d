import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Loading } from '../parts/loading.tsx';
import { ProblemView } from '../parts/problem-view.tsx';
import { problemFrom } from './api-error.ts';
import { loadLocalUsers } from './local-session.ts';
import { LocalSignIn } from './local-sign-in.tsx';
import { useSession } from './session.ts';
import { SessionRoot } from './session-root.tsx';

/** Lets through who is signed in as a user of this machine, and asks everybody else who they are. */
export function LocalGate({ children }: { readonly children: ReactNode }): ReactNode {
  const session = useSession();
  const {
    data: users,
    error,
    refetch,
  } = useQuery({ queryKey: ['local users'], queryFn: loadLocalUsers, retry: false });
  if (session !== null) return <SessionRoot key={session.userId}>{children}</SessionRoot>;
  if (users !== undefined) return <LocalSignIn users={users} />;
  if (error !== null) return <ProblemView problem={problemFrom(error)} retry={() => void refetch()} />;
  return <Loading />;
}
