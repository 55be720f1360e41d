'use client';
import type { ReactNode } from 'react';
import { pagePath } from '../../../api/page-paths.ts';
import { useDraft } from '../../draft/use-draft.ts';
import { Pill } from '../../parts/chip.tsx';

interface Props {
  readonly project: string;
  /** Those that are live. */
  readonly names: readonly string[];
}

/** Segments that are in the draft alone. */
export function DraftSegments({ project, names }: Props): ReactNode {
  const { draft } = useDraft(project);
  const made = (draft?.operations ?? []).flatMap((operation) => {
    const name = operation.kind === 'set-text' ? /^segments\/([^/]+)\.yaml$/.exec(operation.file)?.[1] : undefined;
    return name === undefined || names.includes(name) ? [] : [name];
  });
  if (made.length === 0) return null;
  return (
    <ul aria-label="New in your draft" className="divide-y divide-line rounded-3 border border-line bg-selected">
      {made.map((name) => (
        <li key={name} className="flex flex-wrap items-center gap-3 px-4 py-3">
          <a href={pagePath('draft', { project })} className="font-mono font-semibold hover:underline">
            {name}
          </a>
          <Pill tone="accent">new in your draft</Pill>
        </li>
      ))}
    </ul>
  );
}
