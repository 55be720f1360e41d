'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import { pagePath } from '../../../api/page-paths.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Note } from '../../parts/note.tsx';
import { ApiError } from '../../runtime/api-error.ts';
import { readApi, writeApi } from '../../runtime/call-api.ts';
import { useNavigation } from '../../runtime/navigation.ts';
import { ReasonField } from './reason-field.tsx';
import { WhatComesBack } from './what-comes-back.tsx';

interface Props {
  readonly project: string;
  readonly environment: string;
  /** The version that a rollback withdrew. */
  readonly withdrawn: number;
  /** Whether the reader may do without the approval of others. */
  readonly mayBreakGlass: boolean;
  /** Why the reader may not release it at all; null: they may. */
  readonly blocked: string | null;
}

/** Releasing was refused: nobody has approved it. */
const NOT_APPROVED = 'FF3026';

/** An environment that a rollback holds, and the way out of it. */
export function HoldNote({ project, environment, withdrawn, mayBreakGlass, blocked }: Props): ReactNode {
  const { refresh } = useNavigation();
  const dialog = useRef<HTMLDialogElement>(null);
  const once = useRef(crypto.randomUUID());
  const [reason, setReason] = useState('');
  const [isOpen, setOpen] = useState(false);
  const found = useQuery({
    queryKey: ['return', project, environment, withdrawn],
    queryFn: () =>
      readApi('/v1/environments/{name}/versions/{version}', {
        params: { name: environment, version: String(withdrawn) },
      }),
    enabled: isOpen,
    gcTime: 0,
  });
  const act = useMutation({
    mutationFn: (isUnapproved: boolean) =>
      writeApi(
        '/v1/environments/{name}/release',
        {
          ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
          ...(isUnapproved ? { unapproved: true } : {}),
        },
        { params: { name: environment }, once: once.current },
      ),
    onSuccess() {
      dialog.current?.close();
      setReason('');
      refresh();
    },
    onSettled() {
      once.current = crypto.randomUUID();
    },
  });
  const isRefused = act.error instanceof ApiError && act.error.problem.code === NOT_APPROVED;
  const isBypass = isRefused && mayBreakGlass;
  const whyNot = reason.trim() === '' ? 'It needs a reason, for the audit log' : undefined;
  return (
    <>
      <Note
        tone="warn"
        icon="lock"
        action={
          <Button
            className="not-desk:h-10"
            blocked={blocked ?? undefined}
            onPress={() => {
              act.reset();
              setOpen(true);
              dialog.current?.showModal();
            }}
          >
            Release the hold…
          </Button>
        }
      >
        <b className="font-semibold">{environment} is held.</b> A rollback took v{withdrawn} back: nothing is published
        here before{' '}
        <a href={pagePath('requests', { project })} className="text-accent hover:underline">
          a change request
        </a>{' '}
        that reverts it is merged, or the hold is released.
      </Note>
      <dialog
        ref={dialog}
        aria-labelledby="release-title"
        onClose={() => setOpen(false)}
        className="m-auto max-h-[calc(100dvh-2rem)] w-[min(46rem,calc(100vw-2rem))] rounded-3 border border-line-strong bg-surface p-0 text-text shadow-3 backdrop:bg-scrim"
      >
        <form
          className="grid gap-4 p-6 not-desk:p-4"
          onSubmit={(event) => {
            event.preventDefault();
            if (whyNot === undefined && !act.isPending) act.mutate(isBypass);
          }}
        >
          <h2 id="release-title" className="text-lg font-semibold [overflow-wrap:anywhere]">
            Release the hold of {environment}
          </h2>
          <p className="text-text-2">
            What is served stays as it is now. The next publish may bring back what v{withdrawn} served, as git still
            says it. Merging the change request that reverts it ends the hold without this.
          </p>
          {found.isError ? (
            <ErrorNote error={found.error} retry={() => void found.refetch()} />
          ) : (
            <WhatComesBack project={project} found={found.data} title="What would come back" />
          )}
          <ReasonField value={reason} hint="What was mended?" onChange={setReason} />
          {act.isError && !isBypass && <ErrorNote error={act.error} />}
          {isBypass && (
            <Note tone="danger">
              <b className="font-semibold">Nobody has approved it, so nothing was done.</b> It can be done without, as
              an emergency: the audit log and everybody who looks will see that.
            </Note>
          )}
          <div className="flex flex-wrap items-center gap-2">
            <Button look="ghost" className="not-desk:h-10" onPress={() => dialog.current?.close()}>
              Cancel
            </Button>
            <span className="ml-auto">
              <Button
                look={isBypass ? 'danger-fill' : 'primary'}
                type="submit"
                className="not-desk:h-10"
                blocked={whyNot}
                isBusy={act.isPending}
              >
                {isBypass ? 'Release without approval' : 'Release the hold'}
              </Button>
            </span>
          </div>
        </form>
      </dialog>
    </>
  );
}
