'use client';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useId, useState } from 'react';
import { pagePath } from '../../../api/page-paths.ts';
import type { Vocabulary } from '../../condition/vocabulary.ts';
import type { SegmentParts } from '../../draft/operation.ts';
import { useDraft } from '../../draft/use-draft.ts';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { useNavigation } from '../../runtime/navigation.ts';
import { SegmentFields } from './segment-fields.tsx';
import { segmentNameProblem } from './segment-name-problem.ts';

interface Props {
  readonly project: string;
  readonly commit: string;
  /** Names that are taken. */
  readonly names: readonly string[];
  readonly vocabulary: Vocabulary;
  /** Why the reader may not; null: they may. */
  readonly blocked: string | null;
}

const NOBODY: Required<SegmentParts> = { description: null, if: null, include: [], exclude: [] };

/** Asks who is in a new segment; its file is in the draft then. */
export function NewSegmentForm({ project, commit, names, vocabulary, blocked }: Props): ReactNode {
  const id = useId();
  const { add } = useDraft(project);
  const { go } = useNavigation();
  const [name, setName] = useState('');
  const [parts, setParts] = useState(NOBODY);
  const wrong = segmentNameProblem(name, names);
  const make = useMutation({
    mutationFn: async () => {
      const { segmentText } = await import('./segment-text.ts');
      return segmentText(parts);
    },
    onSuccess(text) {
      add({ kind: 'set-text', file: `segments/${name}.yaml`, text }, commit, null);
      go(pagePath('draft', { project }));
    },
  });
  const whyNot = ((): string | undefined => {
    if (blocked !== null) return blocked;
    if (name === '') return 'It needs a name';
    if (wrong !== null) return wrong;
    return parts.if === null && parts.include.length === 0 ? 'It needs a condition, or names' : undefined;
  })();
  return (
    <div className="mx-auto grid max-w-[48rem] min-w-0 gap-4">
      <div>
        <p className="text-sm text-text-2">
          <a href={pagePath('segments', { project })} className="hover:underline">
            Segments
          </a>{' '}
          <span className="text-text-3">/</span>
        </p>
        <h1 className="text-xl font-semibold tracking-[-0.011em]">New segment</h1>
      </div>
      <Card title="Who is in it">
        <form
          className="grid gap-5"
          onSubmit={(event) => {
            event.preventDefault();
            if (whyNot === undefined) make.mutate();
          }}
        >
          <label className="grid gap-1 text-sm font-medium">
            Name, as rules ask for it
            <input
              value={name}
              onChange={(event) => setName(event.target.value)}
              placeholder="beta-testers"
              autoComplete="off"
              spellCheck={false}
              aria-invalid={wrong !== null}
              aria-describedby={`${id}-name`}
              className="h-(--ff-h-md) rounded-2 border border-control bg-surface px-3 font-mono font-normal aria-invalid:border-danger not-desk:h-10"
            />
            <span
              id={`${id}-name`}
              aria-live="polite"
              className={`font-normal ${wrong === null ? 'text-text-3' : 'text-danger'}`}
            >
              {wrong ?? 'Small letters, digits, dashes, dots and underscores. It never changes.'}
            </span>
          </label>
          <SegmentFields
            parts={parts}
            vocabulary={vocabulary}
            hasFile={false}
            onChange={(part) => setParts((before) => ({ ...before, ...part }))}
          />
          {make.isError && <ErrorNote error={make.error} />}
          <div className="flex flex-wrap items-center gap-3">
            <p className="text-sm text-text-3">
              {whyNot ?? 'It goes into your draft. Rules can ask for it once it is merged.'}
            </p>
            <span className="ml-auto">
              <Button look="primary" type="submit" blocked={whyNot} isBusy={make.isPending}>
                Add to the draft
              </Button>
            </span>
          </div>
        </form>
      </Card>
    </div>
  );
}
