'use client';
import type { ReactNode } from 'react';
import { pagePath } from '../../../api/page-paths.ts';
import { useDraft } from '../../draft/use-draft.ts';
import { usePreview } from '../../draft/use-preview.ts';
import { useStanding } from '../../draft/use-standing.ts';
import { Button, buttonClass } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { ChangeSummary } from '../../parts/change/change-summary.tsx';
import { ChangeViews } from '../../parts/change/change-views.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Note } from '../../parts/note.tsx';
import { useOnline } from '../../runtime/online.ts';
import { DraftConflicts } from './draft-conflicts.tsx';
import { DraftFindings } from './draft-findings.tsx';
import { DraftList } from './draft-list.tsx';
import { ProposeCard } from './propose-card.tsx';
import { WhoApproves } from './who-approves.tsx';

interface Props {
  readonly project: string;
  /** The newest commit of the base branch. */
  readonly commit: string;
  readonly forge: 'github' | 'local';
}

/** Reads the draft back in words before anybody else sees it, and files it as a change request. */
export function DraftReview({ project, commit, forge }: Props): ReactNode {
  const handle = useDraft(project);
  const { draft, clear } = handle;
  const { conflicts, note, forgetNote, isChecking } = useStanding(project, handle, commit);
  const isOnline = useOnline();
  const { query, isOld } = usePreview(project, draft, commit);
  const found = draft === null ? undefined : query.data;
  const errors = found?.diagnostics.filter(({ severity }) => severity === 'error') ?? [];
  const blocked = ((): string | undefined => {
    if (!isOnline) return 'You are offline. The draft is kept in this browser';
    if (conflicts.length > 0) return `${conflicts.length} conflict${conflicts.length === 1 ? '' : 's'} to settle first`;
    if (query.isError) return 'It cannot be previewed yet';
    if (found === undefined || isOld || isChecking) return 'What it does is still being worked out';
    if (errors.length > 0) return `${errors.length} problem${errors.length === 1 ? '' : 's'} to mend first`;
    if (!found.mayPropose) return `You may not propose changes in ${found.touched.join(', ')}: editors there do`;
    return undefined;
  })();
  const said = note !== null && (
    <div role="status">
      <Note
        tone="accent"
        icon="check"
        action={
          <Button size="small" look="ghost" onPress={forgetNote}>
            Close
          </Button>
        }
      >
        {note}
      </Note>
    </div>
  );
  if (draft === null) {
    return (
      <div className="grid gap-4">
        {said}
        <div className="grid justify-items-center gap-2 rounded-3 border border-line bg-surface px-4 py-16 text-center">
          <h1 className="text-lg font-semibold">Your draft is empty</h1>
          <p className="text-text-2">Edit a rule or a rollout on the page of a flag; it gathers here.</p>
          <p className="flex gap-2">
            {handle.undo !== null && <Button onPress={handle.undo}>Undo</Button>}
            <a href={pagePath('dashboard', { project })} className={buttonClass()}>
              All flags
            </a>
          </p>
        </div>
      </div>
    );
  }
  const isBusy = query.isFetching || isOld;
  return (
    <div className="grid min-w-0 gap-4">
      <div>
        <p className="text-sm text-text-2">Your draft, not proposed yet</p>
        <h1 className="text-xl font-semibold tracking-[-0.011em]">Review the change</h1>
      </div>
      {said}
      <div className="grid min-w-0 items-start gap-6 wide:grid-cols-[minmax(0,1fr)_var(--ff-aside-w)]">
        <div className="grid min-w-0 gap-4" aria-busy={isBusy}>
          <DraftConflicts conflicts={conflicts} handle={handle} />
          {query.isError && <ErrorNote error={query.error} retry={() => void query.refetch()} />}
          {found !== undefined && <DraftFindings project={project} preview={found} />}
          {found?.diff != null && <ChangeSummary project={project} diff={found.diff} />}
          {found !== undefined && (
            <ChangeViews
              flags={found.flags}
              files={found.files.map(({ path, before, text }) => ({ path, before, after: text }))}
            />
          )}
          {query.isPending && (
            <Card title="What changes">
              <p className="text-text-3">Working out what it does</p>
            </Card>
          )}
        </div>
        <aside className="grid min-w-0 gap-4">
          <ProposeCard project={project} draft={draft} forge={forge} blocked={blocked} onProposed={clear} />
          {found != null && <WhoApproves preview={found} />}
          <DraftList project={project} handle={handle} />
        </aside>
      </div>
    </div>
  );
}
