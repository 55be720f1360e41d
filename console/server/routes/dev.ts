/** Sign-in of `flagforge dev`, for the users of this machine. These routes are in no other server. */
import type { LocalUser } from 'flagforge/dev';
import { isoOf } from '../changes/request-json.ts';
import { notFound, problem } from '../http/problem.ts';
import { ok, openRoute, type Route } from '../route.ts';
import type { LocalSessions } from '../sign-in/local-sessions.ts';

export interface LocalSignIn {
  /** null: a key of Clerk is configured, and tokens of this machine would be worth nothing. */
  readonly sessions: LocalSessions | null;
  /** Who may sign in to the project that is served now, and its organisation; null: there is none yet. */
  users(): { readonly organization: string; readonly users: readonly LocalUser[] } | null;
  /** The origin of the console itself. */
  readonly party: () => string;
  readonly now: () => number;
}

const refused = (why: string) => problem(403, 'FF4417', { why });

export function devRoutes({ sessions, users, party, now }: LocalSignIn): readonly Route[] {
  const demand = () => {
    if (sessions === null)
      throw refused(
        'a key of Clerk is configured (FLAGFORGE_CLERK_JWT_KEY), so nobody signs in as a local user; pages need FLAGFORGE_CLERK_PUBLISHABLE_KEY too',
      );
    const found = users();
    if (found === null) throw problem(503, 'FF4417', { why: 'there is no project without errors yet' });
    return { sessions, ...found };
  };
  return [
    openRoute('GET', '/v1/dev/users', async () => ok({ users: demand().users })),
    openRoute('POST', '/v1/dev/session', async ({ body, origin }) => {
      const found = demand();
      const { user: id } = body as { readonly user: string };
      const user = found.users.find((each) => each.id === id);
      if (user === undefined) throw notFound('local user', JSON.stringify(id));
      const { token, expiresAt } = await found.sessions.sign(user, found.organization, origin ?? party(), now());
      return { status: 201, body: { token, expiresAt: isoOf(expiresAt), user } };
    }),
  ];
}
