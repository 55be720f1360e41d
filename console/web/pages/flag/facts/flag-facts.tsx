'use client';
import type { FlagSource } from 'flagforge/compile';
import { type ReactNode, useRef, useState } from 'react';
import type { FlagJson } from '../../../../api/flag-json.ts';
import { useDraft } from '../../../draft/use-draft.ts';
import { Button } from '../../../parts/button.tsx';
import { Chip } from '../../../parts/chip.tsx';
import { Icon } from '../../../parts/icon.tsx';
import { FactsForm } from './facts-form.tsx';

interface Props {
  readonly project: string;
  readonly flag: FlagJson;
  /** Why the reader may not edit it; null: they may. */
  readonly blocked: string | null;
}

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
const dayText = (day: string): string => (Number.isNaN(Date.parse(day)) ? day : DAY.format(Date.parse(day)));

/** What is known about the flag: as it would be with the draft, and what is live where that differs. */
export function FlagFacts({ project, flag, blocked }: Props): ReactNode {
  const { add, flagWith } = useDraft(project);
  const [isEditing, setEditing] = useState(false);
  const opener = useRef<HTMLSpanElement>(null);
  const live = flag.model;
  const model = flagWith(live);
  if (isEditing) {
    return (
      <FactsForm
        facts={model}
        onChange={(facts) => add({ kind: 'set-facts', flag: flag.key, file: flag.file, facts }, flag.commit, flag)}
        onClose={() => {
          setEditing(false);
          requestAnimationFrame(() => opener.current?.querySelector('button')?.focus());
        }}
      />
    );
  }
  const tags = (all: FlagSource['tags']): string => (all.length === 0 ? 'no tags' : all.join(', '));
  const reach = (isClient: boolean): string => (isClient ? 'client keys may read it' : 'server keys only');
  return (
    <div className="grid gap-2">
      <div className="flex items-start gap-2 text-text-2">
        <p className="min-w-0 max-w-[80ch] [overflow-wrap:anywhere]">
          <Fact is={model.description} was={live.description} none="no description">
            {model.description ?? <span className="text-text-3">No description yet.</span>}
          </Fact>
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5 text-xs text-text-2">
        <Chip isCode>{flag.type === 'boolean' ? 'bool' : flag.type}</Chip>
        <Fact is={model.owner} was={live.owner} none="no owner">
          {model.owner === null ? (
            <span className="text-text-3">no owner</span>
          ) : (
            <span className="[overflow-wrap:anywhere]">
              owner <b className="font-medium text-text">{model.owner}</b>
            </span>
          )}
        </Fact>
        {(model.tags.length > 0 || live.tags.length > 0) && (
          <Fact is={tags(model.tags)} was={tags(live.tags)} none="no tags">
            {model.tags.length === 0 ? (
              <span className="text-text-3">no tags</span>
            ) : (
              <span className="inline-flex flex-wrap gap-1.5">
                {model.tags.map((tag) => (
                  <Chip key={tag}>{tag}</Chip>
                ))}
              </span>
            )}
          </Fact>
        )}
        <Fact is={reach(model.client)} was={reach(live.client)} none="">
          <span className="inline-flex items-center gap-1.5">
            <Icon name={model.client ? 'people' : 'lock'} />
            {reach(model.client)}
          </span>
        </Fact>
        <Fact is={model.expires} was={live.expires} none="no day">
          {model.kind ?? 'how long it stays is not said'}
          {model.expires !== null && `, expires ${dayText(model.expires)}`}
        </Fact>
        <span ref={opener}>
          <Button
            look="ghost"
            size="small"
            label="Edit description, owner, tags and more"
            blocked={blocked ?? undefined}
            onPress={() => setEditing(true)}
          >
            <Icon name="edit" />
            Edit
          </Button>
        </span>
      </div>
    </div>
  );
}

interface FactProps {
  readonly is: string | null;
  readonly was: string | null;
  /** What is said where nothing is live. */
  readonly none: string;
  readonly children: ReactNode;
}

/** A fact; where the draft changes it, marked, with the live one beside it. */
const Fact = ({ is, was, none, children }: FactProps): ReactNode =>
  is === was ? (
    <span className="min-w-0">{children}</span>
  ) : (
    <span className="min-w-0 rounded-1 bg-selected px-1.5 py-0.5 shadow-[inset_2px_0_0_var(--ff-accent-fill)]">
      {children} <span className="text-xs text-text-3 [overflow-wrap:anywhere]">live: {was ?? none}</span>
    </span>
  );
