import type { OutcomeSource, RuleSource } from 'flagforge/compile';
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import type { Vocabulary } from '../../../condition/vocabulary.ts';
import { Button } from '../../../parts/button.tsx';
import { Pill } from '../../../parts/chip.tsx';
import { Icon } from '../../../parts/icon.tsx';
import { Rung } from '../../../parts/rung.tsx';
import { useShortcuts } from '../../../runtime/shortcuts.ts';
import { ConditionSentence } from '../../../sentences/condition-sentence.tsx';
import { OutcomeSentence } from '../../../sentences/outcome-sentence.tsx';
import { LandsHere } from '../try-it/lands-here.tsx';
import { NewRule } from './new-rule.tsx';
import { RemovedRule } from './removed-rule.tsx';
import { RuleEditor } from './rule-editor.tsx';
import { moveRule, removedRules, ruleChanges, ruleName, rulesByName } from './rule-names.ts';
import { useReach } from './use-reach.ts';

/** What outcomes of the flag are made of. */
export interface OutcomeParts {
  readonly off: string;
  readonly variants: readonly string[];
  /** What is hashed where a rollout names nothing else. */
  readonly unit: string;
}

interface Props extends OutcomeParts {
  readonly rules: readonly RuleSource[];
  readonly live: readonly RuleSource[];
  readonly vocabulary: Vocabulary;
  /** Why the reader may not edit here; null: they may. */
  readonly blocked: string | null;
  readonly onChange: (rules: readonly RuleSource[]) => void;
}

const CHANGED = { new: 'new in your draft', edited: 'edited in your draft', moved: 'moved in your draft' } as const;

