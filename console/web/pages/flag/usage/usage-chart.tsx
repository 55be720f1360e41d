import type { ReactNode } from 'react';
import type { UsageJson } from '../../../../api/usage-json.ts';
import { variantFill } from '../../../parts/variant-fill.ts';
import type { EnvironmentUsage } from './usage-of-variants.ts';
import { NO_VARIANT, pointText, shareText } from './usage-words.ts';

interface Props {
  readonly usage: EnvironmentUsage;
  /** When the first point begins, UTC epoch ms; and how long each is, in seconds. */
  readonly from: number;
  readonly step: number;
  readonly range: UsageJson['range'];
  readonly off: string;
  readonly variants: readonly string[];
}

/** A column for each point, from the bottom in the order of the variants. The sentence above and the table say the same. */
export function UsageChart({ usage, from, step, range, off, variants }: Props): ReactNode {
  const { most } = usage;
  const starts = (usage.variants[0]?.points ?? []).map((_, at) => from + at * step * 1_000);
  const fillOf = (variant: string | null): string =>
    variant === null ? 'bg-danger-fill' : variantFill(variant, variants, off);
  return (
    <div className="grid gap-2">
      <div aria-hidden="true" className="relative">
        <span className="absolute -top-1 left-0 bg-surface pr-1 text-xs text-text-3">{most.toLocaleString('en')}</span>
        <div className="flex h-24 items-end gap-px border-b border-control border-t border-t-line desk:gap-0.5">
          {starts.map((start, at) => (
            <div key={start} title={pointText(start, range)} className="flex h-full min-w-0 flex-1 flex-col-reverse">
              {usage.variants.map(({ variant, points: counts }) => {
                const count = counts[at] ?? 0;
                return count === 0 ? null : (
                  <span
                    key={variant ?? ''}
                    data-bar
                    className={`min-h-0.5 shrink-0 ${fillOf(variant)}`}
                    style={{ height: `${(count / most) * 100}%` }}
                  />
                );
              })}
            </div>
          ))}
        </div>
        <div className="mt-1 flex justify-between text-xs text-text-3">
          <span>{pointText(from, range)}</span>
          <span>now</span>
        </div>
      </div>
      <ul className="flex flex-wrap gap-x-5 gap-y-1.5 text-sm" aria-label="Variants">
        {usage.variants.map(({ variant, total }) => (
          <li key={variant ?? ''} className="inline-flex min-w-0 items-center gap-1.5">
            <span data-bar aria-hidden="true" className={`size-3 shrink-0 rounded-1 ${fillOf(variant)}`} />
            <span
              className={`min-w-0 [overflow-wrap:anywhere] ${variant === null ? 'text-danger' : 'font-mono text-xs'}`}
            >
              {variant ?? NO_VARIANT}
            </span>
            <b className="font-semibold">{shareText(total / usage.total)}</b>
            <span className="text-text-3">{total.toLocaleString('en')}</span>
            {variant !== null && !variants.includes(variant) && (
              <span className="text-text-3">(the flag no longer has it)</span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
