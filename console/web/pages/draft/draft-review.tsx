'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import { pagePath } from '../../../api/page-paths.ts';
import { changeOfDraft } from '../../draft/change-of-draft.ts';
import { operationWords } from '../../draft/operation-words.ts';
import { useDraft } from '../../draft/use-draft.ts';
import { Button, buttonClass } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { ChangeSummary } from '../../parts/change/change-summary.tsx';
import { ChangeViews } from '../../parts/change/change-views.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Icon } from '../../parts/icon.tsx';
import { KeyCap } from '../../parts/key-cap.tsx';
import { readApi, writeApi } from '../../runtime/call-api.ts';
import { useNavigation } from '../../runtime/navigation.ts';
import { useShortcuts } from '../../runtime/shortcuts.ts';
import { DraftFindings } from './draft-findings.tsx';

interface Props {
  readonly project: string;
  /** The newest commit of the base branch. */
  readonly commit: string;
  readonly forge: 'github' | 'local';
}

/** Reads the draft back in words before anybody else sees it, and files it as a change request. */
export function DraftReview({ project, commit, forge }: Props): ReactNode {
  const { draft, remove, clear } = useDraft(project);
  const { go } = useNavigation();
  const [title, setTitle] = useState<string | null>(null);
  const [body, setBody] = useState('');
  const once = useRef(crypto.randomUUID());
  const change = draft === null ? null : changeOfDraft(draft);
  // On what is there now: edits that do not overlap with what landed meanwhile are simply made on it.
  const preview = useQuery({
    queryKey: ['preview', project, commit, change],
    queryFn: () => writeApi('/v1/preview', { ...change, baseCommit: commit }),
    enabled: change !== null,
    placeholderData: (before) => before,
  });
  const suggested = draft === null ? '' : titleOf(draft.operations.map(operationWords));
  const propose = useMutation({
    mutationFn: async () => {
      if (change === null) throw new TypeError('there is a draft');
      const { projects } = await readApi('/v1/projects');
      const newest = projects.find((each) => each.project === project)?.commit ?? commit;
      const given = (title ?? suggested).trim();
      return writeApi(
        '/v1/change-requests',
        { ...change, title: given, body, baseCommit: newest },
        { once: once.current },
      );
    },
    onSuccess({ changeRequest }) {
      clear();
      go(pagePath('request', { project, number: String(changeRequest.number) }));
    },
    onError() {
      once.current = crypto.randomUUID();
    },
  });
  const found = preview.data;
  const errors = found?.diagnostics.filter(({ severity }) => severity === 'error') ?? [];
  const blocked = ((): string | undefined => {
    if (draft === null) return 'There is nothing to propose';
    if ((title ?? suggested).trim() === '') return 'It needs a title';
    if (preview.isError) return 'It cannot be previewed yet';
    if (found === undefined) return 'What it does is still being worked out';
    if (errors.length > 0) return `${errors.length} problem${errors.length === 1 ? '' : 's'} to mend first`;
    if (!found.mayPropose) return `You may not propose changes in ${found.touched.join(', ')}: editors there do`;
    return undefined;
  })();
  const submit = (): void => {
    if (blocked === undefined && !propose.isPending) propose.mutate();
  };
  useShortcuts({ 'Control Enter': submit });
  if (draft === null && !propose.isSuccess) {
    return (
      <div className="grid justify-items-center gap-2 rounded-3 border border-line bg-surface px-4 py-16 text-center">
        <h1 className="text-lg font-semibold">Your draft is empty</h1>
        <p className="text-text-2">Edit a rule or a rollout on the page of a flag; it gathers here.</p>
        <a href={pagePath('dashboard', { project })} className={buttonClass()}>
          All flags
        </a>
      </div>
    );
  }
  return (
    <div className="grid min-w-0 gap-4">
      <div>
        <p className="text-sm text-text-2">Your draft, not proposed yet</p>
        <h1 className="text-xl font-semibold tracking-[-0.011em]">Review the change</h1>
      </div>
      <div className="grid min-w-0 items-start gap-6 wide:grid-cols-[minmax(0,1fr)_var(--ff-aside-w)]">
        <div className={`grid min-w-0 gap-4 ${preview.isFetching ? 'opacity-70' : ''}`} aria-busy={preview.isFetching}>
          {preview.isError && <ErrorNote error={preview.error} retry={() => void preview.refetch()} />}
          {found !== undefined && <DraftFindings preview={found} />}
          {found?.diff != null && <ChangeSummary project={project} diff={found.diff} />}
          {found !== undefined && (
            <ChangeViews
              flags={found.flags}
              files={found.files.map(({ path, before, text }) => ({ path, before, after: text }))}
            />
          )}
          {preview.isPending && <p className="text-text-3">Working out what it does</p>}
        </div>
        <aside className="grid min-w-0 gap-4">
          <Card title="Propose" icon="request">
            <form
              className="grid gap-3"
              onSubmit={(event) => {
                event.preventDefault();
                submit();
              }}
            >
              <label className="grid gap-1 text-sm font-medium">
                Title
                <input
                  value={title ?? suggested}
                  maxLength={200}
                  onChange={(event) => setTitle(event.target.value)}
                  className="h-(--ff-h-md) rounded-2 border border-control bg-surface px-3 font-normal"
                />
              </label>
              <label className="grid gap-1 text-sm font-medium">
                Why, for who reviews it
                <textarea
                  rows={4}
                  value={body}
                  maxLength={20_000}
                  onChange={(event) => setBody(event.target.value)}
                  className="rounded-2 border border-control bg-surface px-3 py-2 font-normal"
                />
              </label>
              {propose.isError && <ErrorNote error={propose.error} />}
              <Button look="primary" type="submit" blocked={blocked} isBusy={propose.isPending}>
                {propose.isPending ? 'Proposing' : 'Propose change'} <KeyCap>Ctrl ↵</KeyCap>
              </Button>
              <p className="text-xs text-text-3">
                {blocked ??
                  (forge === 'github'
                    ? 'Opens a pull request. Nothing is live before it is approved and merged.'
                    : 'Opens a change request. Nothing is live before it is approved and merged.')}
              </p>
            </form>
          </Card>
          {draft !== null && (
            <Card title="In this draft" isPadded={false}>
              <ul className="divide-y divide-line">
                {draft.operations.map((operation, index) => (
                  <li key={operationWords(operation)} className="flex items-center gap-2 px-4 py-2 text-sm">
                    <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{operationWords(operation)}</span>
                    <Button
                      look="ghost"
                      size="small"
                      label={`Take out: ${operationWords(operation)}`}
                      onPress={() => remove(index)}
                    >
                      <Icon name="cross" />
                    </Button>
                  </li>
                ))}
              </ul>
            </Card>
          )}
        </aside>
      </div>
    </div>
  );
}

/** A title that says what one change does, and counts the others. */
const titleOf = ([first = '', ...others]: readonly string[]): string =>
  (others.length === 0 ? first : `${first}, and ${others.length} more`).slice(0, 200);
