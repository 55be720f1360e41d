'use client';
import { lazy, type ReactNode, Suspense } from 'react';
import { Avatar } from '../../parts/avatar.tsx';
import { Icon } from '../../parts/icon.tsx';
import { useSession } from '../../runtime/session.ts';
import { chooseTheme, currentTheme } from '../../runtime/theme.ts';

const ClerkAccount = lazy(async () => ({
  default: (await import('../../runtime/clerk/clerk-account.tsx')).ClerkAccount,
}));

/** Who is signed in, with what they may change about the console itself. */
export function Account({ name, standing }: { readonly name: string; readonly standing: string }): ReactNode {
  const quiet = 'grid size-7 place-items-center rounded-2 text-text-2 hover:bg-hover';
  const session = useSession();
  const isLocal = session?.by === 'local';
  return (
    <div className="flex flex-wrap items-center gap-2 px-2">
      {session?.by === 'clerk' ? (
        <Suspense>
          <ClerkAccount />
        </Suspense>
      ) : (
        <Avatar name={name} />
      )}
      <div className="min-w-0 grow leading-tight">
        <div className="truncate">{name}</div>
        <div className="text-xs text-text-3">{standing}</div>
      </div>
      <button
        type="button"
        aria-label="Switch theme"
        className={quiet}
        onClick={() => chooseTheme(currentTheme() === 'dark' ? 'light' : 'dark')}
      >
        <Icon name="theme" />
      </button>
      {isLocal && (
        <button type="button" aria-label="Sign out" className={quiet} onClick={() => session.signOut()}>
          <Icon name="external" />
        </button>
      )}
    </div>
  );
}
