'use client';
import type { FlagEnvironment, FlagSource, OutcomeSource, RuleSource, TargetSource } from 'flagforge/compile';
import { type ReactNode, useState } from 'react';
import type { FlagJson } from '../../../api/flag-json.ts';
import { useVocabulary } from '../../condition/use-vocabulary.ts';
import { useDraft } from '../../draft/use-draft.ts';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Pill } from '../../parts/chip.tsx';
import { Icon } from '../../parts/icon.tsx';
import { LocalTime } from '../../parts/local-time.tsx';
import { Rung } from '../../parts/rung.tsx';
import { exactTime } from '../../parts/time.tsx';
import { OutcomeSentence } from '../../sentences/outcome-sentence.tsx';
import { Gates } from './gates.tsx';
import { OutcomeEditor } from './outcome-editor.tsx';
import { RuleList } from './rules/rule-list.tsx';
import { TargetRung } from './rules/target-rung.tsx';
import { LandsHere } from './try-it/lands-here.tsx';

interface Props {
  readonly project: string;
  readonly flag: FlagJson;
  readonly environment: string;
  /** The published version; null: nothing yet. */
  readonly version: number | null;
  /** Why the reader may not edit here; null: they may. */
  readonly blocked: string | null;
  /** The project's unit, as conditions write it. */
  readonly unit: string;
}

const NO_TARGETS: readonly TargetSource[] = [];
const NO_RULES: readonly RuleSource[] = [];

/** What happens to a context, from top to bottom; the first match wins. What is edited goes to the draft. @see contract 4 */
export function Ladder({ project, flag, environment, version, blocked, unit }: Props): ReactNode {
  const { add, flagWith } = useDraft(project);
  const vocabulary = useVocabulary(project);
  const [editing, setEditing] = useState<string | null>(null);
  const model = flagWith(flag.model);
  const live = settingsOf(flag.model, environment);
  const settings = settingsOf(model, environment);
  const { off } = model;
  const opens = settings?.schedule.find(({ set }) => set.enabled === true)?.at ?? null;
  const variants = model.variants.map(({ name }) => name);
  const of = { flag: flag.key, file: flag.file, environment };

  const edit = (name: string): ReactNode =>
    editing === name ? undefined : (
      <Button
        look="ghost"
        size="small"
        blocked={blocked ?? undefined}
        label={`Edit ${name}`}
        onPress={() => setEditing(name)}
      >
        Edit
      </Button>
    );
  const outcome = (
    name: string,
    given: OutcomeSource,
    before: OutcomeSource | undefined,
    change: (next: OutcomeSource) => void,
  ): ReactNode => (
    <>
      <OutcomeSentence outcome={given} before={before} off={off} variants={variants} unit={unit} />
      {editing === name && (
        <OutcomeEditor
          outcome={given}
          live={before ?? null}
          off={off}
          variants={variants}
          unit={unit}
          onChange={change}
          onClose={() => setEditing(null)}
        />
      )}
    </>
  );
  return (
    <Card
      title={`What ${environment} serves`}
      hint="top to bottom, the first match wins"
      isPadded={false}
      action={version !== null && <span className="text-xs text-text-2">v{version} is live</span>}
    >
      <Gates
        project={project}
        flag={flag}
        environment={environment}
        isEnabled={settings?.enabled === true}
        wasEnabled={live?.enabled === true}
        blocked={blocked}
        onEnable={(enabled) => add({ kind: 'set-enabled', ...of, enabled }, flag.commit, flag)}
      />
      {settings?.enabled !== true && (
        <p className="border-t border-line bg-sunken px-4 py-2 text-sm text-text-2">
          {opens === null ? (
            <>{environment} is not enabled, so nothing below is served. </>
          ) : (
            <>
              Its schedule enables {environment} on {exactTime(opens)} (<LocalTime at={opens} />
              ): nothing below is served before.{' '}
            </>
          )}
          {blocked === null && 'Enable it above to begin once your change is merged.'}
        </p>
      )}
      <ol>
        <TargetRung
          targets={settings?.targets ?? NO_TARGETS}
          live={live?.targets ?? NO_TARGETS}
          {...{ unit, off, variants, blocked }}
          onChange={(targets) => add({ kind: 'set-targets', ...of, targets }, flag.commit, flag)}
        />
        <RuleList
          key={environment}
          rules={settings?.rules ?? NO_RULES}
          live={live?.rules ?? NO_RULES}
          {...{ unit, off, variants, blocked, vocabulary }}
          onChange={(rules) => add({ kind: 'set-rules', ...of, rules }, flag.commit, flag)}
        />
        <Rung
          mark={<Icon name="down" />}
          isLast
          isEdited={JSON.stringify(live?.default) !== JSON.stringify(settings?.default)}
          label={
            <>
              Otherwise
              {JSON.stringify(live?.default) !== JSON.stringify(settings?.default) && (
                <Pill tone="accent">edited in your draft</Pill>
              )}
              <LandsHere step="otherwise" />
            </>
          }
          action={edit('Otherwise')}
        >
          {outcome('Otherwise', settings?.default ?? { serve: off }, live?.default ?? { serve: off }, (next) =>
            add({ kind: 'set-default', ...of, default: next }, flag.commit, flag),
          )}
        </Rung>
      </ol>
    </Card>
  );
}

const settingsOf = (flag: FlagSource, environment: string): FlagEnvironment | undefined =>
  flag.environments.find(({ name }) => name === environment);
