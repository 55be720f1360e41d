import type { OutcomeSource } from 'flagforge/compile';
import type { ReactNode } from 'react';
import { RolloutBar } from '../parts/rollout-bar.tsx';
import { AttributeToken, VariantToken } from '../parts/tokens.tsx';

interface Props {
  readonly outcome: OutcomeSource;
  /** What is live; undefined: nothing of that name is. */
  readonly before: OutcomeSource | undefined;
  readonly off: string;
  readonly variants: readonly string[];
  readonly unit: string;
}

/** What a rule or a default gives: one variant, or a split with its bar. */
export function OutcomeSentence({ outcome, before, off, variants, unit }: Props): ReactNode {
  if ('serve' in outcome) {
    return (
      <>
        show <VariantToken name={outcome.serve} isOff={outcome.serve === off} />
      </>
    );
  }
  const live = before !== undefined && 'rollout' in before ? before.rollout : undefined;
  return (
    <>
      split by <AttributeToken>{outcome.unit?.join('.') ?? unit}</AttributeToken>
      <RolloutBar weights={outcome.rollout} live={live} off={off} variants={variants} />
    </>
  );
}
