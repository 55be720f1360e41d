import type { ReactNode } from 'react';
import type { UsageJson } from '../../../../api/usage-json.ts';
import type { EnvironmentUsage } from './usage-of-variants.ts';
import { NO_VARIANT, pointText } from './usage-words.ts';

interface Props {
  readonly usage: EnvironmentUsage;
  /** When the first point begins, UTC epoch ms; and how long each is, in seconds. */
  readonly from: number;
  readonly step: number;
  readonly range: UsageJson['range'];
}

/** The chart's numbers, the newest first. */
export function UsageTable({ usage, from, step, range }: Props): ReactNode {
  const points = usage.variants[0]?.points.length ?? 0;
  const newestFirst = Array.from({ length: points }, (_, index) => points - 1 - index);
  return (
    <details className="text-sm">
      <summary className="w-fit text-accent hover:underline">As a table</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys */}
      <section tabIndex={0} aria-label="Evaluations, scrolls" className="relative mt-2 max-h-72 overflow-auto">
        <table className="w-full border-collapse text-right">
          <caption className="sr-only">Evaluations by variant, the newest first</caption>
          <thead>
            <tr className="text-xs text-text-3">
              <th scope="col" className="py-1 pr-3 text-left font-medium">
                From
              </th>
              {usage.variants.map(({ variant }) => (
                <th key={variant ?? ''} scope="col" className="px-3 py-1 font-mono font-medium">
                  {variant ?? NO_VARIANT}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {newestFirst.map((at) => (
              <tr key={at} className="border-t border-line">
                <th scope="row" className="py-1 pr-3 text-left font-normal whitespace-nowrap text-text-2">
                  {pointText(from + at * step * 1_000, range)}
                </th>
                {usage.variants.map(({ variant, points: counts }) => (
                  <td key={variant ?? ''} className={`px-3 py-1 ${counts[at] === 0 ? 'text-text-3' : ''}`}>
                    {(counts[at] ?? 0).toLocaleString('en')}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
