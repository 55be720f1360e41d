import type { Flag } from '@flagforge/sdk/engine';
import { type ReactNode, useId } from 'react';
import { LocalTime } from '../../../parts/local-time.tsx';
import { exactTime } from '../../../parts/time.tsx';

interface Props {
  /** The flag as it is live, and with the draft: their schedules. */
  readonly flags: readonly (Flag | undefined)[];
  /** UTC epoch ms; null: now. */
  readonly at: number | null;
  readonly onChange: (at: number | null) => void;
}

const BOX = 'h-(--ff-h-sm) min-w-0 rounded-2 border border-control bg-surface px-2 text-xs not-desk:h-10';
const OTHER = 'other';

/** For when it is answered: now, at a step of the schedule, or at any other time, in UTC. */
export function WhenChoice({ flags, at, onChange }: Props): ReactNode {
  const id = useId();
  const steps = [...new Set(flags.flatMap((flag) => (flag?.schedule ?? []).map((step) => step.at)))].sort(
    (a, b) => a - b,
  );
  const isStep = at !== null && steps.includes(at);
  const chosen = at === null ? 'now' : isStep ? String(at) : OTHER;
  return (
    <div className="grid grid-cols-[minmax(5rem,2fr)_minmax(0,3fr)] items-center not-desk:grid-cols-[4rem_minmax(0,1fr)] gap-x-2 gap-y-1.5">
      <label htmlFor={id} className="text-xs text-text-2">
        At
      </label>
      <select
        id={id}
        className={BOX}
        value={chosen}
        onChange={({ target: { value } }) =>
          onChange(value === 'now' ? null : value === OTHER ? startOfMinute(at ?? Date.now()) : Number(value))
        }
      >
        <option value="now">now</option>
        {steps.map((step) => (
          <option key={step} value={String(step)}>
            {exactTime(step)}
          </option>
        ))}
        <option value={OTHER}>another time</option>
      </select>
      {chosen === OTHER && at !== null && (
        <span className="col-span-full flex items-center gap-2">
          <input
            type="datetime-local"
            aria-label="Date and time, in UTC"
            className={`${BOX} flex-1`}
            value={new Date(at).toISOString().slice(0, 16)}
            onChange={({ target: { value } }) => {
              const next = Date.parse(`${value}Z`);
              if (Number.isFinite(next)) onChange(next);
            }}
          />
          <span className="text-xs text-text-2">UTC</span>
        </span>
      )}
      {at !== null && (
        <span className="col-start-2 text-xs text-text-3">
          <LocalTime at={at} />
        </span>
      )}
    </div>
  );
}

/** What a field for minutes can show; a step of a schedule is left by it. */
const startOfMinute = (at: number): number => Math.floor(at / 60_000) * 60_000 + 60_000;
