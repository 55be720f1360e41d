import type { ReactNode } from 'react';
import type { LocalUserJson } from '../../api/me-json.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Mark } from '../parts/mark.tsx';
import { signInLocally } from './local-session.ts';

/** Who of this machine's users it is. */
export function LocalSignIn({ users }: { readonly users: readonly LocalUserJson[] }): ReactNode {
  return (
    <main className="mx-auto grid min-h-dvh max-w-96 content-center gap-6 p-6">
      <div className="flex items-center gap-3">
        <Mark />
        <h1 className="text-xl font-semibold">Who are you?</h1>
      </div>
      <p className="text-text-2">
        These people may sign in on this machine, without a password. Sign in as another one to approve what you
        proposed.
      </p>
      <ul className="divide-y divide-line rounded-3 border border-line bg-surface">
        {users.map(({ id, name, role }) => (
          <li key={id}>
            <button
              type="button"
              className="flex w-full items-center gap-3 p-3 text-left hover:bg-hover"
              onClick={() => signInLocally(id)}
            >
              <Avatar name={name} />
              <span className="font-medium">{name}</span>
              <span className="ml-auto text-sm text-text-3">{role.replace('org:', '')}</span>
            </button>
          </li>
        ))}
      </ul>
    </main>
  );
}
