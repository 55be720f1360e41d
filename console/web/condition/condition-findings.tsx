import type { ReactNode } from 'react';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import type { ConditionFinding } from './check-condition.ts';

interface Props {
  readonly findings: readonly ConditionFinding[];
  /** Takes the whole text as it would be mended. */
  readonly onMend: (text: string) => void;
}

/** What the compiler says of a condition, with what it would mend by itself. */
export const ConditionFindings = ({ findings, onMend }: Props): ReactNode =>
  findings.map(({ part, message, hint, mended }) => (
    <p key={`${part} ${message}`} className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm/5 text-danger">
      <Icon name="warning" />
      <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        {message}
        {hint !== null && <span className="text-text-2">: {hint}</span>}
      </span>
      {mended !== null && (
        <Button size="small" label={`Mend it: ${mended}`} onPress={() => onMend(mended)}>
          Mend it
        </Button>
      )}
    </p>
  ));
