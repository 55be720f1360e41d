/** Sign-in with Clerk: its own components, around the same pages. */
import { ClerkFailed, ClerkLoading, ClerkProvider, OrganizationList, SignIn, useAuth } from '@clerk/react';
import { type ReactNode, useEffect } from 'react';
import { Loading } from '../../parts/loading.tsx';
import { Mark } from '../../parts/mark.tsx';
import { ProblemView } from '../../parts/problem-view.tsx';
import { ApiError } from '../api-error.ts';
import { setSession, useSession } from '../session.ts';
import { SessionRoot } from '../session-root.tsx';

interface Props {
  /** Of the instance, from Clerk's dashboard. */
  readonly publishableKey: string;
  readonly children: ReactNode;
}

const AWAY = {
  status: 0,
  title: 'Clerk cannot be reached',
  detail: 'Its script did not load, so nobody can sign in here: a blocker, or the network. Kills work from the CLI.',
};

/** Lets through who is signed in with Clerk, for an organisation. */
export function ClerkGate({ publishableKey, children }: Props): ReactNode {
  return (
    <ClerkProvider publishableKey={publishableKey} telemetry={false} afterSignOutUrl="/">
      <ClerkLoading>
        <Loading />
      </ClerkLoading>
      <ClerkFailed>
        <ProblemView problem={AWAY} />
      </ClerkFailed>
      <SignedInWithClerk>{children}</SignedInWithClerk>
    </ClerkProvider>
  );
}

function SignedInWithClerk({ children }: { readonly children: ReactNode }): ReactNode {
  const { isLoaded, isSignedIn, userId, orgId, getToken, signOut } = useAuth();
  const session = useSession();
  const [user, organization] = [userId ?? null, orgId ?? null];
  useEffect(() => {
    if (user === null || organization === null) return setSession(null);
    setSession({
      ...{ by: 'clerk', userId: user, organizationId: organization },
      async token() {
        const token = await getToken();
        if (token !== null) return token;
        throw new ApiError({ status: 401, title: 'Unauthorized', detail: 'The session has ended: sign in again.' });
      },
      signOut: () => void signOut(),
    });
  }, [user, organization, getToken, signOut]);
  if (!isLoaded) return null;
  if (!isSignedIn)
    return (
      <Welcome title="Sign in">
        <SignIn routing="hash" />
      </Welcome>
    );
  // Projects belong to organisations: without one there is nothing to see.
  if (organization === null)
    return (
      <Welcome title="Which organisation?">
        <OrganizationList hidePersonal afterSelectOrganizationUrl="/" afterCreateOrganizationUrl="/" />
      </Welcome>
    );
  if (session?.userId !== user || session?.organizationId !== organization) return <Loading />;
  return <SessionRoot key={`${user} ${organization}`}>{children}</SessionRoot>;
}

const Welcome = ({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode => (
  <main className="mx-auto grid min-h-dvh max-w-96 content-center gap-6 p-6">
    <div className="flex items-center gap-3">
      <Mark />
      <h1 className="text-xl font-semibold">{title}</h1>
    </div>
    {children}
  </main>
);
