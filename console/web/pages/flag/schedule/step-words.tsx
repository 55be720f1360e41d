import type { EnvironmentSettings } from 'flagforge/compile';
import type { ReactNode } from 'react';
import { percentText } from '../../../parts/percent.ts';
import { VariantToken } from '../../../parts/tokens.tsx';

/** What a step sets, a line each. */
export function StepWords({ set, off }: { readonly set: EnvironmentSettings; readonly off: string }): ReactNode {
  const { enabled, targets, rules, default: last } = set;
  const names = (rules ?? []).map(({ name }, index) => name ?? `rule ${index + 1}`);
  const units = (targets ?? []).reduce((sum, each) => sum + each.units.length, 0);
  return (
    <>
      {enabled !== undefined && <p>{enabled ? 'Enabled' : 'Disabled'}</p>}
      {targets !== undefined && (
        <p>{units === 0 ? 'Targets: nobody by name' : `Targets: ${units} name${units === 1 ? '' : 's'}`}</p>
      )}
      {rules !== undefined && (
        <p className="[overflow-wrap:anywhere]">
          {rules.length === 0 ? 'No rules' : `${rules.length === 1 ? 'The rule' : 'The rules'} ${names.join(', ')}`}
        </p>
      )}
      {last !== undefined &&
        ('serve' in last ? (
          <p>
            Otherwise show <VariantToken name={last.serve} isOff={last.serve === off} />
          </p>
        ) : (
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
            Otherwise split
            {last.rollout.map(([name, share]) => (
              <span key={name} className="inline-flex items-center gap-1.5">
                <VariantToken name={name} isOff={name === off} />
                <b className="font-semibold">{percentText(share / 100_000)}</b>
              </span>
            ))}
          </p>
        ))}
    </>
  );
}
