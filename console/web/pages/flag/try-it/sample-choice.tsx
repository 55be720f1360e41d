import { type ReactNode, useId } from 'react';
import type { SampleContextJson } from '../../../../api/vocabulary-json.ts';

interface Props {
  readonly samples: readonly SampleContextJson[];
  /** null: what somebody typed. */
  readonly chosen: string | null;
  readonly onChoose: (sample: SampleContextJson) => void;
  /** Back to what was typed; null: nothing was. */
  readonly onBack: (() => void) | null;
}

const OWN = '\0own';

/** The contexts that the project keeps, by file, and the one that somebody typed themselves. */
export function SampleChoice({ samples, chosen, onChoose, onBack }: Props): ReactNode {
  const id = useId();
  const isKnown = samples.some(({ name }) => name === chosen);
  return (
    <div className="grid grid-cols-[minmax(5rem,2fr)_minmax(0,3fr)] items-center not-desk:grid-cols-[4rem_minmax(0,1fr)] gap-x-2">
      <label htmlFor={id} className="text-xs text-text-2">
        Sample
      </label>
      <select
        id={id}
        className="h-(--ff-h-sm) w-full min-w-0 rounded-2 border border-control bg-surface px-1.5 text-xs not-desk:h-10"
        value={isKnown && chosen !== null ? chosen : OWN}
        onChange={({ target: { value } }) => {
          const sample = samples.find(({ name }) => name === value);
          if (sample !== undefined) onChoose(sample);
          else onBack?.();
        }}
      >
        {(!isKnown || onBack !== null) && <option value={OWN}>none, my own</option>}
        {[...filesOf(samples)].map(([file, own]) => (
          <optgroup key={file} label={file}>
            {own.map(({ name }) => (
              <option key={name} value={name}>
                {name.slice(file === '' ? 0 : file.length + 1)}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </div>
  );
}

/** `orders/us-buyer` is of the file `orders`. */
function filesOf(samples: readonly SampleContextJson[]): ReadonlyMap<string, readonly SampleContextJson[]> {
  const files = new Map<string, SampleContextJson[]>();
  for (const sample of samples) {
    const file = sample.name.slice(0, Math.max(0, sample.name.lastIndexOf('/')));
    files.set(file, [...(files.get(file) ?? []), sample]);
  }
  return files;
}
