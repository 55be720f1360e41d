'use client';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { RequestJson } from '../../../api/change-request-json.ts';
import type { EnvironmentJson } from '../../../api/environment-json.ts';
import { Card } from '../../parts/card.tsx';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { Time } from '../../parts/time.tsx';
import { readApi } from '../../runtime/call-api.ts';

interface Props {
  readonly request: RequestJson;
  readonly environments: readonly EnvironmentJson[];
  readonly now: number;
}

/** How often it is asked while an environment is still on its way. */
const ASK_MS = 1_000;

interface Cell {
  readonly icon: IconName;
  readonly tone: string;
  readonly text: string;
  readonly isDone: boolean;
}

/** What became of a merged change in each environment. It is asked again until all of them serve it. */
export function PublishState({ request, environments: given, now }: Props): ReactNode {
  const { mergeCommit } = request;
  const { data } = useQuery({
    queryKey: ['environments', request.number, mergeCommit],
    queryFn: async () => (await readApi('/v1/environments')).environments,
    initialData: given,
    refetchInterval: ({ state }) =>
      (state.data ?? given).every((environment) => cellOf(request, environment).isDone) ? false : ASK_MS,
  });
  return (
    <Card title="Publish state" icon="merge" isPadded={false}>
      <table className="w-full text-sm">
        <caption className="sr-only">What each environment serves of this change</caption>
        <thead>
          <tr className="text-left text-xs text-text-3">
            <th scope="col" className="px-4 py-1.5 font-medium">
              Environment
            </th>
            <th scope="col" className="px-4 py-1.5 font-medium">
              Serves
            </th>
          </tr>
        </thead>
        <tbody aria-live="polite">
          {data.map((environment) => {
            const { icon, tone, text } = cellOf(request, environment);
            const { name, published } = environment;
            const at = published?.publishedAt ?? null;
            return (
              <tr key={name} className="border-t border-line align-top">
                <th scope="row" className="px-4 py-2 text-left font-medium [overflow-wrap:anywhere]">
                  {name}
                </th>
                <td className="px-4 py-2">
                  <span className={`inline-flex items-start gap-1.5 ${tone}`}>
                    <Icon name={icon} className="mt-0.5" />
                    {text}
                  </span>
                  {icon === 'check' && at !== null && (
                    <span className="block text-xs text-text-3">
                      <Time at={Date.parse(at)} now={now} />
                    </span>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className="border-t border-line px-4 py-2 text-xs text-text-3">
        Merged as <code className="font-mono">{mergeCommit?.slice(0, 7)}</code>. Evaluators follow within seconds.
      </p>
    </Card>
  );
}

function cellOf({ diff, mergeCommit, updatedAt }: RequestJson, { name, published }: EnvironmentJson): Cell {
  const isTouched = diff?.environments.find(({ environment }) => environment === name)?.isChanged ?? true;
  const version = published === null ? '' : `v${published.version}`;
  if (!isTouched) return { icon: 'minus', tone: 'text-text-3', text: `no change ${version}`.trim(), isDone: true };
  if (published !== null && published.commit === mergeCommit) {
    return { icon: 'check', tone: 'text-ok', text: `${version}, with it`, isDone: true };
  }
  if (published?.hold != null) {
    return { icon: 'warning', tone: 'text-warn', text: `${version}, held by a rollback: not published`, isDone: true };
  }
  const at = published?.publishedAt ?? null;
  if (at !== null && Date.parse(at) >= Date.parse(updatedAt)) {
    return { icon: 'check', tone: 'text-ok', text: `${version}, a newer commit`, isDone: true };
  }
  return {
    icon: 'clock',
    tone: 'text-accent',
    text: published === null ? 'waiting' : `writing, still ${version}`,
    isDone: false,
  };
}
