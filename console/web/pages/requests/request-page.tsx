import type { ReactNode } from 'react';
import type { PageContext } from '../../../api/page-context.ts';
import { pagePath } from '../../../api/page-paths.ts';
import { Card } from '../../parts/card.tsx';
import { ChangeSummary } from '../../parts/change/change-summary.tsx';
import { ChangeViews } from '../../parts/change/change-views.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Note } from '../../parts/note.tsx';
import { Time } from '../../parts/time.tsx';
import { Approvals } from './approvals.tsx';
import { Checks } from './checks.tsx';
import { Conversation } from './conversation.tsx';
import { MergeCard } from './merge-card.tsx';
import { RequestState } from './request-state.tsx';
import { Waits } from './waits.tsx';

/** One change request: what it does, who has to agree, and the way to production. */
export async function requestPage(context: PageContext, params: Readonly<Record<string, string>>): Promise<ReactNode> {
  const project = params.project ?? '';
  const [{ changeRequest }, me, { projects }, { environments }] = await Promise.all([
    context.read('/v1/change-requests/{number}', { params: { number: params.number ?? '' } }),
    context.read('/v1/me'),
    context.read('/v1/projects'),
    context.read('/v1/environments'),
  ]);
  const { number, title, state, opener, proposer, openedAt, branch, head, baseCommit, url, diff, files, check } =
    changeRequest;
  const own = projects.find((each) => each.project === project);
  const by = proposer ?? opener;
  const mayReview = (own?.canEdit.length ?? 0) > 0;
  return (
    <div className="grid min-w-0 gap-4">
      <div className="grid gap-2">
        <p className="flex items-center gap-2 text-sm text-text-2">
          <a href={pagePath('requests', { project })} className="hover:underline">
            Change requests
          </a>
          <span className="text-text-3">/ #{number}</span>
        </p>
        <h1 className="text-xl font-semibold tracking-[-0.011em] [overflow-wrap:anywhere]">{title}</h1>
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-sm text-text-2">
          <RequestState state={state} />
          {state === 'open' && <Waits check={check} />}
          <span>
            by {by.identity === me.identity ? `you (${by.name})` : by.name},{' '}
            <Time at={Date.parse(openedAt)} now={context.now} />
          </span>
          <code className="font-mono text-xs text-text-3">
            {branch} · {head.slice(0, 7)} on {baseCommit.slice(0, 7)}
          </code>
          {url !== null && /^https?:\/\//.test(url) && (
            <a
              href={url}
              target="_blank"
              rel="noreferrer"
              className="inline-flex items-center gap-1 text-accent hover:underline"
            >
              Open on GitHub <Icon name="external" />
            </a>
          )}
        </p>
      </div>
      <div className="grid min-w-0 items-start gap-6 wide:grid-cols-[minmax(0,1fr)_var(--ff-aside-w)]">
        <div className="grid min-w-0 gap-4">
          {check?.problem != null && (
            <Note tone="danger">
              <b className="font-semibold">{check.problem.detail ?? check.problem.title}</b>{' '}
              {check.problem.hints?.join(' ')}
            </Note>
          )}
          {check !== null && check.conflicts.length > 0 && (
            <Note tone="danger">
              <b className="font-semibold">Somebody else changed the same lines of {check.conflicts.join(', ')}.</b> It
              cannot be merged as it is: close it and make the edit anew on what is there now.
            </Note>
          )}
          {diff === null ? (
            <Note tone="danger">One side of this change has errors, so nobody can say what it would do.</Note>
          ) : (
            <ChangeSummary project={project} diff={diff} />
          )}
          <ChangeViews
            flags={changeRequest.flags}
            files={files.map(({ path, before, after }) => ({ path, before, after }))}
          />
          <Conversation request={changeRequest} now={context.now} />
        </div>
        <aside className="grid min-w-0 gap-4">
          {state === 'open' && (
            <Approvals
              request={changeRequest}
              forge={own?.forge ?? 'local'}
              viewer={{ name: me.person ?? me.name, identity: me.identity }}
              blocked={mayReview ? null : 'Viewers do not review; editors and admins do'}
            />
          )}
          {state === 'open' && <Checks request={changeRequest} forge={own?.forge ?? 'local'} />}
          <MergeCard
            request={changeRequest}
            forge={own?.forge ?? 'local'}
            blocked={mayReview ? null : 'Viewers do not merge; editors and admins do'}
            now={context.now}
            environments={environments}
          />
          {changeRequest.body.trim() !== '' && (
            <Card title="Why">
              <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{changeRequest.body}</p>
            </Card>
          )}
        </aside>
      </div>
    </div>
  );
}
