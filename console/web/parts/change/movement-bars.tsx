import type { Movement } from 'flagforge/diff';
import type { ReactNode } from 'react';
import { percentText } from '../percent.ts';
import { exactTime } from '../time.tsx';

const STRIPES =
  'bg-[repeating-linear-gradient(135deg,var(--ff-accent-fill)_0_5px,var(--ff-accent-soft)_5px_8px)] shadow-[inset_0_0_0_1px_var(--ff-accent-fill)]';

/** Who moves, on one scale: striped moves, the rest keeps what it has. One bar for each kind of units and time. */
export function MovementBars({ movements }: { readonly movements: readonly Movement[] }): ReactNode {
  const groups = new Map<string, Movement[]>();
  for (const movement of movements) {
    const name = `${movement.among} ${movement.since} ${movement.until}`;
    groups.set(name, [...(groups.get(name) ?? []), movement]);
  }
  return [...groups].map(([name, own]) => {
    const [first] = own;
    const moving = own.reduce((sum, { share }) => sum + share, 0);
    const keeping = Math.max(0, 1 - moving);
    if (first === undefined) return null;
    return (
      <div key={name} className="grid gap-1.5">
        <div className="flex flex-wrap justify-between gap-x-4 text-xs text-text-2">
          <span>{first.among}</span>
          {(first.since !== null || first.until !== null) && (
            <span>
              {first.since !== null && `from ${exactTime(first.since)} `}
              {first.until !== null && `until ${exactTime(first.until)}`}
            </span>
          )}
        </div>
        <div data-bar aria-hidden="true" className="flex h-9 gap-0.5 overflow-hidden rounded-1">
          {own.map(({ from, to, share }) => (
            <span
              key={`${from} ${to}`}
              className={`grid min-w-1 place-items-center overflow-hidden ${STRIPES}`}
              style={{ flexGrow: share, flexBasis: 0 }}
            >
              {share > 0.12 && (
                <span className="rounded-1 bg-surface px-1 text-xs font-semibold whitespace-nowrap text-accent">
                  {from ?? 'new'} → {to ?? 'gone'}
                </span>
              )}
            </span>
          ))}
          {keeping > 0.000_005 && (
            <span
              className="min-w-1 bg-sunken shadow-[inset_0_0_0_1px_var(--ff-line)]"
              style={{ flexGrow: keeping, flexBasis: 0 }}
            />
          )}
        </div>
        <ul className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
          {own.map(({ from, to, share }) => (
            <li key={`${from} ${to}`}>
              <b className="font-semibold">{percentText(share)}</b>{' '}
              {from === to ? `get another value of ${to}` : `${from ?? 'nothing'} → ${to ?? 'nothing'}`}
            </li>
          ))}
          {keeping > 0.000_005 && (
            <li className="text-text-2">
              <b className="font-semibold">{percentText(keeping)}</b> keep what they have
            </li>
          )}
        </ul>
      </div>
    );
  });
}
