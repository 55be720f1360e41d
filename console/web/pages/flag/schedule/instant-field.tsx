import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Choice } from '../../../parts/choice.tsx';
import { LocalTime } from '../../../parts/local-time.tsx';
import { exactTime, relativeTime } from '../../../parts/time.tsx';
import { fieldText, instantOf, type Zone } from './instant-text.ts';

interface Props {
  /** UTC epoch ms; null: none is typed yet. */
  readonly at: number | null;
  readonly problem: string | null;
  readonly onChange: (at: number | null) => void;
}

/** An instant, typed in UTC or in the reader's own time, and said in both. */
export function InstantField({ at, problem, onChange }: Props): ReactNode {
  const id = useId();
  const [zone, setZone] = useState<Zone>('utc');
  const field = useRef<HTMLInputElement>(null);
  // The form that it begins was just opened.
  useEffect(() => field.current?.focus(), []);
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const here = timeZone.split('/').at(-1)?.replaceAll('_', ' ') ?? timeZone;
  return (
    <div className="grid gap-1.5 text-sm">
      <label htmlFor={id} className="font-medium">
        When, in {zone === 'utc' ? 'UTC' : `${here} time`}
      </label>
      <div className="flex flex-wrap items-center gap-2">
        <input
          key={zone}
          ref={field}
          id={id}
          type="datetime-local"
          defaultValue={at === null ? '' : fieldText(at, zone)}
          aria-invalid={problem !== null}
          aria-describedby={`${id}-said`}
          onChange={(event) => onChange(instantOf(event.target.value, zone))}
          className="h-(--ff-h-md) min-w-0 rounded-2 border border-control bg-surface px-2 aria-invalid:border-danger not-desk:h-11"
        />
        {timeZone !== 'UTC' && (
          <Choice label="Type it in" options={{ utc: 'UTC', local: here }} value={zone} onChange={setZone} />
        )}
      </div>
      <p id={`${id}-said`} aria-live="polite" className={problem === null ? 'text-text-2' : 'text-danger'}>
        {at !== null && (
          <span className="text-text-2">
            {exactTime(at)} = <LocalTime at={at} />, {relativeTime(at, Date.now())}
            {problem !== null && '. '}
          </span>
        )}
        {problem !== null && `${problem}.`}
      </p>
    </div>
  );
}
