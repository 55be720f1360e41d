import type { ReactNode } from 'react';
import type { EnvironmentStatusJson } from '../../../api/status-json.ts';
import { Card } from '../../parts/card.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Time } from '../../parts/time.tsx';

const WORDS = { equal: 'up to date', behind: 'behind', ahead: 'ahead', different: 'another content' } as const;

interface Props {
  readonly environments: readonly EnvironmentStatusJson[];
  readonly now: number;
}

/** Who answers applications, and what each of them serves. */
export function EvaluatorList({ environments, now }: Props): ReactNode {
  const ids = [...new Set(environments.flatMap(({ evaluators }) => evaluators.map(({ id }) => id)))].sort();
  return (
    <Card title="Evaluators" icon="system" hint="those that reported within the last 30 s" isPadded={false}>
      {ids.length === 0 ? (
        <p className="p-4 text-sm text-text-2">
          No evaluator reports. Without Redis they report to nobody, and may serve all the same: each has /health.
        </p>
      ) : (
        <ul className="divide-y divide-line">
          {ids.map((id) => {
            const own = environments.flatMap(({ environment, evaluators }) =>
              evaluators.filter((each) => each.id === id).map((each) => ({ environment, ...each })),
            );
            const [first] = own;
            return (
              <li key={id} className="flex flex-wrap items-baseline gap-x-4 gap-y-1 px-4 py-2.5 text-sm">
                <span className="w-40 not-desk:w-full font-mono font-semibold [overflow-wrap:anywhere]">{id}</span>
                <span className="flex flex-1 flex-wrap gap-x-4 gap-y-1">
                  {own.map(({ environment, version, state, refused }) => (
                    <span key={environment} className={`inline-flex gap-1.5 ${state === 'equal' ? '' : 'text-warn'}`}>
                      <Icon
                        name={state === 'equal' ? 'check' : 'warning'}
                        className={`mt-0.5 ${state === 'equal' ? 'text-ok' : ''}`}
                      />
                      {environment} v{version}, {WORDS[state]}
                      {refused > 0 && `, refused ${refused}`}
                    </span>
                  ))}
                </span>
                {first !== undefined && (
                  <span className="text-xs text-text-3">
                    {first.host === null ? '' : `${first.host}, `}heard <Time at={Date.parse(first.at)} now={now} />
                  </span>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}
