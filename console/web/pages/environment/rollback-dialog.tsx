import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Note } from '../../parts/note.tsx';
import { readApi, writeApi } from '../../runtime/call-api.ts';
import { useNavigation } from '../../runtime/navigation.ts';
import { ReasonField } from './reason-field.tsx';
import { WhatComesBack } from './what-comes-back.tsx';

interface Props {
  readonly project: string;
  readonly environment: string;
  /** The one that is to be served again. */
  readonly version: number;
  readonly kills: readonly string[];
  readonly onClose: () => void;
}

/** Serves an older version again within a second: what changes back is read first, and a reason is given. */
export function RollbackDialog({ project, environment, version, kills, onClose }: Props): ReactNode {
  const { refresh } = useNavigation();
  const dialog = useRef<HTMLDialogElement>(null);
  const once = useRef(crypto.randomUUID());
  const [reason, setReason] = useState('');
  const found = useQuery({
    queryKey: ['return', project, environment, version],
    queryFn: () =>
      readApi('/v1/environments/{name}/versions/{version}', {
        params: { name: environment, version: String(version) },
      }),
    gcTime: 0,
  });
  useEffect(() => dialog.current?.showModal(), []);
  const act = useMutation({
    mutationFn: () =>
      writeApi(
        '/v1/environments/{name}/rollback',
        { to: version, reason: reason.trim() },
        { params: { name: environment }, once: once.current },
      ),
    onSuccess() {
      refresh();
      dialog.current?.close();
    },
    onSettled() {
      once.current = crypto.randomUUID();
    },
  });
  const whyNot = ((): string | undefined => {
    if (found.data?.isSame === true) return 'It says the same as what is live';
    return reason.trim() === '' ? 'It needs a reason, for the audit log' : undefined;
  })();
  return (
    <dialog
      ref={dialog}
      aria-labelledby="rollback-title"
      onClose={onClose}
      className="m-auto max-h-[calc(100dvh-2rem)] w-[min(46rem,calc(100vw-2rem))] rounded-3 border border-line-strong bg-surface p-0 text-text shadow-3 backdrop:bg-scrim"
    >
      <form
        className="grid gap-4 p-6 not-desk:p-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (whyNot === undefined && !act.isPending) act.mutate();
        }}
      >
        <h2 id="rollback-title" className="text-lg font-semibold [overflow-wrap:anywhere]">
          Roll {environment} back to v{version}
        </h2>
        <p className="text-text-2">
          It is served within a second, as a new version. No approval is needed; it is audited. Publishing here is held
          until git agrees: a change request that takes the change back is opened for that.{' '}
          {found.data !== undefined && (
            <b className="font-medium">Undo: serve v{found.data.live} again, in the same way.</b>
          )}
        </p>
        {found.isError ? (
          <ErrorNote error={found.error} retry={() => void found.refetch()} />
        ) : (
          <WhatComesBack
            project={project}
            found={found.data}
            title={found.data === undefined ? 'What changes' : `From v${found.data.live} to what v${version} served`}
          />
        )}
        {kills.length > 0 && (
          <Note tone="warn" icon="power">
            Kills stay: <code className="font-mono">{kills.join(', ')}</code>
          </Note>
        )}
        <ReasonField value={reason} hint="What do you see, since when?" onChange={setReason} />
        {act.isError && <ErrorNote error={act.error} />}
        <div className="flex flex-wrap items-center gap-2">
          <Button look="ghost" className="not-desk:h-10" onPress={() => dialog.current?.close()}>
            Cancel
          </Button>
          <span className="ml-auto">
            <Button look="danger-fill" type="submit" className="not-desk:h-10" blocked={whyNot} isBusy={act.isPending}>
              <Icon name="undo" />
              Roll back to v{version}
            </Button>
          </span>
        </div>
      </form>
    </dialog>
  );
}
