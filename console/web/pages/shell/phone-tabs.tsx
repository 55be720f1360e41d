'use client';
import { type ReactNode, useRef } from 'react';
import { Icon } from '../../parts/icon.tsx';
import { Account } from './account.tsx';
import type { ShellPlace } from './shell-places.ts';

/** Those that have a tab of their own; the rest is behind `More`. */
const TABS: Readonly<Record<string, string>> = { dashboard: 'Flags', requests: 'Requests', audit: 'Audit' };

/** The navigation of narrow screens, at their lower edge. */
export function PhoneTabs({
  places,
  name,
  role,
}: {
  readonly places: readonly ShellPlace[];
  readonly name: string;
  readonly role: string;
}): ReactNode {
  const more = useRef<HTMLDialogElement>(null);
  const tab =
    'grid h-14 flex-1 content-center justify-items-center gap-0.5 text-xs text-text-2 aria-[current]:font-medium aria-[current]:text-accent';
  return (
    <>
      <nav
        aria-label="Main"
        className="fixed inset-x-0 bottom-0 z-20 flex border-t border-line bg-rail pb-[env(safe-area-inset-bottom)] desk:hidden"
      >
        {places.map(({ page, path, icon, isHere }) => {
          const text = TABS[page];
          if (text === undefined) return null;
          return (
            <a key={page} href={path} aria-current={isHere ? 'page' : undefined} className={tab}>
              <Icon name={icon} />
              {text}
            </a>
          );
        })}
        <button type="button" className={tab} onClick={() => more.current?.showModal()}>
          <Icon name="more" />
          More
        </button>
      </nav>
      <dialog
        ref={more}
        aria-label="More"
        className="mx-auto mt-auto mb-4 w-[min(24rem,calc(100vw-2rem))] rounded-3 border border-line-strong bg-surface p-3 text-text shadow-3 backdrop:bg-scrim"
        onClick={(event) => {
          if (event.target === more.current || (event.target as Element).closest('a') !== null) more.current?.close();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') more.current?.close();
        }}
      >
        <ul className="mb-3 grid">
          {places.map(({ page, path, icon, text, isHere }) => (
            <li key={page}>
              <a
                href={path}
                aria-current={isHere ? 'page' : undefined}
                className="flex h-10 items-center gap-3 rounded-2 px-2 aria-[current]:bg-selected"
              >
                <Icon name={icon} />
                {text}
              </a>
            </li>
          ))}
        </ul>
        <Account name={name} standing={role} />
      </dialog>
    </>
  );
}
