import type { Snapshot } from '@flagforge/sdk/engine';
import { type ReactNode, useMemo } from 'react';
import type { VocabularyJson } from '../../../../api/vocabulary-json.ts';
import { contextFields } from './context-fields.ts';
import { ContextForm } from './context-form.tsx';
import { ContextJson } from './context-json.tsx';
import { SampleChoice } from './sample-choice.tsx';
import type { ContextHandle } from './use-context.ts';

interface Props {
  readonly handle: ContextHandle;
  /** What says which attributes matter. null: not there. */
  readonly live: Snapshot | null;
  readonly draft: Snapshot | null;
  readonly flag: string;
  readonly vocabulary: VocabularyJson | null;
  /** Where somebody who wants to try something begins. */
  readonly box: (element: HTMLElement | null) => void;
}

/** The context: taken from a sample, and edited as a form or as JSON, two views of one text. */
export function ContextEditor({ handle, live, draft, flag, vocabulary, box }: Props): ReactNode {
  const fields = useMemo(
    () =>
      contextFields(
        [live, draft].filter((each) => each !== null),
        flag,
        vocabulary,
      ),
    [live, draft, flag, vocabulary],
  );
  const samples = vocabulary?.contexts ?? [];
  return (
    <div className="grid min-w-0 gap-1.5">
      {samples.length > 0 && (
        <SampleChoice samples={samples} chosen={handle.sample} onChoose={handle.choose} onBack={handle.back} />
      )}
      {isForm(handle) ? (
        <ContextForm key={handle.revision} fields={fields} context={handle.context} onEdit={handle.edit} first={box} />
      ) : (
        <ContextJson text={handle.text} mistake={handle.mistake} onType={handle.type} box={box} />
      )}
    </div>
  );
}

/** A form needs something that can be read. */
const isForm = ({ view, mistake }: ContextHandle): boolean => view === 'form' && mistake === null;

/** Form or JSON. */
export const ViewChoice = ({ handle }: { readonly handle: ContextHandle }): ReactNode =>
  (['form', 'json'] as const).map((view) => {
    const blocked = view === 'form' && handle.mistake !== null ? 'Mend the JSON first' : undefined;
    return (
      <button
        key={view}
        type="button"
        aria-pressed={isForm(handle) === (view === 'form')}
        aria-disabled={blocked === undefined ? undefined : true}
        aria-description={blocked}
        title={blocked}
        className="h-(--ff-h-sm) rounded-2 px-2 text-xs text-text-2 hover:bg-hover aria-disabled:text-text-3 aria-pressed:bg-selected aria-pressed:font-semibold aria-pressed:text-text not-desk:h-10 not-desk:px-3"
        onClick={() => {
          if (blocked === undefined) handle.show(view);
        }}
      >
        {view === 'form' ? 'Form' : 'JSON'}
      </button>
    );
  });
