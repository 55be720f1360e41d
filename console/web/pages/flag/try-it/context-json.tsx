import { type ReactNode, useId } from 'react';
import type { ContextMistake } from './context-text.ts';

interface Props {
  readonly text: string;
  readonly mistake: ContextMistake | null;
  readonly onType: (text: string) => void;
  readonly box: (element: HTMLElement | null) => void;
}

const MOST_LINES = 14;

/** The context as text. What is no JSON yet stays as it is typed, with the place of the first mistake. */
export function ContextJson({ text, mistake, onType, box }: Props): ReactNode {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <textarea
        ref={box}
        aria-label="Context, as JSON"
        aria-invalid={mistake === null ? undefined : true}
        aria-describedby={mistake === null ? undefined : id}
        className="w-full rounded-2 border border-control bg-sunken px-3 py-2 font-mono text-xs/5 aria-[invalid]:border-danger"
        rows={Math.min(MOST_LINES, Math.max(3, text.split('\n').length))}
        value={text}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onType(event.target.value)}
      />
      <div id={id} role="status" className="text-xs">
        {mistake !== null && (
          <>
            <b className="font-semibold text-danger">
              Line {mistake.line}, column {mistake.column}: {mistake.problem}.
            </b>{' '}
            <span className="text-text-2">Below is the answer for the last context that could be read.</span>
          </>
        )}
      </div>
    </div>
  );
}
