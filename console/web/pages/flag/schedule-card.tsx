import type { EnvironmentSettings } from 'flagforge/compile';
import type { ReactNode } from 'react';
import type { FlagJson } from '../../../api/flag-json.ts';
import { Card } from '../../parts/card.tsx';
import { Icon } from '../../parts/icon.tsx';
import { LocalTime } from '../../parts/local-time.tsx';
import { percentText } from '../../parts/percent.ts';
import { exactTime, relativeTime } from '../../parts/time.tsx';

interface Props {
  readonly flag: FlagJson;
  readonly environment: string;
  readonly now: number;
}

/** What changes by itself, and when: in UTC, and in the reader's own time. */
export function ScheduleCard({ flag, environment, now }: Props): ReactNode {
  const steps = flag.model.environments.find(({ name }) => name === environment)?.schedule ?? [];
  if (steps.length === 0) return null;
  return (
    <Card title="Schedule" hint="UTC, with your time below">
      <ol className="grid gap-4 desk:grid-flow-col desk:auto-cols-fr">
        {steps.map(({ at, set }) => {
          const isPast = at <= now;
          return (
            <li key={at} className="grid content-start gap-0.5">
              <span
                className={`mb-1 flex items-center border-t-2 pt-2 ${isPast ? 'border-accent-fill text-ok' : 'border-dashed border-control text-text-2'}`}
              >
                <Icon name={isPast ? 'check' : 'clock'} />
              </span>
              <b className="font-medium">{exactTime(at)}</b>
              <span className="text-xs text-text-3">
                <LocalTime at={at} /> · {relativeTime(at, now)}
              </span>
              {wordsOf(set).map((line) => (
                <span key={line} className="text-sm">
                  {line}
                </span>
              ))}
            </li>
          );
        })}
      </ol>
    </Card>
  );
}

/** What a step sets, a line each. */
function wordsOf({ enabled, targets, rules, default: last }: EnvironmentSettings): readonly string[] {
  return [
    ...(enabled === undefined ? [] : [enabled ? 'Enabled' : 'Disabled']),
    ...(targets === undefined ? [] : [`Targets: ${targets.reduce((sum, { units }) => sum + units.length, 0)}`]),
    ...(rules === undefined ? [] : [rules.length === 1 ? '1 rule' : `${rules.length} rules`]),
    ...(last === undefined
      ? []
      : 'serve' in last
        ? [`Otherwise show ${last.serve}`]
        : [
            `Otherwise split: ${last.rollout.map(([name, share]) => `${name} ${percentText(share / 100_000)}`).join(', ')}`,
          ]),
  ];
}
