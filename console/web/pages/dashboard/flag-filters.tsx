import { type ReactNode, type RefObject, useMemo } from 'react';
import { Glyph } from '../../parts/glyph.tsx';
import { Icon } from '../../parts/icon.tsx';
import { KeyCap } from '../../parts/key-cap.tsx';
import { Menu } from '../../parts/menu.tsx';
import type { FlagLine } from './flag-line.ts';
import { parseQuery, type TokenName, toggleToken } from './flag-query.ts';
import { isSortName, SORTS, type SortName } from './sort-flags.ts';

interface Props {
  readonly flags: readonly FlagLine[];
  readonly environments: readonly string[];
  readonly query: string;
  readonly sort: SortName;
  readonly input: RefObject<HTMLInputElement | null>;
  readonly onQuery: (query: string) => void;
  readonly onSort: (sort: SortName) => void;
}

const STATES = [
  ['active', 'Active'],
  ['inactive', 'Inactive'],
  ['stale', 'Stale'],
] as const;

/** Each of these words, and how many flags have it; the most frequent first. */
function counted(words: readonly (string | null)[]): readonly (readonly [word: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const word of words) if (word !== null) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
}

/** The search, what narrows it down, and the order. Everything that is chosen is written into the search. */
export function FlagFilters({ flags, environments, query, sort, input, onQuery, onSort }: Props): ReactNode {
  const choices = useMemo(() => {
    const live = environments.map((name): [string, number] => {
      return [name, flags.filter((flag) => flag.environments[name]?.isServing === true).length];
    });
    return [
      ['owner', 'Owner', counted(flags.map(({ owner }) => owner))],
      ['tag', 'Tag', counted(flags.flatMap(({ tags }) => tags))],
      ['type', 'Type', counted(flags.map(({ type }) => type))],
      ['env', 'Environment', live],
    ] as const;
  }, [flags, environments]);
  const states = useMemo(() => new Map(counted(flags.map(({ state }) => state.kind))), [flags]);
  const killed = useMemo(
    () => flags.filter((flag) => Object.values(flag.environments).some((status) => status.killed !== 'no')).length,
    [flags],
  );
  const tokens = parseQuery(query);
  const has = (kind: TokenName, value: string): boolean =>
    tokens.some((token) => token.kind === kind && token.value === value.toLowerCase());
  const tab =
    'inline-flex h-(--ff-h-sm) items-center gap-1.5 rounded-full border border-transparent px-2.5 text-sm text-text-2 hover:bg-hover aria-pressed:border-line-strong aria-pressed:bg-surface aria-pressed:font-medium aria-pressed:text-text aria-pressed:shadow-1';
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <label className="flex h-9.5 min-w-60 flex-1 items-center gap-1.5 rounded-2 border border-control bg-surface pr-2 pl-3 focus-within:outline-2 focus-within:outline-accent">
          <Icon name="search" className="text-text-3" />
          <span className="sr-only">Search flags</span>
          <input
            ref={input}
            type="search"
            value={query}
            onChange={(event) => onQuery(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape' && query !== '') onQuery('');
            }}
            placeholder="Search, or narrow: status:stale owner:checkout"
            autoComplete="off"
            spellCheck={false}
            className="h-full min-w-16 flex-1 bg-transparent text-sm outline-none"
          />
          <KeyCap>/</KeyCap>
        </label>
        {choices.map(([kind, label, words]) => (
          <Menu
            key={kind}
            label={label}
            align="end"
            className="not-desk:hidden"
            items={words.map(([word, count]) => ({ id: word, text: word, hint: count, isChosen: has(kind, word) }))}
            onChoose={(word) => onQuery(toggleToken(query, kind, word))}
          />
        ))}
      </div>
      <div className="flex flex-wrap items-center gap-1">
        {/* biome-ignore lint/a11y/useSemanticElements: buttons that narrow a list are no fields of a form */}
        <div role="group" aria-label="Status" className="flex flex-1 flex-wrap gap-1">
          <button
            type="button"
            aria-pressed={!tokens.some(({ kind }) => kind === 'status')}
            className={tab}
            onClick={() =>
              onQuery(
                STATES.reduce(
                  (text, [kind]) => (has('status', kind) ? toggleToken(text, 'status', kind) : text),
                  query,
                ),
              )
            }
          >
            All <span className="text-text-3">{flags.length}</span>
          </button>
          {STATES.map(([kind, word]) => (
            <button
              key={kind}
              type="button"
              aria-pressed={has('status', kind)}
              className={tab}
              onClick={() => onQuery(toggleToken(query, 'status', kind))}
            >
              <Glyph name={kind} />
              {word} <span className="text-text-3">{states.get(kind) ?? 0}</span>
            </button>
          ))}
          {(killed > 0 || has('is', 'killed')) && (
            <button
              type="button"
              aria-pressed={has('is', 'killed')}
              className={tab}
              onClick={() => onQuery(toggleToken(query, 'is', 'killed'))}
            >
              <Glyph name="killed" />
              Killed <span className="text-text-3">{killed}</span>
            </button>
          )}
        </div>
        <Menu
          label={SORTS[sort]}
          align="end"
          items={Object.entries(SORTS).map(([id, text]) => ({ id, text, isChosen: id === sort }))}
          onChoose={(id) => {
            if (isSortName(id)) onSort(id);
          }}
        />
      </div>
    </>
  );
}
