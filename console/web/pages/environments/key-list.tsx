'use client';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import type { KeyJson, NewKeyJson } from '../../../api/key-json.ts';
import { Button } from '../../parts/button.tsx';
import { Chip } from '../../parts/chip.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Note } from '../../parts/note.tsx';
import { Time } from '../../parts/time.tsx';
import { writeApi } from '../../runtime/call-api.ts';
import { useNavigation } from '../../runtime/navigation.ts';
import { NewKey } from './new-key.tsx';
import { RevokeKey } from './revoke-key.tsx';

interface Props {
  readonly project: string;
  readonly environment: string;
  readonly keys: readonly KeyJson[];
  /** Identity -> the name of who has it. */
  readonly names: Readonly<Record<string, string>>;
  /** Why the reader may not manage them; null: they may. */
  readonly blocked: string | null;
  readonly now: number;
}

/** The keys of an environment: made, replaced, ended. The text of a key is shown once, when it is made. */
export function KeyList({ environment, keys, names, blocked, now }: Props): ReactNode {
  const { refresh } = useNavigation();
  const [made, setMade] = useState<(NewKeyJson & { readonly isInstead: boolean }) | null>(null);
  const once = useRef(crypto.randomUUID());
  const isMade = (key: NewKeyJson, isInstead: boolean): void => {
    setMade({ ...key, isInstead });
    refresh();
  };
  const rotate = useMutation({
    mutationFn: (id: string) =>
      writeApi('/v1/keys/{id}/rotate', { environment }, { params: { id }, once: once.current }),
    onSuccess: (key) => isMade(key, true),
    onSettled() {
      once.current = crypto.randomUUID();
    },
  });
  return (
    <section aria-label={`Keys of ${environment}`} className="grid gap-3 border-t border-line px-4 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="text-sm font-semibold">Keys</h3>
        <span className="ml-auto" />
        <NewKey environment={environment} blocked={blocked} onMade={(key) => isMade(key, false)} />
      </div>
      {made !== null && (
        <div role="status">
          <Note
            tone="ok"
            icon="key"
            action={
              <Button size="small" onPress={() => setMade(null)}>
                I have it
              </Button>
            }
          >
            <b className="font-semibold">This is the only time you see this key.</b>{' '}
            {made.isInstead && 'The old one works for 24 hours more: put this one in its place until then.'}
            <span className="mt-1 flex items-center gap-2">
              <code className="font-mono text-xs [overflow-wrap:anywhere]">{made.key}</code>
              <CopyButton text={made.key} label="Copy the key" />
            </span>
          </Note>
        </div>
      )}
      {rotate.isError && <ErrorNote error={rotate.error} />}
      {keys.length === 0 ? (
        <p className="text-sm text-text-3">{blocked ?? 'None yet.'}</p>
      ) : (
        <ul className="divide-y divide-line">
          {keys.map((key) => (
            <li key={key.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2 text-sm">
              <Icon name="key" className="text-text-3" />
              <span className="min-w-0">
                <code className="font-mono">{key.prefix}…</code> {key.name}
                <span className="block text-xs text-text-3">
                  {key.status} · by {names[key.createdBy] ?? key.createdBy},{' '}
                  <Time at={Date.parse(key.createdAt)} now={now} />
                  {key.expiresAt !== null && (
                    <>
                      {' '}
                      · ends <Time at={Date.parse(key.expiresAt)} now={now} />
                    </>
                  )}
                </span>
              </span>
              <Chip>{key.kind}</Chip>
              {key.revokedAt === null && (
                <span className="ml-auto flex gap-2">
                  <Button
                    size="small"
                    blocked={blocked ?? (key.rotatedTo === null ? undefined : 'Another one takes its place already')}
                    isBusy={rotate.isPending && rotate.variables === key.id}
                    label={`Rotate ${key.name ?? key.prefix}`}
                    onPress={() => rotate.mutate(key.id)}
                  >
                    Rotate
                  </Button>
                  <RevokeKey environment={environment} id={key.id} name={key.name ?? key.id} blocked={blocked} />
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
