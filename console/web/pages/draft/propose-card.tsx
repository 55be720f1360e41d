'use client';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import { pagePath } from '../../../api/page-paths.ts';
import { changeOfDraft } from '../../draft/change-of-draft.ts';
import type { Draft } from '../../draft/draft.ts';
import { operationText } from '../../draft/operation-words.ts';
import { nameOfOperation } from '../../draft/thing.ts';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { KeyCap } from '../../parts/key-cap.tsx';
import { ApiError } from '../../runtime/api-error.ts';
import { readApi, writeApi } from '../../runtime/call-api.ts';
import { useNavigation } from '../../runtime/navigation.ts';
import { useShortcuts } from '../../runtime/shortcuts.ts';

interface Props {
  readonly project: string;
  readonly draft: Draft;
  readonly forge: 'github' | 'local';
  /** Why it cannot be proposed yet; undefined: it can. */
  readonly blocked: string | undefined;
  /** It is a change request now. */
  readonly onProposed: () => void;
}

/** Files the draft as a change request, of exactly what was looked at. */
export function ProposeCard({ project, draft, forge, blocked, onProposed }: Props): ReactNode {
  const { go, refresh } = useNavigation();
  const [title, setTitle] = useState<string | null>(null);
  const [body, setBody] = useState('');
  const sent = useRef({ what: '', once: '' });
  const suggested = titleOf(draft);
  const given = (title ?? suggested).trim();
  const why = blocked ?? (given === '' ? 'It needs a title' : undefined);
  const propose = useMutation({
    mutationFn: async () => {
      const { projects } = await readApi('/v1/projects');
      const newest = projects.find((each) => each.project === project)?.commit;
      if (newest !== draft.baseCommit) {
        refresh();
        const detail = 'Something landed a moment ago. Look at what changes once more, then propose it.';
        throw new ApiError({ status: 412, title: 'Something landed', detail });
      }
      const change = { ...changeOfDraft(draft), title: given, body, baseCommit: draft.baseCommit };
      const what = JSON.stringify(change);
      // The same change is the same request, also where the answer to the first attempt was lost.
      if (sent.current.what !== what) sent.current = { what, once: crypto.randomUUID() };
      return writeApi('/v1/change-requests', change, { once: sent.current.once });
    },
    onSuccess({ changeRequest }) {
      onProposed();
      go(pagePath('request', { project, number: String(changeRequest.number) }));
    },
    onError(error) {
      // A refusal was final: what is sent next is another attempt.
      const isRefused = error instanceof ApiError && error.problem.status >= 400 && error.problem.status < 500;
      if (isRefused) sent.current = { what: '', once: '' };
    },
  });
  const submit = (): void => {
    if (why === undefined && !propose.isPending) propose.mutate();
  };
  useShortcuts({ 'Control Enter': submit });
  return (
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
            className="h-(--ff-h-md) rounded-2 border border-control bg-surface px-3 font-normal not-desk:h-10"
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
        <Button look="primary" type="submit" blocked={why} isBusy={propose.isPending} className="not-desk:h-10">
          {propose.isPending ? 'Proposing' : 'Propose change'} <KeyCap>Ctrl ↵</KeyCap>
        </Button>
        <p className="text-xs text-text-3">
          {why ??
            (forge === 'github'
              ? 'Opens a pull request. Nothing is live before it is approved and merged.'
              : 'Opens a change request. Nothing is live before it is approved and merged.')}
        </p>
      </form>
    </Card>
  );
}

/** A title that says what one change does, and counts the others. */
function titleOf({ operations, before }: Draft): string {
  const [first = '', ...others] = operations.map((each) => operationText(each, before[nameOfOperation(each)]));
  return (others.length === 0 ? first : `${first}, and ${others.length} more`).slice(0, 200);
}
