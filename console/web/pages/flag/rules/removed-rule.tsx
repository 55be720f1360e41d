import type { RuleSource } from 'flagforge/compile';
import type { ReactNode } from 'react';
import { Button } from '../../../parts/button.tsx';
import { Pill } from '../../../parts/chip.tsx';
import { Icon } from '../../../parts/icon.tsx';
import { Rung } from '../../../parts/rung.tsx';
import { ConditionSentence } from '../../../sentences/condition-sentence.tsx';

interface Props {
  readonly rule: RuleSource;
  readonly name: string;
  /** Why the reader may not edit here; null: they may. */
  readonly blocked: string | null;
  readonly onPutBack: () => void;
}

/** A live rule that the draft takes away, with the way back. */
export const RemovedRule = ({ rule, name, blocked, onPutBack }: Props): ReactNode => (
  <Rung
    mark={<Icon name="minus" />}
    isEdited
    label={
      <>
        <s>{name}</s>
        <Pill tone="accent">removed in your draft</Pill>
      </>
    }
    action={
      <Button
        look="ghost"
        size="small"
        label={`Put back ${name}`}
        {...(blocked === null ? {} : { blocked })}
        onPress={onPutBack}
      >
        Put back
      </Button>
    }
  >
    <span className="text-md text-text-3">
      If <ConditionSentence text={rule.if.text} />
    </span>
  </Rung>
);
