import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import type { NewKeyJson } from '../../../api/key-json.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Icon } from '../../parts/icon.tsx';
import { writeApi } from '../../runtime/call-api.ts';

interface Props {
  readonly environment: string;
  readonly blocked: string | null;
  readonly onMade: (key: NewKeyJson) => void;
}

const field = 'h-(--ff-h-md) rounded-2 border border-control bg-surface px-3 font-normal';

/** Makes a key: for servers, which see rules, or for browsers and apps, which see results only. */
export function NewKey({ environment, blocked, onMade }: Props): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const once = useRef(crypto.randomUUID());
  const [kind, setKind] = useState<'server' | 'client'>('server');
  const [name, setName] = useState('');
  const [origins, setOrigins] = useState('');
  const [expires, setExpires] = useState('');
  const make = useMutation({
    mutationFn: () => {
      const given = origins.split(/[\s,]+/).filter((origin) => origin !== '');
      return writeApi(
        '/v1/keys',
        {
          ...{ environment, kind },
          ...(name.trim() === '' ? {} : { name: name.trim() }),
          ...(expires === '' ? {} : { expires }),
          ...(kind === 'server' || given.length === 0 ? {} : { origins: given }),
        },
        { once: once.current },
      );
    },
    onSuccess(key) {
      dialog.current?.close();
      setName('');
      setOrigins('');
      setExpires('');
      onMade(key);
    },
    onSettled() {
      once.current = crypto.randomUUID();
    },
  });
  return (
    <>
      <Button size="small" blocked={blocked ?? undefined} onPress={() => dialog.current?.showModal()}>
        <Icon name="plus" />
        New key
      </Button>
      <dialog
        ref={dialog}
        aria-label={`New key of ${environment}`}
        className="m-auto w-[min(28rem,calc(100vw-2rem))] rounded-3 border border-line-strong bg-surface p-0 text-text shadow-3 backdrop:bg-scrim"
      >
        <form
          className="grid gap-4 p-6"
          onSubmit={(event) => {
            event.preventDefault();
            make.mutate();
          }}
        >
          <h2 className="text-lg font-semibold">New key of {environment}</h2>
          <fieldset className="grid gap-2 text-sm">
            <legend className="mb-1 font-medium">For</legend>
            <label className="flex items-baseline gap-2">
              <input
                type="radio"
                name={`kind-${environment}`}
                checked={kind === 'server'}
                onChange={() => setKind('server')}
              />
              <span>
                servers: <span className="text-text-3">rules and every flag; keep it secret</span>
              </span>
            </label>
            <label className="flex items-baseline gap-2">
              <input
                type="radio"
                name={`kind-${environment}`}
                checked={kind === 'client'}
                onChange={() => setKind('client')}
              />
              <span>
                browsers and apps: <span className="text-text-3">results of client flags only</span>
              </span>
            </label>
          </fieldset>
          <label className="grid gap-1 text-sm font-medium">
            Name, so that others know whose it is
            <input
              value={name}
              maxLength={100}
              placeholder="checkout service"
              onChange={(event) => setName(event.target.value)}
              className={field}
            />
          </label>
          {kind === 'client' && (
            <label className="grid gap-1 text-sm font-medium">
              Origins of the pages that may use it; none: all
              <input
                value={origins}
                placeholder="https://shop.example"
                onChange={(event) => setOrigins(event.target.value)}
                className={`${field} font-mono`}
              />
            </label>
          )}
          <label className="grid gap-1 text-sm font-medium">
            Ends
            <select value={expires} onChange={(event) => setExpires(event.target.value)} className={field}>
              <option value="">when it is revoked</option>
              <option value="30d">in 30 days</option>
              <option value="90d">in 90 days</option>
              <option value="365d">in a year</option>
            </select>
          </label>
          {make.isError && <ErrorNote error={make.error} />}
          <div className="flex items-center">
            <Button look="ghost" onPress={() => dialog.current?.close()}>
              Cancel
            </Button>
            <span className="ml-auto">
              <Button look="primary" type="submit" isBusy={make.isPending}>
                Make the key
              </Button>
            </span>
          </div>
        </form>
      </dialog>
    </>
  );
}
