'use client';
import { type ReactNode, useDeferredValue, useMemo, useRef, useState } from 'react';
import type { KillJson } from '../../../api/kill-json.ts';
import { pagePath } from '../../../api/page-paths.ts';
import type { UsageJson } from '../../../api/usage-json.ts';
import { buttonClass } from '../../parts/button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Icon } from '../../parts/icon.tsx';
import { KeyCap } from '../../parts/key-cap.tsx';
import { useNavigation } from '../../runtime/navigation.ts';
import { useShortcuts } from '../../runtime/shortcuts.ts';
import { useRowsInView } from '../../runtime/use-rows-in-view.ts';
import { FlagFilters } from './flag-filters.tsx';
import { matches, parseQuery } from './flag-query.ts';
import { FlagRow } from './flag-row.tsx';
import { holdOrder } from './hold-order.ts';
import { KillBanner } from './kill-banner.tsx';
import { unpackFlags } from './pack-flags.ts';
import { type SortName, sortFlags } from './sort-flags.ts';

interface Props {
  readonly project: string;
  /** By `packFlags`. */
  readonly packed: string;
  /** Kills that lie over what is published. */
  readonly kills: readonly KillJson[];
  readonly environments: readonly string[];
  /** How often each was evaluated in the last 24 hours, as JSON; null: nobody counts. */
  readonly counted: string | null;
  /** UTC epoch ms. */
  readonly now: number;
  /** What the URL says. */
  readonly query: string;
  readonly sort: SortName;
  /** Why this user cannot make a flag; null: they can. */
  readonly blocked: string | null;
}

