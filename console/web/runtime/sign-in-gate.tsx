import { type ReactNode, useEffect } from 'react';
import { Loading } from '../parts/loading.tsx';
import { ProblemView } from '../parts/problem-view.tsx';
import { startSession, useSession } from './session.ts';
import { SignIn } from './sign-in.tsx';

/** Lets through who is signed in, and asks everybody else. */
export function SignInGate({ children }: { readonly children: ReactNode }): ReactNode {
  const session = useSession();
  useEffect(() => {
    void startSession();
  }, []);
  switch (session.kind) {
    case 'loading':
      return <Loading />;
    case 'failed':
      return <ProblemView problem={session.problem} retry={() => void startSession()} />;
    case 'signed-out':
      return <SignIn users={session.users} />;
    case 'signed-in':
      return <div key={session.userId}>{children}</div>;
  }
}
