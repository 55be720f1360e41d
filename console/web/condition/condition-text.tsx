import type { ConditionScope } from 'flagforge/compile/expression';
import { type ReactNode, useId, useRef } from 'react';
import { ConditionSentence } from '../sentences/condition-sentence.tsx';
import { ConditionFindings } from './condition-findings.tsx';
import { useConditionCheck } from './use-condition-check.ts';

interface Props {
  readonly text: string;
  /** What it may name. */
  readonly scope: ConditionScope;
  readonly label?: string;
  /** What it means that there is none. */
  readonly whenEmpty: string;
  readonly onChange: (text: string) => void;
}

/** A condition as text, with what it says as a sentence, and what the compiler says of it. */
export function ConditionText({ text, scope, label = 'Condition, as text', whenEmpty, onChange }: Props): ReactNode {
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const show = ([from, to]: readonly [number, number]): void => {
    field.current?.focus();
    field.current?.setSelectionRange(from, Math.max(to, from));
  };
  const findings = useConditionCheck(text, scope);
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <textarea
        ref={field}
        id={id}
        rows={Math.min(10, Math.max(2, text.split('\n').length))}
        value={text}
        maxLength={4_096}
        spellCheck={false}
        autoComplete="off"
        placeholder={'email ends_with "@company.com" and country in ["SE", "NO"]'}
        aria-invalid={findings.length > 0}
        aria-describedby={`${id}-said`}
        onChange={(event) => onChange(event.target.value)}
        className="rounded-2 border border-control bg-surface px-3 py-2 font-mono text-sm aria-invalid:border-danger"
      />
      <div id={`${id}-said`} aria-live="polite" className="grid gap-1.5">
        {text.trim() === '' ? (
          <p className="text-sm text-text-3">{whenEmpty}</p>
        ) : (
          findings.length === 0 && (
            <p className="text-md/6.5">
              Who <ConditionSentence text={text} />
            </p>
          )
        )}
        <ConditionFindings findings={findings} onMend={onChange} place={{ text, onShow: show }} />
      </div>
    </div>
  );
}
