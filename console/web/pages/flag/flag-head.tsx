import type { ReactNode } from 'react';
import type { FlagJson } from '../../../api/flag-json.ts';
import { pagePath } from '../../../api/page-paths.ts';
import { Chip, Pill, type Tone } from '../../parts/chip.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Glyph } from '../../parts/glyph.tsx';
import { Icon } from '../../parts/icon.tsx';

const STATES: Readonly<Record<string, readonly [Tone, string]>> = {
  active: ['accent', 'Active'],
  inactive: ['plain', 'Inactive'],
  stale: ['warn', 'Stale'],
};
const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });

/** What the flag is: its key, its state, and the facts about it. */
export function FlagHead({
  project,
  flag,
  children,
}: {
  readonly project: string;
  readonly flag: FlagJson;
  /** What can be done with it. */
  readonly children: ReactNode;
}): ReactNode {
  const { key, description, type, owner, tags, client, kind, expires, state } = flag;
  const [tone, word] = STATES[state.kind] ?? ['plain', state.kind];
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <a href={pagePath('dashboard', { project })} className="text-sm text-text-2 hover:underline">
          Flags
        </a>
        <span className="text-text-3">/</span>
        <h1 className="font-mono text-2xl font-semibold [overflow-wrap:anywhere]">{key}</h1>
        <CopyButton text={key} label="Copy the key" />
        <Pill tone={tone}>
          <Glyph name={state.kind} />
          {word}
        </Pill>
        <span className="text-xs text-text-3">{state.kind === 'stale' ? state.reasons.join(', ') : null}</span>
        <div className="ml-auto flex gap-2">{children}</div>
      </div>
      {description !== null && <p className="text-text-2">{description}</p>}
      <p className="flex flex-wrap items-center gap-x-4 gap-y-1.5 text-xs text-text-2">
        <Chip isCode>{type === 'boolean' ? 'bool' : type}</Chip>
        {owner !== null && (
          <span>
            owner <b className="font-medium text-text">{owner}</b>
          </span>
        )}
        {tags.map((tag) => (
          <Chip key={tag}>{tag}</Chip>
        ))}
        <span className="inline-flex items-center gap-1.5">
          <Icon name={client ? 'people' : 'lock'} />
          {client ? 'client keys may read it' : 'server keys only'}
        </span>
        {kind !== null && (
          <span>
            {kind}
            {expires !== null && `, expires ${DAY.format(Date.parse(expires))}`}
          </span>
        )}
      </p>
    </div>
  );
}
