/** Who is signed in, in this browser. */
import { useSyncExternalStore } from 'react';
import { ApiError } from './api-error.ts';

export interface SignedIn {
  readonly by: 'local' | 'clerk';
  /** The token's `sub`: what is kept in this browser is kept by it. */
  readonly userId: string;
  /** Whose projects these are; null: those of this machine. */
  readonly organizationId: string | null;
  /** A token that holds for a while yet. @throws ApiError */
  token(): Promise<string>;
  /** Forgets the token that it has, which the server does not know. Absent: it has no other one. */
  readonly renew?: () => void;
  signOut(): void;
}

let session: SignedIn | null = null;
const listeners = new Set<() => void>();

/** Says who it is from now on; null: nobody. */
export function setSession(next: SignedIn | null): void {
  session = next;
  for (const listener of listeners) listener();
}

/** Who is signed in; null: nobody. */
export function useSession(): SignedIn | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => session,
  );
}

/** Whether there may be another token than the one that was refused. */
export function renewSession(): boolean {
  session?.renew?.();
  return session?.renew !== undefined;
}

/** @throws ApiError while nobody is signed in. */
export function sessionToken(): Promise<string> {
  if (session !== null) return session.token();
  return Promise.reject(new ApiError({ status: 401, title: 'Unauthorized', detail: 'Nobody is signed in.' }));
}
