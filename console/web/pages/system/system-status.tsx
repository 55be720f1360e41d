'use client';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { EnvironmentStatusJson, StatusJson } from '../../../api/status-json.ts';
import { Card } from '../../parts/card.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Note } from '../../parts/note.tsx';
import { Time } from '../../parts/time.tsx';
import { readApi } from '../../runtime/call-api.ts';
import { DriftList } from './drift-list.tsx';
import { EvaluatorList } from './evaluator-list.tsx';
import { evaluatorsState, gitState, type ShownState, storeState } from './store-states.ts';

/** Stores and evaluators come and go without a word: they are asked. */
const ASK_MS = 10_000;

/** How everything stands now; asked again while somebody looks. */
export function SystemStatus({ given }: { readonly given: StatusJson }): ReactNode {
  const { data, isError, dataUpdatedAt } = useQuery({
    queryKey: ['status', given.organization, given.project],
    queryFn: () => readApi('/v1/status'),
    initialData: given,
    initialDataUpdatedAt: Date.parse(given.at),
    refetchInterval: ASK_MS,
    staleTime: ASK_MS,
    retry: false,
  });
  const { environments, drift, git, audit } = data;
  const now = Math.max(dataUpdatedAt, Date.parse(data.at));
  const unreachable = environments.some(({ stores }) => stores.some(({ state }) => state === 'unreachable'));
  const isWell = drift.length === 0 && !unreachable && git.problem === null && !git.hasErrors;
  return (
    <>
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h1 className="text-xl font-semibold tracking-[-0.011em]">System</h1>
        <p role="status" className="text-sm text-text-2">
          {isWell ? 'Everything serves what it should.' : sentenceOf(drift.length, unreachable, git.problem !== null)}
        </p>
        <span className="ml-auto text-xs text-text-3">
          looked at <Time at={Date.parse(data.at)} now={isError ? Date.now() : now} />, again every 10 s
        </span>
      </div>
      {isError && (
        <Note tone="warn">
          The console’s server does not answer, or cannot tell. What is shown is from{' '}
          <Time at={Date.parse(data.at)} now={Date.now()} />. What is served goes on without it.
        </Note>
      )}
      {git.problem !== null && (
        <Note tone="danger">Git cannot be asked: {git.problem}. What is served is not touched by that.</Note>
      )}
      {git.hasErrors && (
        <Note tone="danger">
          The newest commit has errors and is not published. What was published before goes on being served.
        </Note>
      )}
      <DriftList drift={drift} />
      <Card title="Environments" icon="system" hint={storageHint(data)} isPadded={false}>
        {environments.length === 0 ? (
          <p className="p-4 text-text-2">Nothing was published yet. The first merge publishes every environment.</p>
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys
          <section aria-label="Environments and stores" tabIndex={0} className="relative overflow-x-auto">
            <table className="w-full min-w-180 text-left text-sm">
              <thead className="text-xs text-text-3">
                <tr className="h-8">
                  {['Environment', 'Git', 'Database', 'Redis', 'Edge (KVS)', 'Evaluators'].map((name) => (
                    <th key={name} scope="col" className="px-4 font-medium">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {environments.map((each) => (
                  <EnvironmentRow key={each.environment} environment={each} commit={git.commit} now={now} />
                ))}
              </tbody>
            </table>
          </section>
        )}
        <p className="border-t border-line px-4 py-2 text-xs text-text-3">
          {audit.unanchored === 0
            ? 'Every entry of the audit log is anchored in git.'
            : `${audit.unanchored} ${audit.unanchored === 1 ? 'entry' : 'entries'} of the audit log ${audit.unanchored === 1 ? 'waits' : 'wait'} for an anchor in git.`}
          {audit.waiting?.lastError != null && ` The last attempt failed: ${audit.waiting.lastError}.`}
        </p>
      </Card>
      <EvaluatorList environments={environments} now={now} />
    </>
  );
}

function sentenceOf(drifted: number, isUnreachable: boolean, isGitGone: boolean): string {
  const parts = [
    ...(drifted === 0
      ? []
      : [drifted === 1 ? '1 thing is not as it should be' : `${drifted} things are not as they should be`]),
    ...(isUnreachable ? ['a store cannot be reached'] : []),
    ...(isGitGone ? ['git cannot be asked'] : []),
  ];
  return parts.length === 0
    ? 'The newest commit has errors.'
    : `${parts.join(', ')}.`.replace(/^./, (first) => first.toUpperCase());
}

/** Where things are; for admins only. */
function storageHint({ database, environments }: StatusJson): string {
  if (database === null) return 'addresses are for admins';
  const addresses = environments.flatMap(({ stores }) => stores.flatMap(({ address }) => address ?? []));
  return [...new Set([database, ...addresses])].join(', ');
}

function EnvironmentRow({
  environment: { environment, served, lineage, stores, evaluators, waiting },
  commit,
  now,
}: {
  readonly environment: EnvironmentStatusJson;
  readonly commit: string | null;
  readonly now: number;
}): ReactNode {
  const version = served?.version ?? 0;
  const storeOf = (name: 'redis' | 'edge'): ShownState =>
    storeState(
      stores.find(({ store }) => store === name),
      version,
    );
  return (
    <tr className="border-t border-line align-top">
      <th scope="row" className="max-w-60 min-w-32 px-4 py-2.5 font-medium [overflow-wrap:anywhere]">
        {environment}
        {waiting.map(({ target, count, since }) => (
          <span key={target} className="block text-xs font-normal text-warn">
            {count} waiting for {target}, since <Time at={Date.parse(since)} now={now} />
          </span>
        ))}
      </th>
      <StateCell state={gitState(lineage, commit)} />
      <td className="px-4 py-2.5">
        {served === null ? (
          <span className="text-text-3">nothing yet</span>
        ) : (
          <>
            <span className="tabular-nums">v{served.version}</span>
            <span className="block text-xs text-text-3">
              {ACTIONS[served.action] ?? served.action} <Time at={Date.parse(served.at)} now={now} />, by {served.by}
            </span>
          </>
        )}
      </td>
      <StateCell state={storeOf('redis')} />
      <StateCell state={storeOf('edge')} />
      <StateCell state={evaluatorsState(evaluators, version)} />
    </tr>
  );
}

const ACTIONS: Readonly<Record<string, string>> = {
  ...{ publish: 'published', kill: 'a kill', revive: 'a revival', rollback: 'rolled back', release: 'a hold released' },
};

const StateCell = ({ state: { icon, tone, text, detail } }: { readonly state: ShownState }): ReactNode => (
  <td className="px-4 py-2.5">
    <span className={`inline-flex items-start gap-1.5 tabular-nums ${tone}`}>
      <Icon name={icon} className="mt-0.5" />
      {text}
    </span>
    {detail !== null && <span className="block pl-5.5 text-xs text-text-3 [overflow-wrap:anywhere]">{detail}</span>}
  </td>
);
