/** The users of this machine, who need no password. */
import type { LocalSessionJson, LocalUserJson } from '../../api/me-json.ts';
import { callOpen } from './call-open.ts';
import { type SignedIn, setSession } from './session.ts';

/** The local user who signed in last: an id, never a token. */
const KEY = 'flagforge.user';
/** A token that is about to end is not used any more, in ms. */
const MARGIN_MS = 60_000;

/** Who may sign in here; signs in who was before. @throws ApiError */
export async function loadLocalUsers(): Promise<readonly LocalUserJson[]> {
  const { users } = await callOpen<{ readonly users: readonly LocalUserJson[] }>('/v1/dev/users');
  const last = users.find(({ id }) => id === localStorage.getItem(KEY));
  if (last !== undefined) setSession(localSession(last.id));
  return users;
}

/** Signs in a user of this machine. */
export function signInLocally(id: string): void {
  localStorage.setItem(KEY, id);
  setSession(localSession(id));
}

function localSession(id: string): SignedIn {
  let current: Promise<LocalSessionJson> | null = null;
  let until = 0;
  return {
    ...{ by: 'local', userId: id, organizationId: null },
    async token() {
      if (current === null || Date.now() > until - MARGIN_MS) {
        current = callOpen<LocalSessionJson>('/v1/dev/session', { user: id });
        until = Number.POSITIVE_INFINITY;
        current.catch(() => {
          current = null;
        });
      }
      const { token, expiresAt } = await current;
      until = Date.parse(expiresAt);
      return token;
    },
    renew() {
      current = null;
    },
    signOut() {
      localStorage.removeItem(KEY);
      setSession(null);
    },
  };
}
