import type { ReactNode } from 'react';
import { ConditionEditor } from '../../condition/condition-editor.tsx';
import type { Vocabulary } from '../../condition/vocabulary.ts';
import type { SegmentParts } from '../../draft/operation.ts';
import { NamesField } from '../../parts/names-field.tsx';

interface Props {
  readonly parts: Required<SegmentParts>;
  readonly vocabulary: Vocabulary;
  /** It lists more units in a file of its own. */
  readonly hasFile: boolean;
  readonly onChange: (parts: SegmentParts) => void;
}

/** Who is in a segment, as fields. */
export function SegmentFields({ parts, vocabulary, hasFile, onChange }: Props): ReactNode {
  const unit = vocabulary.unit.join('.');
  return (
    <div className="grid gap-5">
      <label className="grid gap-1 text-sm font-medium">
        Description: who they are, in words
        <input
          value={parts.description ?? ''}
          maxLength={1_000}
          onChange={(event) => onChange({ description: event.target.value === '' ? null : event.target.value })}
          className="h-(--ff-h-md) rounded-2 border border-control bg-surface px-3 font-normal not-desk:h-10"
        />
      </label>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be as narrow as what is in it */}
      <div role="group" aria-label="Who, by a condition" className="grid gap-1.5">
        <span className="text-sm font-medium">Who, by a condition</span>
        <ConditionEditor
          text={parts.if ?? ''}
          vocabulary={vocabulary}
          whenEmpty="Without one, only those who are named below are in it."
          onChange={(text) => onChange({ if: text.trim() === '' ? null : text })}
        />
      </div>
      <div className="grid gap-5 desk:grid-cols-2">
        <NamesField
          title="Always in"
          hint={`whatever the condition says, by ${unit}`}
          names={parts.include}
          onChange={(include) => onChange({ include })}
        />
        <NamesField
          title="Never in"
          hint={`whatever else is said, by ${unit}`}
          names={parts.exclude}
          onChange={(exclude) => onChange({ exclude })}
        />
      </div>
      {hasFile && (
        <p className="text-sm text-text-2">
          More names are in a text file of their own, which is edited in the repository. They stay as they are.
        </p>
      )}
    </div>
  );
}
