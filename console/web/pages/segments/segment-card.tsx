'use client';
import { type ReactNode, useState } from 'react';
import type { OneSegmentJson } from '../../../api/overview-json.ts';
import type { Vocabulary } from '../../condition/vocabulary.ts';
import type { SegmentParts } from '../../draft/operation.ts';
import { useDraft } from '../../draft/use-draft.ts';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Pill } from '../../parts/chip.tsx';
import { Note } from '../../parts/note.tsx';
import { ValueToken } from '../../parts/tokens.tsx';
import { ConditionSentence } from '../../sentences/condition-sentence.tsx';
import { SegmentFields } from './segment-fields.tsx';

interface Props {
  readonly project: string;
  readonly segment: OneSegmentJson;
  readonly vocabulary: Vocabulary;
  /** Why the reader may not edit; null: they may. */
  readonly blocked: string | null;
}

/** Units of a list that are named; the others are counted. */
const MOST_UNITS = 50;

/** Who is in a segment, live and in the draft; edited in its place. */
export function SegmentCard({ project, segment, vocabulary, blocked }: Props): ReactNode {
  const { draft, add, remove } = useDraft(project);
  const [isEditing, setEditing] = useState(false);
  const { name, file, edited: live, hasFile, included, commit, source } = segment;
  const at = draft?.operations.findIndex((each) => each.file === file) ?? -1;
  const edit = draft?.operations[at];
  const parts: Required<SegmentParts> = { ...live, ...(edit?.kind === 'set-segment' ? edit.parts : {}) };
  const inFile = included - live.include.length;
  const change = (part: SegmentParts): void => {
    const on = { segment: live, source };
    add({ kind: 'set-segment', file, segment: name, parts: part }, commit, on);
  };
  if (edit?.kind === 'set-text' && edit.text === null) {
    return (
      <Note
        tone="warn"
        action={
          <Button size="small" onPress={() => remove(at)}>
            Keep it
          </Button>
        }
      >
        In your draft this segment goes. It is still live.
      </Note>
    );
  }
  return (
    <Card
      title="Who is in it"
      hint={edit === undefined ? undefined : <Pill tone="accent">edited in your draft</Pill>}
      action={
        isEditing ? undefined : (
          <Button
            size="small"
            blocked={blocked ?? undefined}
            label="Edit who is in it"
            onPress={() => setEditing(true)}
          >
            Edit
          </Button>
        )
      }
    >
      {isEditing ? (
        <div className="grid gap-4">
          <SegmentFields parts={parts} vocabulary={vocabulary} hasFile={hasFile} onChange={change} />
          <div className="flex items-center gap-3">
            <p className="text-xs text-text-3">In your draft, not live.</p>
            <span className="ml-auto">
              <Button size="small" onPress={() => setEditing(false)}>
                Done
              </Button>
            </span>
          </div>
        </div>
      ) : (
        <dl className="grid gap-4">
          <Part title="Description" was={live.description} is={parts.description}>
            {parts.description ?? <span className="text-text-3">none</span>}
          </Part>
          <Part title="Who" was={live.if} is={parts.if}>
            {parts.if === null ? (
              <span className="text-text-3">nobody by a condition</span>
            ) : (
              <ConditionSentence text={parts.if} />
            )}
          </Part>
          <Part title="Always in" was={live.include.join('\n')} is={parts.include.join('\n')}>
            <Units units={parts.include} more={inFile} />
          </Part>
          <Part title="Never in" was={live.exclude.join('\n')} is={parts.exclude.join('\n')}>
            <Units units={parts.exclude} more={0} />
          </Part>
        </dl>
      )}
    </Card>
  );
}

interface PartProps {
  readonly title: string;
  readonly was: string | null;
  readonly is: string | null;
  readonly children: ReactNode;
}

/** What is said, with what is live beside it where they differ. */
const Part = ({ title, was, is, children }: PartProps): ReactNode => (
  <div
    className={
      was === is ? '' : 'rounded-1 bg-accent-soft px-3 py-2 shadow-[inset_3px_0_0_var(--ff-accent-fill)] not-desk:-mx-2'
    }
  >
    <dt className="mb-0.5 text-xs text-text-3">{title}</dt>
    <dd className="text-md/6.5 [overflow-wrap:anywhere]">
      {children}
      {was !== is && (
        <span className="block text-sm whitespace-pre-wrap text-text-2">
          live: {was === null || was === '' ? 'none' : was.replaceAll('\n', ', ')}
        </span>
      )}
    </dd>
  </div>
);

function Units({ units, more }: { readonly units: readonly string[]; readonly more: number }): ReactNode {
  const rest = units.length - MOST_UNITS + more;
  if (units.length + more === 0) return <span className="text-text-3">nobody by name</span>;
  return (
    <span className="flex flex-wrap items-center gap-1">
      {units.slice(0, MOST_UNITS).map((unit) => (
        <ValueToken key={unit}>{unit}</ValueToken>
      ))}
      {units.length > MOST_UNITS && <span className="text-text-2">and {rest.toLocaleString('en')} more</span>}
      {units.length <= MOST_UNITS && more > 0 && (
        <span className="text-text-2">
          {units.length > 0 && 'and '}
          {more.toLocaleString('en')} of a list in a file
        </span>
      )}
    </span>
  );
}
