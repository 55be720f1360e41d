import type { ReactNode } from 'react';
import type { KillTimeJson, PublishTimeJson } from '../../../api/live-times-json.ts';
import { pagePath } from '../../../api/page-paths.ts';
import { Card } from '../../parts/card.tsx';
import { Time } from '../../parts/time.tsx';
import { durationWords, median } from './duration-words.ts';

/** How many are listed. */
const SHOWN = 5;

const known = (times: readonly (number | null)[]): readonly number[] =>
  times.flatMap((ms) => (ms === null ? [] : [ms]));

/** How long a version took to every store. */
function storesWords({ stores, storesMs }: { readonly stores: number; readonly storesMs: number | null }): string {
  if (stores === 0) return 'evaluator told at once';
  return storesMs === null ? 'a store still waits' : `in every store after ${durationWords(storesMs)}`;
}

interface PublishProps {
  readonly project: string;
  readonly publishes: readonly PublishTimeJson[];
  readonly now: number;
}

/** From the opening of a change request, and from its merge, until the database had it. */
export function PublishTimes({ project, publishes, now }: PublishProps): ReactNode {
  const proposal = median(known(publishes.map(({ sinceProposalMs }) => sinceProposalMs)));
  const merge = median(known(publishes.map(({ sinceMergeMs }) => sinceMergeMs)));
  return (
    <Card title="From proposal to live" icon="request" hint="half of them are faster" isPadded={false}>
      <Figures
        figures={[
          ['proposed to live, review included', proposal],
          ['merged to live', merge],
        ]}
      />
      {publishes.length === 0 ? (
        <p className="border-t border-line p-4 text-sm text-text-2">Nothing was published yet.</p>
      ) : (
        <ul className="divide-y divide-line border-t border-line text-sm">
          {publishes.slice(0, SHOWN).map((each) => (
            <li key={`${each.environment} ${each.version}`} className="px-4 py-2">
              <span className="flex flex-wrap gap-x-2">
                {each.request === null ? (
                  <code className="font-mono">{each.commit.slice(0, 7)}</code>
                ) : (
                  <a
                    href={pagePath('request', { project, number: String(each.request) })}
                    className="font-medium text-accent hover:underline [overflow-wrap:anywhere]"
                  >
                    #{each.request} {each.title}
                  </a>
                )}
                <span className="text-text-2">
                  {each.environment} v{each.version}
                </span>
                <span className="ml-auto text-xs text-text-3">
                  <Time at={Date.parse(each.at)} now={now} />, by {each.by}
                </span>
              </span>
              <span className="block text-xs text-text-3">
                {[
                  ...(each.sinceProposalMs === null
                    ? []
                    : [`${durationWords(each.sinceProposalMs)} after the proposal`]),
                  ...(each.sinceMergeMs === null ? [] : [`${durationWords(each.sinceMergeMs)} after the merge`]),
                  storesWords(each),
                ].join(', ')}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

/** Where there is no store between, there is nothing to wait for. */
const timeOf = ({ stores, storesMs }: KillTimeJson): number | null => (stores === 0 ? 0 : storesMs);

interface KillProps {
  readonly project: string;
  readonly kills: readonly KillTimeJson[];
  readonly now: number;
}

/** From the writing of a kill until the last store had it. */
export function KillTimes({ project, kills, now }: KillProps): ReactNode {
  return (
    <Card title="From kill to live" icon="power" hint="half of them are faster" isPadded={false}>
      <Figures figures={[['written to every store', median(known(kills.map(timeOf)))]]} />
      {kills.length === 0 ? (
        <p className="border-t border-line p-4 text-sm text-text-2">Nothing was killed yet.</p>
      ) : (
        <ul className="divide-y divide-line border-t border-line text-sm">
          {kills.slice(0, SHOWN).map((each) => (
            <li key={`${each.environment} ${each.version} ${each.flag}`} className="px-4 py-2">
              <span className="flex flex-wrap gap-x-2">
                <a
                  href={pagePath('flagIn', { project, flag: each.flag, environment: each.environment })}
                  className="font-mono font-semibold hover:underline [overflow-wrap:anywhere]"
                >
                  {each.flag}
                </a>
                <span className="text-text-2">
                  {each.environment} v{each.version}
                </span>
                <span className="ml-auto text-xs text-text-3">
                  <Time at={Date.parse(each.at)} now={now} />, by {each.by}
                </span>
              </span>
              <span className="block text-xs text-text-3 [overflow-wrap:anywhere]">
                {storesWords(each)}
                {each.reason !== null && `: “${each.reason}”`}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

const Figures = ({
  figures,
}: {
  readonly figures: readonly (readonly [name: string, ms: number | null])[];
}): ReactNode => (
  <dl className="flex flex-wrap gap-x-8 gap-y-2 px-4 py-3">
    {figures.map(([name, ms]) => (
      <div key={name} className="grid">
        <dt className="text-xs text-text-3">{name}</dt>
        <dd className="text-lg font-semibold tabular-nums">{ms === null ? 'not measured yet' : durationWords(ms)}</dd>
      </div>
    ))}
  </dl>
);
