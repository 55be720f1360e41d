'use client';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useId, useRef, useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Note } from '../../parts/note.tsx';
import { VariantToken } from '../../parts/tokens.tsx';
import { ApiError } from '../../runtime/api-error.ts';
import { writeApi } from '../../runtime/call-api.ts';
import { useNavigation } from '../../runtime/navigation.ts';

interface Props {
  readonly flag: string;
  readonly environment: string;
  readonly off: string;
  readonly killed: 'no' | 'file' | 'emergency';
  /** Flags that need it. */
  readonly requiredBy: readonly string[];
  /** Why the reader may not; null: they may. */
  readonly blocked: string | null;
}

/** Off for everybody within a second, or back again. It takes a reason, and the key typed out: it needs no approval. */
export function KillButton({ flag, environment, off, killed, requiredBy, blocked }: Props): ReactNode {
  const { refresh } = useNavigation();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const once = useRef(crypto.randomUUID());
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const isKilled = killed === 'emergency';
  const close = (): void => {
    dialog.current?.close();
    setReason('');
    setTyped('');
  };
  const act = useMutation({
    mutationFn: (isAgreed: boolean) => {
      const asking = { params: { id: flag }, once: once.current };
      const body = { environments: [environment], reason };
      return isKilled
        ? writeApi('/v1/flags/{id}/revive', { ...body, ...(isAgreed ? { unapproved: true } : {}) }, asking)
        : writeApi('/v1/flags/{id}/kill', { ...body, ...(isAgreed ? { turnsOnAgreed: true } : {}) }, asking);
    },
    onSuccess() {
      close();
      refresh();
    },
    onSettled() {
      once.current = crypto.randomUUID();
    },
  });
  if (killed === 'file') return null;
  // Killing it would turn others on: that has to be agreed to as well.
  const turnsOn = act.error instanceof ApiError && act.error.problem.code === 'FF3023';
  // What was killed comes back by an approval, or by break-glass, which is marked.
  const isUnapproved = isKilled && act.error instanceof ApiError && act.error.problem.code === 'FF3026';
  const whyNot = ((): string | undefined => {
    if (reason.trim() === '') return 'It needs a reason, for the audit log';
    if (!isKilled && typed !== flag) return 'Type the key of the flag first';
    return undefined;
  })();
  const submit = ((): string => {
    if (turnsOn) return 'Kill, and turn those on';
    if (isUnapproved) return 'Revive without approval';
    return isKilled ? `Revive in ${environment}` : `Kill in ${environment}`;
  })();
  const field = 'rounded-2 border border-control bg-surface px-3';
  return (
    <>
      <Button
        look={isKilled ? 'plain' : 'danger'}
        blocked={blocked ?? undefined}
        onPress={() => {
          act.reset();
          dialog.current?.showModal();
        }}
      >
        <Icon name="power" />
        {isKilled ? 'Revive…' : 'Kill switch…'}
      </Button>
      <dialog
        ref={dialog}
        aria-labelledby={id}
        className="m-auto w-[min(30rem,calc(100vw-2rem))] rounded-3 border border-line-strong bg-surface p-0 text-text shadow-3 backdrop:bg-scrim"
      >
        <form
          className="grid gap-4 p-6"
          onSubmit={(event) => {
            event.preventDefault();
            if (whyNot === undefined) act.mutate(turnsOn || isUnapproved);
          }}
        >
          <h2 id={id} className="text-lg font-semibold [overflow-wrap:anywhere]">
            {isKilled ? 'Revive' : 'Kill'} {flag} in {environment}
          </h2>
          {isKilled ? (
            <p className="text-text-2">It serves again what its rules say, within a second. It is audited.</p>
          ) : (
            <p className="text-text-2">
              Everyone gets <VariantToken name={off} isOff /> within a second. No approval is needed; it is audited, and
              a change request is opened to make it last. <b className="font-medium">Undo: Revive, at any time.</b>
            </p>
          )}
          {!isKilled && requiredBy.length > 0 && (
            <Note tone="warn">
              {requiredBy.length === 1 ? '1 flag depends' : `${requiredBy.length} flags depend`} on it:{' '}
              <code className="font-mono">{requiredBy.join(', ')}</code>
            </Note>
          )}
          <label className="grid gap-1 text-sm font-medium">
            Reason, for the audit log
            <textarea
              rows={2}
              value={reason}
              maxLength={1_000}
              placeholder={isKilled ? 'What was mended?' : 'What do you see, since when?'}
              onChange={(event) => setReason(event.target.value)}
              className={`${field} py-2 font-normal`}
            />
          </label>
          {!isKilled && (
            <label className="grid gap-1 text-sm font-medium">
              <span>
                Type <code className="font-mono">{flag}</code> to confirm
              </span>
              <input
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
                autoComplete="off"
                spellCheck={false}
                className={`${field} h-(--ff-h-md) font-mono font-normal`}
              />
            </label>
          )}
          {isUnapproved ? (
            <div role="alert">
              <Note tone="warn">
                {environment} asks for an approval before it serves something else again, and there is none. You may do
                without, by break-glass: the audit log marks it as unapproved.
              </Note>
            </div>
          ) : (
            act.isError && <ErrorNote error={act.error} />
          )}
          <div className="flex items-center gap-2">
            <Button look="ghost" onPress={close}>
              Cancel
            </Button>
            <span className="ml-auto">
              <Button look={isKilled ? 'primary' : 'danger-fill'} type="submit" blocked={whyNot} isBusy={act.isPending}>
                <Icon name="power" />
                {submit}
              </Button>
            </span>
          </div>
        </form>
      </dialog>
    </>
  );
}
