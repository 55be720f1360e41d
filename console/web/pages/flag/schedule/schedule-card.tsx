'use client';
import { type ReactNode, useRef, useState } from 'react';
import type { FlagJson } from '../../../../api/flag-json.ts';
import type { ScheduleStepDraft } from '../../../draft/operation.ts';
import { useDraft } from '../../../draft/use-draft.ts';
import { Button } from '../../../parts/button.tsx';
import { Card } from '../../../parts/card.tsx';
import { Icon } from '../../../parts/icon.tsx';
import { servedWords } from './served-words.ts';
import { settingsAfter } from './settings-after.ts';
import { stepChanges, withStep } from './step-changes.ts';
import { StepForm } from './step-form.tsx';
import { NowMark, StepRow } from './step-row.tsx';

interface Props {
  readonly project: string;
  readonly flag: FlagJson;
  readonly environment: string;
  /** UTC epoch ms. */
  readonly now: number;
  /** Why the reader may not edit here; null: they may. */
  readonly blocked: string | null;
}

/** What changes by itself, and when: in UTC and in the reader's own time, with what is served from then on. */
export function ScheduleCard({ project, flag, environment, now, blocked }: Props): ReactNode {
  const { add, flagWith } = useDraft(project);
  // `new`, or the instant of the step that is edited.
  const [editing, setEditing] = useState<number | 'new' | null>(null);
  const adding = useRef<HTMLSpanElement>(null);
  const close = (): void => {
    setEditing(null);
    adding.current?.querySelector('button')?.focus();
  };
  const model = flagWith(flag.model);
  const settings = model.environments.find(({ name }) => name === environment);
  const live = flag.model.environments.find(({ name }) => name === environment)?.schedule ?? [];
  const steps: readonly ScheduleStepDraft[] = settings?.schedule ?? [];
  const shown = stepChanges(live, steps);
  const past = shown.filter(({ step }) => step.at <= now);
  const ahead = shown.filter(({ step }) => step.at > now);
  const isKilled = (flag.environments[environment]?.killed ?? 'no') !== 'no';
  const change = (schedule: readonly ScheduleStepDraft[]): void =>
    add({ kind: 'set-schedule', flag: flag.key, file: flag.file, environment, schedule }, flag.commit, flag);

  const form = (old: ScheduleStepDraft | null): ReactNode => (
    <StepForm
      project={project}
      flag={model}
      environment={environment}
      unit={flag.unit.join('.')}
      steps={steps}
      old={old}
      onSave={(step) => {
        change(withStep(steps, step, old?.at ?? null));
        close();
      }}
      onClose={close}
    />
  );
  const row = (each: (typeof shown)[number], isLast: boolean): ReactNode =>
    editing === each.step.at ? (
      <li key={each.step.at} className="pb-4">
        {form(each.step)}
      </li>
    ) : (
      <StepRow
        key={each.step.at}
        {...each}
        off={model.off}
        then={servedWords(settingsAfter(settings, steps, each.step.at), model.off)}
        now={now}
        isLast={isLast}
        blocked={blocked}
        onEdit={() => setEditing(each.step.at)}
        onRemove={() => change(steps.filter(({ at }) => at !== each.step.at))}
        onPutBack={() => change(withStep(steps, each.step, each.step.at))}
      />
    );
  return (
    <Card
      title="Schedule"
      hint="UTC, with your time below"
      action={
        <span ref={adding}>
          <Button size="small" look="ghost" blocked={blocked ?? undefined} onPress={() => setEditing('new')}>
            <Icon name="plus" />
            Add step
          </Button>
        </span>
      }
    >
      {isKilled && shown.length > 0 && (
        <p className="mb-4 text-sm text-text-2">
          It is killed in {environment}, which is above its schedule: steps show only once it is revived.
        </p>
      )}
      {shown.length === 0 && editing === null && (
        <p className="text-sm text-text-2">
          Nothing is planned. A step changes the flag by itself at an instant, everywhere at once and without a publish.
        </p>
      )}
      {shown.length > 0 && (
        <ol>
          {past.map((each) => row(each, false))}
          <NowMark
            now={now}
            then={servedWords(settingsAfter(settings, steps, now), model.off)}
            isLast={ahead.length === 0}
          />
          {ahead.map((each, index) => row(each, index === ahead.length - 1))}
        </ol>
      )}
      {editing === 'new' && <div className={shown.length === 0 ? '' : 'mt-5'}>{form(null)}</div>}
    </Card>
  );
}