/** The rules of a ladder, from top to bottom: read, edited, put in another order. */
export function RuleList(props: Props): ReactNode {
  const { rules, live, vocabulary, blocked, onChange, off, variants, unit } = props;
  const [ids, setIds] = useState<readonly number[]>(() => rules.map((_, index) => index));
  const [editing, setEditing] = useState<number | null>(null);
  const [isAdding, setAdding] = useState(false);
  const [begun, setBegun] = useState<number | null>(null);
  const id = useId();
  const [dragged, setDragged] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const [said, setSaid] = useState('');
  // What is open in a rule goes where it goes. An undone edit may have brought or taken rules: they begin anew.
  const keys = ids.length === rules.length ? ids : rules.map((_, index) => index);
  const before = rulesByName(live);
  const changes = ruleChanges(live, rules);
  const reach = useReach(
    rules,
    vocabulary,
    changes.some((change) => change !== null),
  );
  const blockedProps = blocked === null ? {} : { blocked };

  const replace = (index: number, rule: RuleSource): void =>
    onChange(rules.map((each, at) => (at === index ? rule : each)));
  const move = (from: number, to: number): void => {
    const moved = rules[from];
    if (moved === undefined || to < 0 || to >= rules.length || from === to) return;
    const focused = document.activeElement;
    onChange(moveRule(rules, from, to));
    setIds(moveRule(keys, from, to));
    // A step that is put elsewhere loses the focus that is in it.
    setTimeout(() => focused instanceof HTMLElement && focused.focus());
    if (editing === from) setEditing(to);
    setSaid(`${ruleName(moved, from)}, rule ${to + 1} of ${rules.length}`);
  };
  const remove = (index: number): void => {
    const gone = rules[index];
    onChange(rules.filter((_, at) => at !== index));
    setIds(keys.filter((_, at) => at !== index));
    setEditing(null);
    if (gone !== undefined) setSaid(`${ruleName(gone, index)} is removed in your draft`);
  };
  useShortcuts(
    blocked === null
      ? {
          e: () => setEditing(rules.length === 0 ? null : 0),
          a: () => {
            setEditing(null);
            setAdding(true);
          },
        }
      : {},
  );
  // Back to what opened it.
  const close = (index: number): void => {
    setEditing(null);
    setBegun(null);
    setTimeout(() => document.getElementById(`${id}-${index}`)?.focus());
  };
  const onKey = (index: number) => (event: KeyboardEvent<HTMLLIElement>) => {
    if (!event.altKey || blocked !== null || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    move(index, event.key === 'ArrowUp' ? index - 1 : index + 1);
  };
  const dropAt = (index: number): void => {
    if (dragged !== null) move(dragged, index);
    setDragged(null);
    setOver(null);
  };
  return (
    <>
      {rules.map((rule, index) => {
        const name = ruleName(rule, index);
        const change = changes[index] ?? null;
        const isOpen = editing === index;
        const grip = blocked === null && !isOpen && rules.length > 1;
        return (
          <Rung
            key={keys[index]}
            mark={index + 1}
            isEdited={change !== null}
            frame={{
              onKeyDown: onKey(index),
              draggable: grip,
              onDragStart: (event) => {
                event.dataTransfer.effectAllowed = 'move';
                event.dataTransfer.setData('text/plain', name);
                setDragged(index);
              },
              onDragOver: (event) => {
                if (dragged === null) return;
                event.preventDefault();
                setOver(index);
              },
              onDragEnd: () => {
                setDragged(null);
                setOver(null);
              },
              onDrop: (event) => {
                event.preventDefault();
                dropAt(index);
              },
              className: [
                grip ? 'cursor-grab active:cursor-grabbing' : '',
                dragged === index ? 'opacity-60' : '',
                over === index && dragged !== null && dragged !== index ? 'outline-2 outline-accent-fill' : '',
              ].join(' '),
            }}
            label={
              <>
                {name}
                {change !== null && <Pill tone="accent">{CHANGED[change]}</Pill>}
                <LandsHere step={`rule ${rule.name ?? `#${index + 1}`}`} />
              </>
            }
            action={
              !isOpen && (
                <Button
                  look="ghost"
                  size="small"
                  id={`${id}-${index}`}
                  label={`Edit ${name}`}
                  {...blockedProps}
                  onPress={() => {
                    setAdding(false);
                    setEditing(index);
                  }}
                >
                  Edit
                </Button>
              )
            }
          >
            {isOpen ? (
              <RuleEditor
                rule={rule}
                index={index}
                count={rules.length}
                live={before.get(name) ?? null}
                others={rules.filter((each) => each !== rule).map((each) => each.name)}
                vocabulary={vocabulary}
                outcomes={{ off, variants, unit }}
                isNew={begun === index}
                onChange={(next) => replace(index, next)}
                onMove={(to) => move(index, to)}
                onRemove={() => remove(index)}
                onClose={() => close(index)}
              />
            ) : (
              <>
                If <ConditionSentence text={rule.if.text} />,{' '}
                <OutcomeSentence
                  outcome={rule.outcome}
                  before={before.get(name)?.outcome}
                  {...{ off, variants, unit }}
                />
              </>
            )}
            {typeof reach[index] === 'string' && (
              <p role="note" className="mt-2 flex items-start gap-2 text-sm/5 text-warn">
                <Icon name="warning" />
                <span className="min-w-0 [overflow-wrap:anywhere]">{reach[index]}</span>
              </p>
            )}
          </Rung>
        );
      })}
      {removedRules(live, rules).map((rule) => {
        const name = ruleName(rule, live.indexOf(rule));
        return (
          <RemovedRule
            key={`removed ${name}`}
            rule={rule}
            name={name}
            blocked={blocked}
            onPutBack={() => {
              const at = Math.min(live.indexOf(rule), rules.length);
              onChange([...rules.slice(0, at), rule, ...rules.slice(at)]);
            }}
          />
        );
      })}
      {isAdding ? (
        <NewRule
          vocabulary={vocabulary}
          onChoose={(text) => {
            const outcome: OutcomeSource = { serve: variants.find((name) => name !== off) ?? off };
            onChange([...rules, { name: null, if: { text, condition: null }, outcome }]);
            setIds([...keys, Math.max(-1, ...keys) + 1]);
            setAdding(false);
            setEditing(rules.length);
            setBegun(rules.length);
          }}
          onClose={() => setAdding(false)}
        />
      ) : (
        <li className="border-t border-line px-4 py-2">
          <Button
            look="ghost"
            size="small"
            className="-ml-2"
            {...blockedProps}
            onPress={() => {
              setEditing(null);
              setAdding(true);
            }}
          >
            <Icon name="plus" />
            Add rule
          </Button>
        </li>
      )}
      <li className="sr-only">
        <span role="status">{said}</span>
      </li>
    </>
  );
}
