import type { ReactNode } from 'react';
import { percentText } from './percent.ts';
import { VariantToken } from './tokens.tsx';
import { variantFill } from './variant-fill.ts';

type Weights = readonly (readonly [variant: string, thousandths: number])[];

interface Props {
  /** In the order of the buckets; thousandths of a percent, 100000 in all. */
  readonly weights: Weights;
  /** What is live, where these are a draft. */
  readonly live?: Weights | undefined;
  readonly off: string;
  /** The flag's variants in their order: each has its colour everywhere. */
  readonly variants: readonly string[];
}

/** How units are split: solid for what is more than off, hatched for off, with a notch where the live edge is. */
export function RolloutBar({ weights, live, off, variants }: Props): ReactNode {
  const wide = weights.filter(([, thousandths]) => thousandths > 0);
  const liveShares = new Map(live);
  const isMoved = live !== undefined && JSON.stringify(live) !== JSON.stringify(weights);
  return (
    <div className="mt-2.5 grid gap-1.5">
      <div className="relative">
        <div data-bar aria-hidden="true" className="flex h-3.5 gap-0.5 overflow-hidden rounded-1">
          {wide.map(([name, thousandths]) => (
            <span
              key={name}
              className={`min-w-0.5 ${variantFill(name, variants, off)}`}
              style={{ flexGrow: thousandths, flexBasis: 0 }}
            />
          ))}
        </div>
        {isMoved &&
          edgesOf(live).map((edge) => (
            <span
              key={edge}
              aria-hidden="true"
              className="absolute -top-0.5 h-4.5 w-0.5 bg-text"
              style={{ left: `calc(${edge / 1_000}% - 1px)` }}
            />
          ))}
      </div>
      <div className="flex flex-wrap justify-between gap-3 text-sm">
        {weights.map(([name, thousandths]) => {
          const before = liveShares.get(name) ?? 0;
          return (
            <span key={name} className="inline-flex items-center gap-1.5">
              <VariantToken name={name} isOff={name === off} />
              <b className="font-semibold">{percentText(thousandths / 100_000)}</b>
              {isMoved && before !== thousandths && (
                <span className="text-text-2">live {percentText(before / 100_000)}</span>
              )}
            </span>
          );
        })}
      </div>
    </div>
  );
}

/** Where one variant ends and the next begins, in thousandths of a percent; without the ends of the bar. */
function edgesOf(weights: Weights): readonly number[] {
  let sum = 0;
  const edges = weights.map(([, thousandths]) => {
    sum += thousandths;
    return sum;
  });
  return [...new Set(edges)].filter((edge) => edge > 0 && edge < 100_000);
}
