import { type ReactNode, Suspense } from 'react';
import type { PageContext } from '../../../api/page-context.ts';
import { pagePath } from '../../../api/page-paths.ts';
import { Avatar } from '../../parts/avatar.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Time } from '../../parts/time.tsx';
import { RequestStanding } from './request-standing.tsx';
import { RequestState } from './request-state.tsx';

/** Open requests whose risk and approvals are worked out for the list: each costs as much as its page. */
const MOST_JUDGED = 6;

/** Changes that were proposed: those that wait, or all of them. */
export async function requestsPage(context: PageContext, params: Readonly<Record<string, string>>): Promise<ReactNode> {
  const project = params.project ?? '';
  const state = context.search.get('state') === 'all' ? 'all' : 'open';
  const { changeRequests } = await context.read('/v1/change-requests', { query: { state, limit: 200 } });
  const path = pagePath('requests', { project });
  const judged = new Set(
    changeRequests
      .filter((request) => request.state === 'open')
      .slice(0, MOST_JUDGED)
      .map(({ number }) => number),
  );
  const tab =
    'inline-flex h-(--ff-h-sm) items-center rounded-full border border-transparent px-2.5 text-sm text-text-2 hover:bg-hover aria-[current]:border-line-strong aria-[current]:bg-surface aria-[current]:font-medium aria-[current]:text-text aria-[current]:shadow-1';
  return (
    <div className="grid min-w-0 gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <h1 className="text-xl font-semibold tracking-[-0.011em]">Change requests</h1>
        <nav aria-label="State" className="ml-auto flex gap-1">
          <a href={path} aria-current={state === 'open' ? 'page' : undefined} className={tab}>
            Open
          </a>
          <a href={`${path}?state=all`} aria-current={state === 'all' ? 'page' : undefined} className={tab}>
            All
          </a>
        </nav>
      </div>
      {changeRequests.length === 0 ? (
        <Empty
          title={state === 'open' ? 'Nothing waits for review' : 'Nothing was proposed yet'}
          text="Edit a flag, review the draft, and propose it: it will be here."
        />
      ) : (
        <ul className="divide-y divide-line rounded-3 border border-line bg-surface">
          {changeRequests.map((request) => {
            const { number, title, opener, proposer, updatedAt } = request;
            const { name } = proposer ?? opener;
            return (
              <li
                key={number}
                className="relative flex min-h-(--ff-row) flex-wrap items-center gap-3 px-4 py-2 hover:bg-hover"
              >
                <RequestState state={request.state} />
                <div className="min-w-0 flex-1">
                  <a
                    href={pagePath('request', { project, number: String(number) })}
                    className="font-medium [overflow-wrap:anywhere] after:absolute after:inset-0"
                  >
                    {title}
                  </a>
                  <p className="text-xs text-text-3">
                    #{number} · <Time at={Date.parse(updatedAt)} now={context.now} />
                  </p>
                </div>
                {judged.has(number) && (
                  <Suspense fallback={null}>
                    <RequestStanding context={context} number={number} />
                  </Suspense>
                )}
                <span className="inline-flex items-center gap-2 text-sm text-text-2">
                  <Avatar name={name} />
                  {name}
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}
