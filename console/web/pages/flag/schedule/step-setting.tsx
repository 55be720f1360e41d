import type { EnvironmentSettings } from 'flagforge/compile';
import { type ReactNode, useId } from 'react';
import type { Vocabulary } from '../../../condition/vocabulary.ts';
import { OutcomeEditor } from '../outcome-editor.tsx';
import { type OutcomeParts, RuleList } from '../rules/rule-list.tsx';
import { TargetRung } from '../rules/target-rung.tsx';
import type { SettingName } from './settings-after.ts';

interface Props extends OutcomeParts {
  readonly name: SettingName;
  readonly set: EnvironmentSettings;
  readonly vocabulary: Vocabulary;
  readonly onChange: (set: EnvironmentSettings) => void;
}

/** The editor of one key that a step sets: the same as in the ladder. */
export function StepSetting({ name, set, vocabulary, off, variants, unit, onChange }: Props): ReactNode {
  const id = useId();
  const parts = { off, variants, unit };
  switch (name) {
    case 'enabled':
      return (
        <div className="flex gap-4 pl-6 text-sm">
          {([true, false] as const).map((isOn) => (
            <label key={String(isOn)} className="flex items-center gap-2 not-desk:min-h-10">
              <input
                type="radio"
                name={id}
                checked={set.enabled === isOn}
                onChange={() => onChange({ ...set, enabled: isOn })}
              />
              {isOn ? 'enabled' : `disabled: everybody gets ${off}`}
            </label>
          ))}
        </div>
      );
    case 'default':
      return (
        <OutcomeEditor
          outcome={set.default ?? { serve: off }}
          live={null}
          {...parts}
          onChange={(outcome) => onChange({ ...set, default: outcome })}
        />
      );
    case 'targets':
      return (
        <ol className="min-w-0 rounded-2 border border-line bg-surface">
          <TargetRung
            targets={set.targets ?? []}
            live={set.targets ?? []}
            {...parts}
            blocked={null}
            onChange={(targets) => onChange({ ...set, targets })}
          />
        </ol>
      );
    case 'rules':
      return (
        <ol className="min-w-0 rounded-2 border border-line bg-surface">
          <RuleList
            rules={set.rules ?? []}
            live={set.rules ?? []}
            vocabulary={vocabulary}
            {...parts}
            blocked={null}
            onChange={(rules) => onChange({ ...set, rules })}
          />
        </ol>
      );
  }
}
