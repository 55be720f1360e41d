import type { ReactNode } from 'react';
import { Button } from '../../../parts/button.tsx';
import { Pill } from '../../../parts/chip.tsx';
import { Icon } from '../../../parts/icon.tsx';
import { LocalTime } from '../../../parts/local-time.tsx';
import { exactTime, relativeTime } from '../../../parts/time.tsx';
import type { ShownStep } from './step-changes.ts';
import { StepWords } from './step-words.tsx';

interface Props extends ShownStep {
  readonly off: string;
  /** What is served from then on. */
  readonly then: string;
  /** UTC epoch ms. */
  readonly now: number;
  readonly isLast: boolean;
  readonly blocked: string | null;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
  readonly onPutBack: () => void;
}

const CHANGED = { new: 'new in your draft', edited: 'edited in your draft', removed: 'removed in your draft' } as const;

const row =
  'relative grid grid-cols-[1rem_minmax(0,1fr)] gap-x-3 gap-y-1 desk:grid-cols-[1rem_12rem_minmax(0,1fr)_auto]';

/** One step: when, what it sets, and what is served from then on. */
export function StepRow(props: Props): ReactNode {
  const { step, change, off, then, now, isLast, blocked, onEdit, onRemove, onPutBack } = props;
  const isPast = step.at <= now;
  const isGone = change === 'removed';
  const exact = exactTime(step.at);
  return (
    <li className={`${row} ${isLast ? '' : 'pb-5'}`}>
      <Mark isPast={isPast} isLast={isLast}>
        <Icon name={isPast ? 'check' : 'clock'} className={isPast ? 'text-ok' : 'text-text-2'} />
      </Mark>
      <div className="grid content-start">
        <b className={`font-medium ${isGone ? 'line-through' : ''}`}>{exact}</b>
        <span className="text-xs text-text-3">
          <LocalTime at={step.at} /> · {relativeTime(step.at, now)}
        </span>
      </div>
      <div
        className={`col-start-2 grid min-w-0 content-start gap-0.5 text-sm desk:col-start-3 ${change === 'none' ? '' : 'rounded-1 bg-selected px-2 py-1 shadow-[inset_3px_0_0_var(--ff-accent-fill)]'}`}
      >
        {change !== 'none' && (
          <span>
            <Pill tone="accent">{CHANGED[change]}</Pill>
          </span>
        )}
        <div className={`grid gap-0.5 ${isGone ? 'text-text-3 line-through' : ''}`}>
          <StepWords set={step.set} off={off} />
        </div>
        <p className="text-xs text-text-3">
          {isGone ? (isPast ? 'What it did is taken back.' : 'Nothing changes then.') : `From then on: ${then}.`}
        </p>
      </div>
      <div className="col-start-2 flex items-start gap-1 desk:col-start-4">
        {isGone ? (
          <Button
            size="small"
            look="ghost"
            blocked={blocked ?? undefined}
            label={`Put back ${exact}`}
            onPress={onPutBack}
          >
            Put back
          </Button>
        ) : (
          <>
            {!isPast && (
              <Button size="small" look="ghost" blocked={blocked ?? undefined} label={`Edit ${exact}`} onPress={onEdit}>
                Edit
              </Button>
            )}
            <Button
              size="small"
              look="ghost"
              blocked={blocked ?? undefined}
              label={`Remove ${exact}`}
              onPress={onRemove}
            >
              Remove
            </Button>
          </>
        )}
      </div>
    </li>
  );
}

/** Where the reader stands between the steps. */
export const NowMark = ({
  now,
  then,
  isLast,
}: {
  readonly now: number;
  readonly then: string;
  readonly isLast: boolean;
}): ReactNode => (
  <li className={`${row} ${isLast ? '' : 'pb-5'}`}>
    <Mark isPast={false} isLast={isLast}>
      <span className="size-2.5 rounded-full bg-text" />
    </Mark>
    <div className="grid content-start">
      <b className="font-semibold">Now</b>
      <span className="text-xs text-text-3">
        {exactTime(now)}
        <br />
        <LocalTime at={now} />
      </span>
    </div>
    <p className="col-start-2 text-sm text-text-2 desk:col-start-3">{then}</p>
  </li>
);

/** A glyph on the line of time: solid behind, dashed ahead. */
const Mark = ({
  isPast,
  isLast,
  children,
}: {
  readonly isPast: boolean;
  readonly isLast: boolean;
  readonly children: ReactNode;
}): ReactNode => (
  <span className="grid size-4 place-items-center pt-0.5">
    {children}
    {!isLast && (
      <span
        aria-hidden="true"
        className={`absolute top-6 bottom-0.5 left-2 border-l-2 ${isPast ? 'border-accent-fill' : 'border-dashed border-control'}`}
      />
    )}
  </span>
);
