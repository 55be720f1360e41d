/** Who is signed in, in this browser. */
import { useSyncExternalStore } from 'react';
import type { LocalSessionJson, LocalUserJson } from '../../api/me-json.ts';
import type { ProblemJson } from '../../api/problem-json.ts';
import { ApiError, readProblem } from './api-error.ts';

export interface SignedIn {
  readonly kind: 'signed-in';
  /** The token's `sub`: what is kept in this browser is kept by it. */
  readonly userId: string;
  /** A token that holds for a while yet. @throws ApiError */
  token(): Promise<string>;
}

export type Session =
  | { readonly kind: 'loading' }
  | { readonly kind: 'signed-out'; readonly users: readonly LocalUserJson[] }
  | { readonly kind: 'failed'; readonly problem: ProblemJson }
  | SignedIn;

/** The local user who signed in last: an id, never a token. */
const KEY = 'flagforge.user';
/** A token that is about to end is not used any more, in ms. */
const MARGIN_MS = 60_000;

let session: Session = { kind: 'loading' };
const listeners = new Set<() => void>();

function become(next: Session): void {
  session = next;
  for (const listener of listeners) listener();
}

export function useSession(): Session {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => session,
  );
}

/** @throws ApiError while nobody is signed in. */
export function sessionToken(): Promise<string> {
  if (session.kind === 'signed-in') return session.token();
  return Promise.reject(new ApiError({ status: 401, title: 'Unauthorized', detail: 'Nobody is signed in.' }));
}

async function callOpen<T>(path: string, body?: object): Promise<T> {
  const response = await fetch(path, {
    ...(body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new ApiError(await readProblem(response));
  return (await response.json()) as T;
}

function signedIn(id: string): SignedIn {
  let current: Promise<LocalSessionJson> | null = null;
  let until = 0;
  return {
    kind: 'signed-in',
    userId: id,
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
  };
}

/** Finds out who may sign in here, and signs in who was before. */
export async function startSession(): Promise<void> {
  become({ kind: 'loading' });
  try {
    const { users } = await callOpen<{ readonly users: readonly LocalUserJson[] }>('/v1/dev/users');
    const last = users.find(({ id }) => id === localStorage.getItem(KEY));
    become(last === undefined ? { kind: 'signed-out', users } : signedIn(last.id));
  } catch (error) {
    become({ kind: 'failed', problem: problemFrom(error) });
  }
}

function problemFrom(error: unknown): ProblemJson {
  if (error instanceof ApiError) return error.problem;
  return { status: 0, title: 'Not reachable', detail: 'The console’s server does not answer.' };
}

export function signIn(id: string): void {
  localStorage.setItem(KEY, id);
  become(signedIn(id));
}

export function signOut(): void {
  localStorage.removeItem(KEY);
  void startSession();
}
