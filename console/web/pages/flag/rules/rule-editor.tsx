import type { RuleSource } from 'flagforge/compile';
import { compileCondition } from 'flagforge/compile/expression';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { ConditionEditor } from '../../../condition/condition-editor.tsx';
import type { Vocabulary } from '../../../condition/vocabulary.ts';
import { Button } from '../../../parts/button.tsx';
import { Icon } from '../../../parts/icon.tsx';
import { OutcomeSentence } from '../../../sentences/outcome-sentence.tsx';
import { OutcomeEditor } from '../outcome-editor.tsx';
import type { OutcomeParts } from './rule-list.tsx';
import { nameProblem, ruleName } from './rule-names.ts';

interface Props {
  readonly rule: RuleSource;
  readonly index: number;
  readonly count: number;
  /** The live rule of that name; null: there is none. */
  readonly live: RuleSource | null;
  readonly others: readonly (string | null)[];
  readonly vocabulary: Vocabulary;
  readonly outcomes: OutcomeParts;
  /** It was begun a moment ago: what it compares with is still missing. */
  readonly isNew: boolean;
  readonly onChange: (rule: RuleSource) => void;
  readonly onMove: (to: number) => void;
  readonly onRemove: () => void;
  readonly onClose: () => void;
}

/** Everything of one rule. What is changed is in the draft at once. */
export function RuleEditor(props: Props): ReactNode {
  const { rule, index, count, live, vocabulary, outcomes, isNew, onChange, onMove, onRemove, onClose } = props;
  const name = ruleName(rule, index);
  const box = useRef<HTMLDivElement>(null);
  // What was pressed to come here is gone: keys go on in here.
  useEffect(() => {
    const find = (what: string) => box.current?.querySelector<HTMLElement>(what) ?? null;
    const first = isNew ? (find('[data-value]') ?? find('select')) : find('input');
    first?.focus({ preventScroll: true });
    box.current?.scrollIntoView({ block: 'nearest' });
  }, [isNew]);
  return (
    <div ref={box} className="grid scroll-mt-6 scroll-mb-32 grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex flex-wrap items-center gap-2 text-md">
        <NameField rule={rule} others={props.others} onChange={onChange} />
        <span className="ml-auto inline-flex items-center gap-1">
          <Button
            look="ghost"
            size="small"
            label={`Move ${name} up`}
            {...(index === 0 ? { blocked: 'It is the first one' } : {})}
            onPress={() => onMove(index - 1)}
          >
            <Icon name="down" className="rotate-180" />
          </Button>
          <Button
            look="ghost"
            size="small"
            label={`Move ${name} down`}
            {...(index === count - 1 ? { blocked: 'It is the last one' } : {})}
            onPress={() => onMove(index + 1)}
          >
            <Icon name="down" />
          </Button>
          <Button look="ghost" size="small" label={`Remove ${name}`} onPress={onRemove}>
            <Icon name="cross" />
            Remove
          </Button>
        </span>
      </div>
      <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-2 text-md">
        <b className="pt-1 font-semibold">If</b>
        <ConditionEditor
          text={rule.if.text}
          vocabulary={vocabulary}
          whenEmpty="A rule without a condition cannot be."
          onChange={(text) =>
            onChange({ ...rule, if: { text, condition: compileCondition(text, vocabulary).condition } })
          }
        />
      </div>
      <div>
        <OutcomeSentence outcome={rule.outcome} before={live?.outcome} {...outcomes} />
        <OutcomeEditor
          outcome={rule.outcome}
          live={live?.outcome ?? null}
          {...outcomes}
          onChange={(outcome) => onChange({ ...rule, outcome })}
          onClose={onClose}
        />
      </div>
    </div>
  );
}

interface NameProps {
  readonly rule: RuleSource;
  readonly others: readonly (string | null)[];
  readonly onChange: (rule: RuleSource) => void;
}

/** The rule's name; it is taken when the field is left, so that half a name is none. */
function NameField({ rule, others, onChange }: NameProps): ReactNode {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? rule.name ?? '';
  const problem = nameProblem(text.trim(), others);
  const take = (): void => {
    if (typed === null || problem !== null) return;
    setTyped(null);
    const name = text.trim() === '' ? null : text.trim();
    if (name !== rule.name) onChange({ ...rule, name });
  };
  return (
    <label className="flex min-w-0 flex-wrap items-center gap-2 text-sm text-text-2">
      Name
      <input
        value={text}
        maxLength={100}
        placeholder="none: called by its place"
        aria-invalid={problem !== null || undefined}
        aria-describedby={problem === null ? undefined : id}
        autoComplete="off"
        onChange={({ target }) => setTyped(target.value)}
        onBlur={take}
        onKeyDown={(event) => {
          if (event.key === 'Enter') take();
        }}
        className="h-(--ff-h-sm) w-56 max-w-full rounded-2 border border-control bg-surface px-2 text-text aria-invalid:border-danger not-desk:h-10"
      />
      {problem !== null && (
        <span id={id} className="text-danger">
          {problem}
        </span>
      )}
    </label>
  );
}
