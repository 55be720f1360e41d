import type { ReactNode } from 'react';
import type { FlagJson } from '../../../api/flag-json.ts';
import { pagePath } from '../../../api/page-paths.ts';
import { Pill, type Tone } from '../../parts/chip.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Glyph } from '../../parts/glyph.tsx';
import { Icon } from '../../parts/icon.tsx';
import { FlagFacts } from './facts/flag-facts.tsx';

const STATES: Readonly<Record<string, readonly [Tone, string]>> = {
  active: ['accent', 'Active'],
  inactive: ['plain', 'Inactive'],
  stale: ['warn', 'Stale'],
};

/** What the flag is: its key, its state, and the facts about it. */
export function FlagHead({
  project,
  flag,
  blocked,
  children,
}: {
  readonly project: string;
  readonly flag: FlagJson;
  /** Why the reader may not edit what is known about it; null: they may. */
  readonly blocked: string | null;
  /** What can be done with it. */
  readonly children?: ReactNode;
}): ReactNode {
  const { key, state, archived } = flag;
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
        {archived ? (
          <Pill>
            <Icon name="lock" />
            Archived
          </Pill>
        ) : (
          <Pill tone={tone}>
            <Glyph name={state.kind} />
            {word}
          </Pill>
        )}
        <span className="text-xs text-text-3">
          {state.kind === 'stale' && !archived ? state.reasons.join(', ') : null}
        </span>
        <div className="ml-auto flex gap-2">{children}</div>
      </div>
      <FlagFacts project={project} flag={flag} blocked={blocked} />
    </div>
  );
}
