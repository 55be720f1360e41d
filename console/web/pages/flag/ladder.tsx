'use client';
import type { FlagEnvironment, FlagSource, OutcomeSource } from 'flagforge/compile';
import { type ReactNode, useState } from 'react';
import type { FlagJson } from '../../../api/flag-json.ts';
import { useDraft } from '../../draft/use-draft.ts';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Pill } from '../../parts/chip.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Rung } from '../../parts/rung.tsx';
import { AttributeToken, ValueToken, VariantToken } from '../../parts/tokens.tsx';
import { ConditionSentence } from '../../sentences/condition-sentence.tsx';
import { OutcomeSentence } from '../../sentences/outcome-sentence.tsx';
import { Gates } from './gates.tsx';
import { OutcomeEditor } from './outcome-editor.tsx';

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

/** Units of a list that are named; the others are counted. */
const MOST_UNITS = 12;

/** What happens to a context, from top to bottom; the first match wins. What is edited goes to the draft. @see contract 4 */
export function Ladder({ project, flag, environment, version, blocked, unit }: Props): ReactNode {
  const { add, flagWith } = useDraft(project);
  const [editing, setEditing] = useState<string | null>(null);
  const model = flagWith(flag.model);
  const live = settingsOf(flag.model, environment);
  const settings = settingsOf(model, environment);
  const { off } = model;
  const variants = model.variants.map(({ name }) => name);
  const of = { flag: flag.key, file: flag.file, environment };
  const liveRules = new Map((live?.rules ?? []).map((rule, index) => [rule.name ?? `rule ${index + 1}`, rule]));

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
      <ol>
        {targetsOf(settings).map(({ variant, units }) => (
          <Rung key={variant} mark={<Icon name="people" />} label="Targets">
            For <AttributeToken>{unit}</AttributeToken>{' '}
            {units.slice(0, MOST_UNITS).map((name) => (
              <span key={name}>
                <ValueToken>{name}</ValueToken>{' '}
              </span>
            ))}
            {units.length > MOST_UNITS && <span className="text-text-2">and {units.length - MOST_UNITS} more </span>}
            always show <VariantToken name={variant} isOff={variant === off} />
          </Rung>
        ))}
        {(settings?.rules ?? []).map((rule, index) => {
          const name = rule.name ?? `rule ${index + 1}`;
          const before = liveRules.get(name);
          const isEdited = JSON.stringify(before) !== JSON.stringify(rule);
          return (
            <Rung
              key={name}
              mark={index + 1}
              isEdited={isEdited}
              label={
                <>
                  {name}
                  {isEdited && <Pill tone="accent">edited in your draft</Pill>}
                </>
              }
              action={edit(name)}
            >
              If <ConditionSentence text={rule.if.text} />,{' '}
              {outcome(name, rule.outcome, before?.outcome, (next) => {
                const rules = (settings?.rules ?? []).map((each) =>
                  each === rule ? { ...rule, outcome: next } : each,
                );
                add({ kind: 'set-rules', ...of, rules }, flag.commit, flag);
              })}
            </Rung>
          );
        })}
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

const targetsOf = (settings: FlagEnvironment | undefined) =>
  (settings?.targets ?? []).filter(({ units }) => units.length > 0);
