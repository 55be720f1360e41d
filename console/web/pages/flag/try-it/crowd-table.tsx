import type { ReactNode } from 'react';
import { Icon } from '../../../parts/icon.tsx';
import { CROWD, type Crowd } from './crowd.ts';

const COUNT = new Intl.NumberFormat('en-GB');

/** What made-up others with the same attributes get: not who there is, but how a split falls. */
export function CrowdTable({ crowd, hasDraft }: { readonly crowd: Crowd; readonly hasDraft: boolean }): ReactNode {
  const nameOf = (variant: string | null): string => variant ?? 'no answer';
  const { rows, moves, units } = crowd;
  return (
    <details className="rounded-2 border border-line text-xs" open>
      <summary className="px-3 py-2 text-text-2">
        {COUNT.format(CROWD)} made-up others: the same attributes, another{' '}
        <span className="font-mono">{units.join(', ')}</span>
      </summary>
      <div className="grid gap-1.5 border-t border-line px-3 py-2">
        <table className="w-full">
          <thead className={hasDraft ? 'text-text-3' : 'sr-only'}>
            <tr>
              <th scope="col" className="w-full text-left font-normal">
                gets
              </th>
              <th scope="col" className="pl-4 text-right font-normal whitespace-nowrap">
                live
              </th>
              {hasDraft && (
                <th scope="col" className="pl-4 text-right font-normal whitespace-nowrap">
                  with your draft
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ variant, live, draft }) => (
              <tr key={nameOf(variant)}>
                <th scope="row" className="text-left font-mono font-normal">
                  {nameOf(variant)}
                </th>
                <td className="text-right">{COUNT.format(live)}</td>
                {hasDraft && (
                  <td className={`text-right ${live === draft ? '' : 'font-semibold text-accent'}`}>
                    {COUNT.format(draft)}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
        {hasDraft && (
          <p className="text-text-2">
            {moves.length === 0
              ? 'Nobody moves.'
              : moves.map(({ from, to, count }) => (
                  <span key={`${from} ${to}`} className="flex items-center gap-1">
                    {COUNT.format(count)} go from {nameOf(from)} <Icon name="arrow" />{' '}
                    <span className="sr-only">to</span>
                    {nameOf(to)}
                  </span>
                ))}
          </p>
        )}
      </div>
    </details>
  );
}
