import type { ReactNode } from 'react';
import { percentText } from './percent.ts';
import { VariantToken } from './tokens.tsx';

const FILLS = ['bg-accent-fill', 'bg-v2', 'bg-v3', 'bg-v4'] as const;
const HATCH = 'bg-[repeating-linear-gradient(135deg,var(--ff-hatch)_0_1px,var(--ff-off)_1px_6px)]';

interface Props {
  /** In the order of the buckets; thousandths of a percent, 100000 in all. */
  readonly weights: readonly (readonly [variant: string, thousandths: number])[];
  readonly off: string;
  /** The flag's variants in their order: each has its colour everywhere. */
  readonly variants: readonly string[];
}

/** How units are split: solid for what is more than off, hatched for off. */
export function RolloutBar({ weights, off, variants }: Props): ReactNode {
  const shown = variants.filter((name) => name !== off);
  const fillOf = (name: string): string =>
    name === off ? HATCH : (FILLS[shown.indexOf(name) % FILLS.length] ?? FILLS[0]);
  const wide = weights.filter(([, thousandths]) => thousandths > 0);
  return (
    <div className="mt-2.5 grid gap-1.5">
      <div data-bar aria-hidden="true" className="flex h-3.5 gap-0.5 overflow-hidden rounded-1">
        {wide.map(([name, thousandths]) => (
          <span key={name} className={`min-w-0.5 ${fillOf(name)}`} style={{ flexGrow: thousandths, flexBasis: 0 }} />
        ))}
      </div>
      <div className="flex flex-wrap justify-between gap-3 text-sm">
        {weights.map(([name, thousandths]) => (
          <span key={name} className="inline-flex items-center gap-1.5">
            <VariantToken name={name} isOff={name === off} />
            <b className="font-semibold">{percentText(thousandths / 100_000)}</b>
          </span>
        ))}
      </div>
    </div>
  );
}
