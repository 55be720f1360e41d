import { printCondition } from 'flagforge/compile/expression';
import type { ReactNode } from 'react';
import { clauseOf } from '../../../condition/clause-editor.tsx';
import { SubjectField } from '../../../condition/subject-field.tsx';
import type { Vocabulary } from '../../../condition/vocabulary.ts';
import { Button } from '../../../parts/button.tsx';
import { Icon } from '../../../parts/icon.tsx';
import { Rung } from '../../../parts/rung.tsx';

interface Props {
  readonly vocabulary: Vocabulary;
  /** Takes the text of its condition. */
  readonly onChoose: (text: string) => void;
  readonly onClose: () => void;
}

/** The beginning of a rule: what it asks. Everything else is edited once it is there. */
export const NewRule = ({ vocabulary, onChoose, onClose }: Props): ReactNode => (
  <Rung
    mark={<Icon name="plus" />}
    label="new rule"
    action={
      <Button look="ghost" size="small" onPress={onClose}>
        Cancel
      </Button>
    }
  >
    <span className="flex flex-wrap items-center gap-2">
      If{' '}
      <SubjectField
        vocabulary={vocabulary}
        subject={null}
        label="New rule: what is asked"
        isFirst
        onChoose={(subject) => {
          const clause = clauseOf(subject, vocabulary);
          if (clause !== null) onChoose(printCondition(clause));
        }}
      />
    </span>
  </Rung>
);
