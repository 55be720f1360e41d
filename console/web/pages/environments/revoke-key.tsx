import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { writeApi } from '../../runtime/call-api.ts';
import { useNavigation } from '../../runtime/navigation.ts';

interface Props {
  readonly environment: string;
  readonly id: string;
  readonly name: string;
  readonly blocked: string | null;
}

/** Ends a key now. There is no way back, so its name is typed out. */
export function RevokeKey({ environment, id, name, blocked }: Props): ReactNode {
  const { refresh } = useNavigation();
  const dialog = useRef<HTMLDialogElement>(null);
  const once = useRef(crypto.randomUUID());
  const [typed, setTyped] = useState('');
  const revoke = useMutation({
    mutationFn: () => writeApi('/v1/keys/{id}/revoke', { environment }, { params: { id }, once: once.current }),
    onSuccess() {
      dialog.current?.close();
      refresh();
    },
    onSettled() {
      once.current = crypto.randomUUID();
    },
  });
  return (
    <>
      <Button size="small" look="danger" blocked={blocked ?? undefined} onPress={() => dialog.current?.showModal()}>
        Revoke…
      </Button>
      <dialog
        ref={dialog}
        aria-label={`Revoke ${name}`}
        className="m-auto w-[min(28rem,calc(100vw-2rem))] rounded-3 border border-line-strong bg-surface p-0 text-text shadow-3 backdrop:bg-scrim"
      >
        <form
          className="grid gap-4 p-6"
          onSubmit={(event) => {
            event.preventDefault();
            if (typed === name) revoke.mutate();
          }}
        >
          <h2 className="text-lg font-semibold">
            Revoke {name} of {environment}
          </h2>
          <p className="text-text-2">
            Whoever uses it is refused within seconds, and there is no way back. To replace it without an interruption,
            rotate it instead.
          </p>
          <label className="grid gap-1 text-sm font-medium">
            <span>
              Type <code className="font-mono">{name}</code> to confirm
            </span>
            <input
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              autoComplete="off"
              spellCheck={false}
              className="h-(--ff-h-md) rounded-2 border border-control bg-surface px-3 font-mono font-normal"
            />
          </label>
          {revoke.isError && <ErrorNote error={revoke.error} />}
          <div className="flex items-center">
            <Button look="ghost" onPress={() => dialog.current?.close()}>
              Cancel
            </Button>
            <span className="ml-auto">
              <Button
                look="danger-fill"
                type="submit"
                isBusy={revoke.isPending}
                blocked={typed === name ? undefined : 'Type its name first'}
              >
                Revoke the key
              </Button>
            </span>
          </div>
        </form>
      </dialog>
    </>
  );
}
