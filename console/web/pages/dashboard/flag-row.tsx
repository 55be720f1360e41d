import { memo, type ReactNode, useRef } from 'react';
import type { KillJson } from '../../../api/kill-json.ts';
import { pagePath } from '../../../api/page-paths.ts';
import type { FlagUsageJson } from '../../../api/usage-json.ts';
import { Chip } from '../../parts/chip.tsx';
import { EnvironmentCell } from '../../parts/environment-cell.tsx';
import { Glyph } from '../../parts/glyph.tsx';
import { Sparkline } from '../../parts/sparkline.tsx';
import { relativeTime, Time } from '../../parts/time.tsx';
import { useTint } from '../../runtime/use-tint.ts';
import type { FlagLine } from './flag-line.ts';

const WORDS = { active: 'Active', inactive: 'Inactive', stale: 'Stale' } as const;
const TYPES = { boolean: 'bool', string: 'string', number: 'number', json: 'json' } as const;

interface Props {
  readonly project: string;
  readonly flag: FlagLine;
  readonly environments: readonly string[];
  /** The newest kill that lies over it; undefined: there is none. */
  readonly kill: KillJson | undefined;
  /** undefined: nobody counts; null: none was counted. */
  readonly usage: FlagUsageJson | null | undefined;
  readonly now: number;
  /** Its place in the whole list, from 1 and with the head. */
  readonly index: number;
}

/** A flag in the list. The key is the link; the row is only its hit area. */
export const FlagRow = memo(function FlagRow({
  project,
  flag,
  environments,
  kill,
  usage,
  now,
  index,
}: Props): ReactNode {
  const { key, state, type, description, owner, tags, lastChange } = flag;
  const row = useRef<HTMLTableRowElement>(null);
  useTint(row, JSON.stringify([state, flag.environments, description, owner, tags, kill]));
  const killedIn = environments.filter((name) => (flag.environments[name]?.killed ?? 'no') !== 'no');
  return (
    <tr
      ref={row}
      data-row
      aria-rowindex={index}
      className="relative h-(--ff-row) border-t border-line focus-within:bg-selected hover:bg-hover not-desk:grid not-desk:h-auto not-desk:min-h-36 not-desk:py-2 not-desk:grid-cols-3 not-desk:content-center not-desk:gap-1 not-desk:px-4"
    >
      <td className="px-4 not-desk:col-span-3 not-desk:p-0">
        <span className="grid grid-cols-[auto_1fr] items-center gap-x-2">
          <Glyph name={state.kind} />
          <span className="font-medium">{WORDS[state.kind]}</span>
          <span
            title={killedIn.length > 0 ? killWords(killedIn, kill, now) : state.reasons.join(', ')}
            className={`col-start-2 truncate text-xs ${killedIn.length > 0 ? 'text-danger' : 'text-text-3'}`}
          >
            {killedIn.length > 0 ? killWords(killedIn, kill, now) : state.reasons.join(', ')}
          </span>
        </span>
      </td>
      <td className="px-2.5 not-desk:col-span-3 not-desk:p-0">
        <span className="flex items-center gap-2">
          <a
            href={pagePath('flag', { project, flag: key })}
            className="min-w-0 font-mono font-semibold tracking-[-0.015em] [overflow-wrap:anywhere] after:absolute after:inset-0 focus-visible:outline-0 focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
          >
            {key}
          </a>
          <Chip isCode>{TYPES[type]}</Chip>
        </span>
        <span className="block truncate text-text-2">{description}</span>
      </td>
      <td className="px-2.5 not-wide:hidden">
        <span className="block truncate">{owner}</span>
        <span title={tags.join(', ')} className="flex gap-1 overflow-hidden whitespace-nowrap">
          {tags.slice(0, 3).map((tag) => (
            <Chip key={tag}>{tag}</Chip>
          ))}
        </span>
      </td>
      {environments.map((name) => (
        <td key={name} className="px-2.5 not-desk:p-0">
          <span className="block truncate text-xs text-text-3 desk:hidden">{name} </span>
          <EnvironmentCell status={flag.environments[name]} />
        </td>
      ))}
      {usage !== undefined && (
        <td className="px-2.5 not-wide:hidden">
          <Sparkline points={usage?.points ?? []} total={usage?.total ?? 0} />
        </td>
      )}
      <td className="px-4 not-wide:hidden">
        {lastChange !== null && (
          <>
            <Time at={Date.parse(lastChange.at)} now={now} />
            <span className="block truncate text-xs text-text-3">{lastChange.author}</span>
          </>
        )}
      </td>
    </tr>
  );
});

/** `production killed 2 h ago by Sam Ortiz: errors on /search` */
function killWords(places: readonly string[], kill: KillJson | undefined, now: number): string {
  const when = kill?.at == null ? '' : ` ${relativeTime(Date.parse(kill.at), now)}`;
  const who = kill?.by == null ? '' : ` by ${kill.by}`;
  const why = kill?.reason == null ? '' : `: ${kill.reason}`;
  return `${places.join(', ')} killed${when}${who}${why}`;
}
