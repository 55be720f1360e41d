'use client';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { pagePath } from '../../../api/page-paths.ts';
import { Icon } from '../../parts/icon.tsx';
import { Mark } from '../../parts/mark.tsx';

interface Props {
  readonly project: string;
  readonly projects: readonly { readonly name: string; readonly organization: string }[];
  /** In the head of narrow screens: one line. */
  readonly isSmall?: boolean;
}

/** From here on a list is searched, not read. */
const MANY = 8;

/** Which project it is, and the others of the organisation. */
export function ProjectSwitcher({ project, projects, isSmall = false }: Props): ReactNode {
  const box = useRef<HTMLDetailsElement>(null);
  const [text, setText] = useState('');
  const organization = projects.find(({ name }) => name === project)?.organization ?? '';
  useEffect(() => {
    const closeOutside = (event: PointerEvent): void => {
      if (event.target instanceof Node && box.current?.contains(event.target) === false) box.current.open = false;
    };
    document.addEventListener('pointerdown', closeOutside);
    return () => document.removeEventListener('pointerdown', closeOutside);
  }, []);
  const label = (
    <>
      <Mark />
      <span className={`min-w-0 text-left leading-tight ${isSmall ? 'flex gap-1.5' : 'flex-1'}`}>
        <span className="block truncate font-semibold">{project}</span>
        <span className={`block truncate text-text-3 ${isSmall ? '' : 'text-xs'}`}>{organization}</span>
      </span>
    </>
  );
  if (projects.length < 2) {
    return isSmall ? (
      <a href={pagePath('dashboard', { project })} className="flex h-10 min-w-0 items-center gap-2">
        {label}
      </a>
    ) : (
      <div className="flex items-center gap-2 p-2">{label}</div>
    );
  }
  const found = projects.filter(({ name }) => name.toLowerCase().includes(text.trim().toLowerCase()));
  const close = (): void => {
    if (box.current !== null) box.current.open = false;
  };
  return (
    <details
      ref={box}
      className="relative min-w-0"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        close();
        box.current?.querySelector('summary')?.focus();
      }}
      onClick={(event) => {
        // The page that a link leads to has the same switcher: it does not stay open over it.
        if (event.target instanceof Element && event.target.closest('a') !== null) close();
      }}
    >
      <summary
        aria-label={`Project ${project} of ${organization}: switch`}
        className="flex min-h-10 cursor-pointer list-none items-center gap-2 rounded-2 p-2 hover:bg-hover"
      >
        {label}
        <Icon name="down" className="text-text-3" />
      </summary>
      <div
        className={`absolute top-full left-0 z-20 grid gap-1 rounded-2 border border-line-strong bg-surface p-1 shadow-2 ${isSmall ? 'w-64 max-w-[calc(100vw-2rem)]' : 'right-0'}`}
      >
        {projects.length > MANY && (
          <input
            type="search"
            value={text}
            aria-label="Find a project"
            placeholder="Find a project"
            onChange={(event) => setText(event.target.value)}
            className="h-(--ff-h-md) rounded-2 border border-control bg-surface px-2"
          />
        )}
        <ul className="grid max-h-80 overflow-y-auto">
          {found.map(({ name }) => (
            <li key={name}>
              <a
                href={pagePath('dashboard', { project: name })}
                aria-current={name === project ? 'true' : undefined}
                className="flex min-h-8 items-center gap-2 rounded-1 px-2 hover:bg-hover not-desk:min-h-10"
              >
                <Icon name="check" className={name === project ? 'text-accent' : 'invisible'} />
                <span className="min-w-0 [overflow-wrap:anywhere]">{name}</span>
              </a>
            </li>
          ))}
          {found.length === 0 && <li className="px-2 py-1.5 text-text-3">No project is called that</li>}
        </ul>
      </div>
    </details>
  );
}
