import { type ReactNode, useState } from 'react';
import type { AuditEntryJson } from '../../../api/audit-json.ts';
import { Icon } from '../../parts/icon.tsx';
import { Menu } from '../../parts/menu.tsx';
import { useNavigation } from '../../runtime/navigation.ts';
import { ACTIONS, AUDIT_FILTERS, type AuditFilter, type AuditFilterName } from './audit-filter.ts';

interface Props {
  readonly filter: AuditFilter;
  readonly environments: readonly string[];
  readonly entries: readonly AuditEntryJson[];
}

const SINCE = {
  '1h': 'the last hour',
  '24h': 'the last day',
  '7d': 'the last week',
  '30d': 'the last 30 days',
} as const;

/** Narrows the log down. Each choice is in the URL, so that a link shows the same. */
export function AuditFilters({ filter, environments, entries }: Props): ReactNode {
  const { go } = useNavigation();
  const [flag, setFlag] = useState(filter.flag ?? '');
  const choose = (name: AuditFilterName, value: string): void => {
    const next = new URLSearchParams(
      AUDIT_FILTERS.flatMap((each): [string, string][] => {
        const kept = each === name ? (filter[each] === value ? '' : value) : (filter[each] ?? '');
        return kept === '' ? [] : [[each, kept]];
      }),
    );
    go(`${location.pathname}${next.size === 0 ? '' : `?${next}`}`);
  };
  const people = [...new Set(entries.map(({ person, actor }) => person ?? actor))].sort();
  const menus: readonly (readonly [AuditFilterName, string, readonly (readonly [string, string])[]])[] = [
    ['environment', 'Environment', environments.map((name) => [name, name])],
    ['actor', 'Who', people.map((name) => [name, name])],
    ['action', 'What', Object.entries(ACTIONS)],
    ['since', 'Since', Object.entries(SINCE)],
  ];
  const chosen = AUDIT_FILTERS.filter((name) => filter[name] !== undefined && name !== 'flag');
  return (
    <div className="flex flex-wrap items-center gap-2">
      <form
        className="flex h-9.5 min-w-56 flex-1 items-center gap-1.5 rounded-2 border border-control bg-surface px-3 focus-within:outline-2 focus-within:outline-accent"
        onSubmit={(event) => {
          event.preventDefault();
          if (flag !== (filter.flag ?? '')) choose('flag', flag.trim());
        }}
      >
        <Icon name="search" className="text-text-3" />
        <input
          type="search"
          aria-label="Flag"
          placeholder="Key of a flag, then Enter"
          value={flag}
          onChange={(event) => setFlag(event.target.value)}
          autoComplete="off"
          spellCheck={false}
          className="h-full min-w-16 flex-1 bg-transparent text-sm outline-none"
        />
        {chosen.map((name) => (
          <span
            key={name}
            className="inline-flex h-6 items-center gap-1 rounded-1 bg-accent-soft pl-1.5 font-mono text-xs whitespace-nowrap text-accent"
          >
            {name}:{filter[name]}
            <button
              type="button"
              aria-label={`Without ${name}`}
              className="p-1"
              onClick={() => choose(name, filter[name] ?? '')}
            >
              <Icon name="cross" className="size-3!" />
            </button>
          </span>
        ))}
      </form>
      {menus.map(([name, label, words]) => (
        <Menu
          key={name}
          label={label}
          align="end"
          items={words.map(([id, word]) => ({ id, text: word, isChosen: filter[name] === id }))}
          onChoose={(id) => choose(name, id)}
        />
      ))}
    </div>
  );
}
