'use client';
import { type ReactNode, useEffect, useRef } from 'react';
import type { FlagJson } from '../../../api/flag-json.ts';
import { pagePath } from '../../../api/page-paths.ts';
import { EnvironmentCell } from '../../parts/environment-cell.tsx';
import { useNavigation } from '../../runtime/navigation.ts';
import { useShortcuts } from '../../runtime/shortcuts.ts';

interface Props {
  readonly project: string;
  readonly flag: FlagJson;
  readonly names: readonly string[];
  readonly current: string;
}

/** The flag's environments, each with what it serves in a word; `1`, `2`, `3` lead there. */
export function EnvironmentTabs({ project, flag, names, current }: Props): ReactNode {
  const { go } = useNavigation();
  const pathOf = (environment: string): string => pagePath('flagIn', { project, flag: flag.key, environment });
  useShortcuts(Object.fromEntries(names.slice(0, 9).map((name, index) => [String(index + 1), () => go(pathOf(name))])));
  const tabs = useRef<HTMLElement>(null);
  // On a phone they are a strip, and the one that is shown may be beyond its end.
  useEffect(() => {
    tabs.current?.children[names.indexOf(current)]?.scrollIntoView({ inline: 'nearest', block: 'nearest' });
  }, [names, current]);
  return (
    <nav ref={tabs} aria-label="Environments" className="flex overflow-x-auto border-b border-line-strong">
      {names.map((name) => (
        <a
          key={name}
          href={pathOf(name)}
          aria-current={name === current ? 'page' : undefined}
          className="-mb-px grid min-w-40 shrink-0 gap-0.5 rounded-t-3 border border-transparent px-4 pt-2.5 pb-3 text-text-2 hover:bg-hover aria-[current]:border-line-strong aria-[current]:border-b-surface aria-[current]:bg-surface aria-[current]:text-text aria-[current]:shadow-[inset_0_2px_0_var(--ff-accent-fill)]"
        >
          <span className="font-medium">{name}</span>
          <span className="text-xs">
            <EnvironmentCell status={flag.environments[name]} />
          </span>
        </a>
      ))}
    </nav>
  );
}
