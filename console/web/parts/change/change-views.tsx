'use client';
import { type ReactNode, useMemo, useState } from 'react';
import type { FlagPairJson } from '../../../api/flag-pair-json.ts';
import { Card } from '../card.tsx';
import { JsonDiff } from '../diff/json-diff.tsx';
import { plainFlag } from '../diff/plain-flag.ts';
import { type FileChange, FileChanges } from './file-changes.tsx';
import { FlagChange } from './flag-change.tsx';

const VIEWS = { both: 'Both', visual: 'Visual', yaml: 'YAML', json: 'JSON' } as const;
type View = keyof typeof VIEWS;

interface Props {
  readonly flags: readonly FlagPairJson[];
  readonly files: readonly FileChange[];
}

/** The change itself: in sentences before and after, in its files, and member by member. */
export function ChangeViews({ flags, files }: Props): ReactNode {
  const [view, setView] = useState<View>(flags.length === 0 ? 'yaml' : 'both');
  const others = files.length - flags.length;
  return (
    <Card
      title="Changes"
      isPadded={false}
      action={
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form
        <div
          role="group"
          aria-label="Show the changes as"
          className="flex gap-0.5 rounded-2 border border-line-strong bg-sunken p-0.5"
        >
          {(Object.keys(VIEWS) as View[]).map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={view === name}
              onClick={() => setView(name)}
              className="h-6.5 rounded-1 border border-transparent px-2 text-sm text-text-2 hover:text-text aria-pressed:border-line-strong aria-pressed:bg-surface aria-pressed:font-medium aria-pressed:text-text max-desk:h-9"
            >
              {VIEWS[name]}
            </button>
          ))}
        </div>
      }
    >
      <div className="divide-y divide-line">
        {(view === 'both' || view === 'visual') && (
          <>
            {flags.map((pair) => (
              <FlagChange key={pair.key} pair={pair} />
            ))}
            {flags.length === 0 && (
              <p className="px-4 py-3 text-sm text-text-2">No flag changes. The files say what does.</p>
            )}
            {view === 'visual' && flags.length > 0 && others > 0 && (
              <p className="px-4 py-3 text-sm text-text-2">
                {others === 1 ? 'One more file changes' : `${others} more files change`}: see YAML.
              </p>
            )}
          </>
        )}
        {(view === 'both' || view === 'yaml') && <FileChanges files={files} />}
        {view === 'json' && flags.map((pair) => <FlagJsonDiff key={pair.key} pair={pair} />)}
        {view === 'json' && flags.length === 0 && <p className="px-4 py-3 text-sm text-text-2">No flag changes.</p>}
      </div>
    </Card>
  );
}

function FlagJsonDiff({ pair: { key, before, after } }: { readonly pair: FlagPairJson }): ReactNode {
  const [old, now] = useMemo(
    () => [before, after].map((flag) => (flag === null ? null : plainFlag(flag))),
    [before, after],
  );
  return (
    <div>
      <h3 className="px-4 pt-3 pb-1 font-mono text-xs text-text-2">{key}</h3>
      <JsonDiff before={old ?? null} after={now ?? null} label={key} />
    </div>
  );
}
