/** Sign-in with Clerk: its own components, around the same pages. */
import { ClerkProvider, OrganizationList, SignIn, useAuth, useClerk } from '@clerk/react';
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

/** Clerk's components in the console's own colours, of either theme. */
const COLOURS = {
  colorPrimary: 'var(--ff-accent-fill)',
  colorPrimaryForeground: 'var(--ff-on-accent)',
  colorBackground: 'var(--ff-surface)',
  colorForeground: 'var(--ff-text)',
  colorMuted: 'var(--ff-sunken)',
  colorMutedForeground: 'var(--ff-text-2)',
  colorInput: 'var(--ff-surface)',
  colorInputForeground: 'var(--ff-text)',
  colorBorder: 'var(--ff-control)',
  colorNeutral: 'var(--ff-text)',
  colorRing: 'var(--ff-focus)',
  colorDanger: 'var(--ff-danger)',
  fontFamily: 'var(--ff-font-sans)',
};

const AWAY = {
  status: 0,
  title: 'Clerk cannot be reached',
  detail: 'Its script did not load, so nobody can sign in here: a blocker, or the network. Kills work from the CLI.',
};

/** Lets through who is signed in with Clerk, for an organisation. */
export function ClerkGate({ publishableKey, children }: Props): ReactNode {
  return (
    <ClerkProvider
      publishableKey={publishableKey}
      telemetry={false}
      afterSignOutUrl="/"
      appearance={{ variables: COLOURS }}
    >
      <SignedInWithClerk>{children}</SignedInWithClerk>
    </ClerkProvider>
  );
}

function SignedInWithClerk({ children }: { readonly children: ReactNode }): ReactNode {
  const { isLoaded, isSignedIn, userId, orgId, getToken, signOut } = useAuth();
  const { status } = useClerk();
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
  if (status === 'error') return <ProblemView problem={AWAY} />;
  if (!isLoaded) return <Loading />;
  if (!isSignedIn)
    return (
      <Welcome>
        <SignIn routing="hash" />
      </Welcome>
    );
  // Projects belong to organisations: without one there is nothing to see.
  if (organization === null)
    return (
      <Welcome>
        <OrganizationList hidePersonal afterSelectOrganizationUrl="/" afterCreateOrganizationUrl="/" />
      </Welcome>
    );
  if (session?.userId !== user || session?.organizationId !== organization) return <Loading />;
  return <SessionRoot key={`${user} ${organization}`}>{children}</SessionRoot>;
}

/** Clerk's components have a heading of their own. */
const Welcome = ({ children }: { readonly children: ReactNode }): ReactNode => (
  <main className="grid min-h-dvh place-content-center justify-items-center gap-6 p-4">
    <Mark />
    {children}
  </main>
);