/** Flags to search, to narrow down and to open. What is searched for stays in the URL. */
export function FlagTable(props: Props): ReactNode {
  const { project, packed, kills, counted, environments, now, blocked } = props;
  const flags = useMemo(() => unpackFlags(packed), [packed]);
  const usage = useMemo(() => (counted === null ? null : (JSON.parse(counted) as UsageJson)), [counted]);
  const { go } = useNavigation();
  const [query, setQuery] = useState(props.query);
  const [sort, setSort] = useState(props.sort);
  const asked = useDeferredValue(query);
  const tokens = useMemo(() => parseQuery(asked), [asked]);
  const found = useMemo(() => flags.filter((flag) => matches(flag, tokens, now)), [flags, tokens, now]);
  const fresh = useMemo(() => sortFlags(found, sort), [found, sort]);
  const [isPointedAt, setPointedAt] = useState(false);
  // Keys in the order that was on the screen when something changed under the pointer or the focus.
  const [kept, setKept] = useState<readonly string[] | null>(null);
  const [seen, setSeen] = useState({ packed, fresh });
  if (seen.packed !== packed) {
    setSeen({ packed, fresh });
    if (isPointedAt) setKept(kept ?? seen.fresh.map(({ key }) => key));
  } else if (seen.fresh !== fresh) setSeen({ packed, fresh });
  const held = useMemo(() => (kept === null ? null : holdOrder(kept, fresh)), [kept, fresh]);
  const shown = held?.flags ?? fresh;
  const moved = held?.moved ?? 0;
  // Of each flag the newest: what is told of it has one line.
  const newestKill = useMemo(
    () => new Map([...kills].sort((a, b) => ((a.at ?? '') < (b.at ?? '') ? -1 : 1)).map((kill) => [kill.flag, kill])),
    [kills],
  );
  const body = useRef<HTMLTableSectionElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const { from, to, height } = useRowsInView(body, shown.length);

  const keep = (nextQuery: string, nextSort: SortName): void => {
    setKept(null);
    setQuery(nextQuery);
    setSort(nextSort);
    const search = new URLSearchParams();
    if (nextQuery.trim() !== '') search.set('q', nextQuery.trim());
    if (nextSort !== 'changed') search.set('sort', nextSort);
    history.replaceState(null, '', `${location.pathname}${search.size === 0 ? '' : `?${search}`}`);
  };
  const move = (by: 1 | -1): void => {
    const links = [...(body.current?.querySelectorAll<HTMLAnchorElement>('[data-row] a') ?? [])];
    const at = links.indexOf(document.activeElement as HTMLAnchorElement);
    const link = links[at < 0 ? (by > 0 ? 0 : links.length - 1) : at + by];
    link?.focus({ preventScroll: true });
    link?.closest('tr')?.scrollIntoView({ block: 'nearest' });
  };
  useShortcuts({
    '/': () => search.current?.focus(),
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    ...(blocked === null ? { n: () => go(pagePath('newFlag', { project })) } : {}),
  });

  const columns = (usage === null ? 4 : 5) + environments.length;
  return (
    <div className="grid min-w-0 gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <h1 className="text-xl font-semibold tracking-[-0.011em]">Flags</h1>
        <span className="text-sm text-text-3" aria-live="polite">
          {shown.length === flags.length ? `${flags.length} flags` : `${shown.length} of ${flags.length} flags`}
        </span>
        {blocked === null ? (
          <a href={pagePath('newFlag', { project })} className={`ml-auto ${buttonClass('primary')}`}>
            <Icon name="plus" />
            New flag <KeyCap>n</KeyCap>
          </a>
        ) : (
          <span className="ml-auto text-sm text-text-3">{blocked}</span>
        )}
      </div>
      <KillBanner project={project} kills={kills} now={now} />
      <FlagFilters
        flags={flags}
        environments={environments}
        query={query}
        sort={sort}
        input={search}
        onQuery={(next) => keep(next, sort)}
        onSort={(next) => keep(query, next)}
      />
      <p role="status" className="text-sm empty:hidden">
        {moved > 0 && (
          <button type="button" className={buttonClass('plain', 'small')} onClick={() => setKept(null)}>
            {moved === 1 ? '1 flag changed, show' : `${moved} flags changed, show`}
          </button>
        )}
      </p>
      {flags.length === 0 ? (
        <Empty title="No flags yet" text="A flag is one YAML file. Make the first one here, or with flagforge new." />
      ) : shown.length === 0 ? (
        <Empty title="No flag is like that" text="Take a word of the search away, or clear it.">
          <button type="button" className={buttonClass()} onClick={() => keep('', sort)}>
            Clear the search
          </button>
        </Empty>
      ) : (
        // biome-ignore lint/a11y/noStaticElementInteractions: nothing is done by it; it only knows whether somebody is there
        <div
          className="rounded-3 border border-line bg-surface"
          onPointerEnter={() => setPointedAt(true)}
          onPointerLeave={({ currentTarget }) => setPointedAt(currentTarget.contains(document.activeElement))}
          onFocus={() => setPointedAt(true)}
          onBlur={({ currentTarget }) => setPointedAt(currentTarget.matches(':hover'))}
        >
          <table
            aria-rowcount={shown.length + 1}
            aria-label="Flags"
            className="w-full table-fixed border-collapse text-left text-sm/4.5 not-desk:block"
          >
            <thead className="text-xs whitespace-nowrap text-text-3 not-desk:sr-only">
              <tr aria-rowindex={1} className="h-8">
                <th scope="col" className="w-47 px-4 font-medium">
                  Status
                </th>
                <th scope="col" className="px-2.5 font-medium">
                  Flag
                </th>
                <th scope="col" className="w-34 px-2.5 font-medium not-wide:hidden">
                  Owner, tags
                </th>
                {environments.map((name) => (
                  <th key={name} scope="col" className="w-26 px-2.5 font-medium">
                    {name}
                  </th>
                ))}
                {usage !== null && (
                  <th scope="col" title={usage.counted} className="w-40 px-2.5 font-medium not-wide:hidden">
                    Evaluations, 24 h
                  </th>
                )}
                <th scope="col" className="w-32 px-4 font-medium not-wide:hidden">
                  Last change
                </th>
              </tr>
            </thead>
            <tbody ref={body} className="not-desk:block">
              {from > 0 && <Spacer columns={columns} height={from * height} />}
              {shown.slice(from, to).map((flag, offset) => (
                <FlagRow
                  key={flag.key}
                  project={project}
                  flag={flag}
                  environments={environments}
                  kill={newestKill.get(flag.key)}
                  usage={usage === null ? undefined : (usage.flags[flag.key] ?? null)}
                  now={now}
                  index={from + offset + 2}
                />
              ))}
              {to < shown.length && <Spacer columns={columns} height={(shown.length - to) * height} />}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

/** In the place of rows that are out of view. */
const Spacer = ({ columns, height }: { readonly columns: number; readonly height: number }): ReactNode => (
  <tr className="not-desk:block" style={{ height }}>
    <td colSpan={columns} className="p-0" />
  </tr>
);
