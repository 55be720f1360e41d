import type { Json } from '@flagforge/sdk/engine';
import type { ReactNode } from 'react';
import { Icon } from '../../../parts/icon.tsx';
import { VariantToken } from '../../../parts/tokens.tsx';
import type { Answer } from './ask-engine.ts';

interface Props {
  /** `Live, v42` */
  readonly liveLabel: string;
  readonly live: Answer;
  /** null: there is no draft that could be evaluated. */
  readonly draft: Answer | null;
  /** What is said of the draft is of a moment ago. */
  readonly isOld: boolean;
  /** Variants that speak for themselves: their value says nothing more. */
  readonly isBoolean: boolean;
}

/** What the context gets live, and beside it what it would get. */
export function AnswerPair({ liveLabel, live, draft, isOld, isBoolean }: Props): ReactNode {
  return (
    <div className="grid gap-1.5" aria-live="polite">
      <div className="flex items-stretch gap-2">
        <Said label={liveLabel} answer={live} isBoolean={isBoolean} />
        {draft !== null && (
          <>
            <Icon name="arrow" className="self-center text-text-3" />
            <Said label="With your draft" answer={draft} isBoolean={isBoolean} isDraft isOld={isOld} />
          </>
        )}
      </div>
      {draft !== null && <p className="text-sm text-text-2">{changeOf(live, draft)}</p>}
    </div>
  );
}

interface SaidProps {
  readonly label: string;
  readonly answer: Answer;
  readonly isBoolean: boolean;
  readonly isDraft?: boolean;
  readonly isOld?: boolean;
}

const Said = ({ label, answer, isBoolean, isDraft = false, isOld = false }: SaidProps): ReactNode => (
  <div
    aria-busy={isOld || undefined}
    className={`grid min-w-0 flex-1 content-start gap-1 rounded-2 border px-3 py-2 ${isDraft ? 'border-accent-line bg-accent-soft' : 'border-line-strong'} aria-busy:opacity-60`}
  >
    <span className={`text-xs ${isDraft ? 'text-text-2' : 'text-text-3'}`}>{label}</span>
    <span>
      {answer.result.reason === 'error' ? (
        <b className="font-semibold">no answer</b>
      ) : (
        <VariantToken name={answer.result.variant} isOff={answer.result.variant === answer.off} />
      )}
    </span>
    {answer.result.reason !== 'error' && !isBoolean && (
      <code className="font-mono text-xs [overflow-wrap:anywhere]">{valueText(answer.result.value)}</code>
    )}
    <span className="text-xs text-text-2 [overflow-wrap:anywhere]">
      {answer.why}
      {answer.result.reason === 'error' && '. Whoever calls uses a default of their own'}
    </span>
  </div>
);

const MOST_CHARACTERS = 160;

function valueText(value: Json): string {
  const text = JSON.stringify(value);
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)}…`;
}

/** What the draft does to this context, in a sentence. */
function changeOf(live: Answer, draft: Answer): string {
  const [from, to] = [nameOf(live), nameOf(draft)];
  if (from !== to) return `With your draft it goes from ${from} to ${to}.`;
  if (JSON.stringify(valueOf(live)) !== JSON.stringify(valueOf(draft))) return `It stays ${to}, with another value.`;
  return live.why === draft.why ? 'Your draft does not change it.' : `It stays ${to}, for another reason.`;
}

const nameOf = ({ result }: Answer): string => (result.reason === 'error' ? 'no answer' : result.variant);
const valueOf = ({ result }: Answer): Json => (result.reason === 'error' ? null : result.value);
