'use client';
import type { EnvironmentSettings, FlagSource } from 'flagforge/compile';
import { type ReactNode, useState } from 'react';
import { useVocabulary } from '../../../condition/use-vocabulary.ts';
import type { ScheduleStepDraft } from '../../../draft/operation.ts';
import { isSameThing, type Thing } from '../../../draft/thing.ts';
import { Button } from '../../../parts/button.tsx';
import { InstantField } from './instant-field.tsx';
import { instantProblem } from './instant-text.ts';
import { servedWords } from './served-words.ts';
import { SETTINGS, type SettingName, settingsAfter } from './settings-after.ts';
import { StepSetting } from './step-setting.tsx';

interface Props {
  readonly project: string;
  /** With the draft. */
  readonly flag: FlagSource;
  readonly environment: string;
  /** The project's unit, as conditions write it. */
  readonly unit: string;
  readonly steps: readonly ScheduleStepDraft[];
  /** The step that is edited; null: a new one. */
  readonly old: ScheduleStepDraft | null;
  readonly onSave: (step: ScheduleStepDraft) => void;
  readonly onClose: () => void;
}

const QUESTIONS: Readonly<Record<SettingName, string>> = {
  enabled: 'Whether it is enabled',
  targets: 'Targets, who always gets a variant',
  rules: 'Rules',
  default: 'What everybody else gets',
};

/** When a step happens and what it changes; it goes to the draft only whole. */
export function StepForm({ project, flag, environment, unit, steps, old, onSave, onClose }: Props): ReactNode {
  const vocabulary = useVocabulary(project);
  const [at, setAt] = useState(old?.at ?? null);
  const [set, setSet] = useState<EnvironmentSettings>(old?.set ?? {});
  const [isAsked, setAsked] = useState(false);
  const others = steps.filter((step) => step !== old);
  const settings = flag.environments.find(({ name }) => name === environment);
  const before = settingsAfter(settings, others, at ?? Number.POSITIVE_INFINITY);
  const wrongInstant = instantProblem(
    at,
    others.map((step) => step.at),
    Date.now(),
  );
  const isEmpty = Object.keys(set).length === 0;
  const problem = wrongInstant ?? (isEmpty ? 'Choose what changes' : null);
  const changesNothing = !isEmpty && isSameThing({ ...before, ...set } as unknown as Thing, before as unknown as Thing);
  const toggle = (name: SettingName, isOn: boolean): void => {
    const { [name]: _, ...rest } = set;
    setSet(isOn ? { ...rest, ...initial(name, before, flag.off) } : rest);
  };
  return (
    <section
      aria-label={old === null ? 'A new step' : 'Edit the step'}
      className="grid min-w-0 gap-4 rounded-2 border border-accent-line bg-bg p-2 desk:p-4"
    >
      <InstantField at={at} problem={isAsked || at !== null ? wrongInstant : null} onChange={setAt} />
      <fieldset className="grid min-w-0 gap-2">
        <legend className="mb-1.5 text-sm font-medium">What changes then</legend>
        {SETTINGS.map((name) => (
          <div key={name} className="grid min-w-0 gap-2">
            <label className="flex items-center gap-2 text-sm not-desk:min-h-10">
              <input
                type="checkbox"
                checked={set[name] !== undefined}
                onChange={(event) => toggle(name, event.target.checked)}
              />
              {QUESTIONS[name]}
            </label>
            {set[name] !== undefined && (
              <StepSetting
                name={name}
                set={set}
                onChange={setSet}
                {...{ vocabulary, unit, off: flag.off }}
                variants={flag.variants.map((each) => each.name)}
              />
            )}
          </div>
        ))}
        <p className="text-xs text-text-3">
          What is left out stays as it is at that time. Each replaces what was there, whole.
        </p>
      </fieldset>
      <div className="flex flex-wrap items-center gap-3">
        <p aria-live="polite" className="min-w-0 flex-1 basis-60 text-sm text-text-2">
          {problem === null &&
            (changesNothing
              ? 'It would change nothing: that is so by then already.'
              : `From then on: ${servedWords({ ...before, ...set }, flag.off)}.`)}
          {problem !== null && isAsked && <span className="text-danger">{problem}.</span>}
        </p>
        <Button look="ghost" onPress={onClose}>
          Cancel
        </Button>
        <Button
          look="plain"
          onPress={() => {
            setAsked(true);
            if (at !== null && problem === null) onSave({ at, set });
          }}
        >
          {old === null ? 'Add to the draft' : 'Change in the draft'}
        </Button>
      </div>
    </section>
  );
}

/** What a key starts from: what is so by then, and whether it is enabled turned round. */
function initial(name: SettingName, before: EnvironmentSettings, off: string): EnvironmentSettings {
  switch (name) {
    case 'enabled':
      return { enabled: before.enabled !== true };
    case 'targets':
      return { targets: before.targets ?? [] };
    case 'rules':
      return { rules: before.rules ?? [] };
    case 'default':
      return { default: before.default ?? { serve: off } };
  }
}
