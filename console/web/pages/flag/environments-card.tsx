'use client';
import type { ReactNode } from 'react';
import type { FlagJson } from '../../../api/flag-json.ts';
import { pagePath } from '../../../api/page-paths.ts';
import { useDraft } from '../../draft/use-draft.ts';
import { Card } from '../../parts/card.tsx';
import { Pill } from '../../parts/chip.tsx';
import { EnvironmentCell } from '../../parts/environment-cell.tsx';
import { LocalTime } from '../../parts/local-time.tsx';
import { shortCount } from '../../parts/sparkline.tsx';
import { exactTime } from '../../parts/time.tsx';
import { servedWords } from './schedule/served-words.ts';
import { settingsAfter } from './schedule/settings-after.ts';
import { usageOfVariants } from './usage/usage-of-variants.ts';
import { useUsage } from './usage/use-usage.ts';

interface Props {
  readonly project: string;
  readonly flag: FlagJson;
  readonly environments: readonly { readonly name: string; readonly version: number | null }[];
  readonly current: string;
  /** UTC epoch ms. */
  readonly now: number;
}

/** All environments beside one another: what each serves, what it changes next, and how often it is asked. */
export function EnvironmentsCard({ project, flag, environments, current, now }: Props): ReactNode {
  const { draft } = useDraft(project);
  const { data: usage } = useUsage(project, flag.key, '24h');
  const isEdited = (name: string): boolean =>
    draft?.operations.some((each) => 'environment' in each && each.file === flag.file && each.environment === name) ===
    true;
  const head = 'px-2 py-2 font-medium first:pl-4 last:pr-4';
  return (
    <Card title="All environments" hint="what is live" isPadded={false}>
      <table className="w-full border-collapse text-sm max-desk:block">
        <caption className="sr-only">What each environment serves</caption>
        <thead className="max-desk:sr-only">
          <tr className="text-left text-xs text-text-3">
            {['Environment', 'Now', 'In words', 'Next step', 'Asked in 24 h', 'Live'].map((name) => (
              <th key={name} scope="col" className={head}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="max-desk:block">
          {environments.map(({ name, version }) => {
            const status = flag.environments[name];
            const next = status?.nextStep ?? null;
            const words = wordsOf(flag, name, now);
            const counted = usage === undefined ? null : usageOfVariants(usage.series, name, []).total;
            return (
              <tr
                key={name}
                className="border-t border-line align-top max-desk:grid max-desk:gap-0.5 max-desk:px-4 max-desk:py-3"
              >
                <th scope="row" className={`${cell} text-left font-medium`}>
                  <span className="inline-flex flex-wrap items-center gap-2">
                    {name === current ? (
                      <span>{name}</span>
                    ) : (
                      <a
                        className="text-accent hover:underline"
                        href={pagePath('flagIn', { project, flag: flag.key, environment: name })}
                      >
                        {name}
                      </a>
                    )}
                    {name === current && <span className="text-xs font-normal text-text-3">this one</span>}
                    {isEdited(name) && <Pill tone="accent">in your draft</Pill>}
                  </span>
                </th>
                <td className={cell}>
                  <EnvironmentCell status={status} />
                </td>
                <td className={`${cell} text-text-2 [overflow-wrap:anywhere]`}>{words}</td>
                <td className={`${cell} text-text-2`}>
                  {next === null ? (
                    <span className="text-text-3 max-desk:hidden">none</span>
                  ) : (
                    <>
                      <span className="whitespace-nowrap">{exactTime(Date.parse(next))}</span>
                      <span className="block text-xs text-text-3">
                        <LocalTime at={Date.parse(next)} />
                      </span>
                    </>
                  )}
                </td>
                <td className={`${cell} text-text-2`}>
                  {counted === null || usage?.source === 'none' ? (
                    <span className="text-text-3 max-desk:hidden">not counted</span>
                  ) : (
                    <>
                      {counted === 0 ? <span className="text-text-3">not asked</span> : shortCount(counted)}
                      <span className="text-text-3 desk:hidden"> in 24 h</span>
                    </>
                  )}
                </td>
                <td className={`${cell} text-text-3`}>{version === null ? 'not published' : `v${version}`}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Card>
  );
}

const cell = 'px-2 py-2.5 first:pl-4 last:pr-4 max-desk:p-0!';

/** What an environment serves now, in a line. */
function wordsOf({ model, environments, uses }: FlagJson, name: string, now: number): string {
  if (environments[name]?.killed !== 'no') return `${model.off} for everybody: it is killed`;
  const settings = model.environments.find((each) => each.name === name);
  const served = settingsAfter(settings, settings?.schedule ?? [], now);
  const missing = uses.prerequisites.find((each) => each.environments[name] === 'nobody');
  if (served.enabled === true && missing !== undefined)
    return `${model.off} for everybody: nobody gets ${missing.variant} of ${missing.flag}, which it requires`;
  return servedWords(served, model.off);
}
