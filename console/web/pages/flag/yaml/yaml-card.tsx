'use client';
import { lazy, type ReactNode, Suspense, useRef, useState } from 'react';
import type { FlagJson } from '../../../../api/flag-json.ts';
import { Button } from '../../../parts/button.tsx';
import { CopyButton } from '../../../parts/copy-button.tsx';

/** It is large, and loaded only when somebody edits text. */
const YamlEditor = lazy(() => import('./yaml-editor.tsx').then(({ YamlEditor: Editor }) => ({ default: Editor })));

interface Props {
  readonly project: string;
  readonly flag: FlagJson;
  /** Why the reader may not edit it; null: they may. */
  readonly blocked: string | null;
}

/** The flag's file: as it stands in git, or edited as text in the draft. */
export function YamlCard({ project, flag, blocked }: Props): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const [isEditing, setEditing] = useState(false);
  const opener = useRef<HTMLSpanElement>(null);
  const { file, source } = flag;
  return (
    <section aria-label="YAML" className="relative min-w-0 rounded-3 border border-line bg-surface">
      <details
        open={isOpen || isEditing}
        onToggle={(event) => {
          setOpen(event.currentTarget.open);
          if (!event.currentTarget.open) setEditing(false);
        }}
      >
        <summary className="flex min-h-11.5 flex-wrap items-center gap-x-2 py-2 pr-34 pl-4">
          <span className="font-semibold">YAML</span>
          <code className="min-w-0 font-mono text-xs text-text-3 [overflow-wrap:anywhere]">{file}</code>
        </summary>
        {isEditing ? (
          <Suspense fallback={<p className="border-t border-line p-4 text-sm text-text-3">Loading the editor</p>}>
            <YamlEditor
              project={project}
              flag={flag}
              onClose={() => {
                setEditing(false);
                requestAnimationFrame(() => opener.current?.querySelector('button')?.focus());
              }}
            />
          </Suspense>
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys
          <pre tabIndex={0} className="overflow-x-auto border-t border-line bg-sunken p-4 font-mono text-xs/5">
            {source}
          </pre>
        )}
      </details>
      <span ref={opener} className="absolute top-2 right-3 flex items-center gap-1">
        {!isEditing && (
          <Button
            size="small"
            look="ghost"
            label="Edit as text"
            blocked={blocked ?? undefined}
            onPress={() => setEditing(true)}
          >
            Edit as text
          </Button>
        )}
        <CopyButton text={source} label="Copy the file" />
      </span>
    </section>
  );
}
