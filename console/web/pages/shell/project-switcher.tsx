'use client';
import type { ReactNode } from 'react';
import { pagePath } from '../../../api/page-paths.ts';
import { Icon } from '../../parts/icon.tsx';
import { Mark } from '../../parts/mark.tsx';

interface Props {
  readonly project: string;
  readonly projects: readonly { readonly name: string; readonly organization: string }[];
}

/** Which project it is, and the others of the organisation. */
export function ProjectSwitcher({ project, projects }: Props): ReactNode {
  const organization = projects.find(({ name }) => name === project)?.organization ?? '';
  const label = (
    <>
      <Mark />
      <span className="min-w-0 flex-1 text-left leading-tight">
        <span className="block truncate font-semibold">{project}</span>
        <span className="block truncate text-xs text-text-3">{organization}</span>
      </span>
    </>
  );
  const others = projects.filter(({ name }) => name !== project);
  if (others.length === 0) return <div className="flex items-center gap-2 p-2">{label}</div>;
  return (
    <details className="relative">
      <summary className="flex list-none items-center gap-2 rounded-2 p-2 hover:bg-hover">
        {label}
        <Icon name="down" className="text-text-3" />
      </summary>
      <ul className="absolute top-full right-0 left-0 z-20 grid rounded-2 border border-line-strong bg-surface p-1 shadow-2">
        {others.map(({ name }) => (
          <li key={name}>
            <a
              href={pagePath('dashboard', { project: name })}
              className="block truncate rounded-1 px-2 py-1.5 hover:bg-hover"
            >
              {name}
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}
