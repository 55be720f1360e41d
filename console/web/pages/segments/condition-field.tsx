import type { Path } from '@flagforge/sdk/engine';
import { useQuery } from '@tanstack/react-query';
import type { Attribute } from 'flagforge/compile';
import { type ReactNode, useId } from 'react';
import { Button } from '../../parts/button.tsx';
import { ConditionSentence } from '../../sentences/condition-sentence.tsx';

interface Props {
  readonly text: string;
  /** What it may name. */
  readonly scope: { readonly attributes: readonly Attribute[] | null; readonly unit: Path };
  readonly onChange: (text: string) => void;
}

/** A condition as text, with what it says as a sentence, and what the compiler says of it. */
export function ConditionField({ text, scope, onChange }: Props): ReactNode {
  const id = useId();
  const { data: check } = useQuery({
    queryKey: ['condition checker'],
    queryFn: () => import('./check-condition.ts').then(({ checkCondition }) => ({ checkCondition })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const isEmpty = text.trim() === '';
  const findings = isEmpty ? [] : (check?.checkCondition(text, scope) ?? []);
  const isWrong = findings.length > 0;
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        Who: a condition
      </label>
      <textarea
        id={id}
        rows={Math.min(10, Math.max(2, text.split('\n').length))}
        value={text}
        maxLength={4_096}
        spellCheck={false}
        autoComplete="off"
        placeholder={'email ends_with "@company.com" and country in ["SE", "NO"]'}
        aria-invalid={isWrong}
        aria-describedby={`${id}-said`}
        onChange={(event) => onChange(event.target.value)}
        className="rounded-2 border border-control bg-surface px-3 py-2 font-mono text-sm aria-invalid:border-danger"
      />
      <div id={`${id}-said`} aria-live="polite" className="grid gap-1.5">
        {isEmpty && <p className="text-sm text-text-3">Without one, only those who are named below are in it.</p>}
        {!isEmpty && !isWrong && (
          <p className="text-md/6.5">
            Who <ConditionSentence text={text} />
          </p>
        )}
        {findings.map(({ part, message, hint, mended }) => (
          <p key={`${part} ${message}`} className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-danger">
            <span className="min-w-0 [overflow-wrap:anywhere]">
              {message}
              {hint !== null && <span className="text-text-2">: {hint}</span>}
            </span>
            {mended !== null && (
              <Button size="small" label={`Mend it: ${mended}`} onPress={() => onChange(mended)}>
                Mend it
              </Button>
            )}
          </p>
        ))}
      </div>
    </div>
  );
}
