import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Note } from '../../parts/note.tsx';
import { readApi } from '../../runtime/call-api.ts';

/** Whether nobody rewrote the log: proved when it is asked for, because it reads all of it and compiles each commit. */
export function AuditProof({ mayVerify }: { readonly mayVerify: boolean }): ReactNode {
  const proof = useMutation({ mutationFn: () => readApi('/v1/audit/verify') });
  const button = (
    <Button
      size="small"
      isBusy={proof.isPending}
      blocked={mayVerify ? undefined : 'An admin of the project may: the proof tells of the whole organisation’s log'}
      onPress={() => proof.mutate()}
    >
      {proof.isPending ? 'Verifying' : proof.data === undefined ? 'Verify' : 'Verify again'}
    </Button>
  );
  if (proof.isError) return <ErrorNote error={proof.error} retry={() => proof.mutate()} />;
  if (proof.data === undefined) {
    return (
      <Note icon="lock" action={button}>
        Each entry carries the hash of the one before it. Verify reads all of them, compiles each published commit
        again, and compares.
      </Note>
    );
  }
  const { isProved, entries, versions, findingCount, findings } = proof.data;
  return (
    <div role="status">
      {isProved ? (
        <Note tone="ok" icon="check" action={button}>
          <b className="font-semibold">Chain verified to #{entries.toLocaleString('en')}.</b> {versions} versions equal
          a fresh compile of their commits, and every entry is the difference of two of them.
        </Note>
      ) : (
        <Note tone="danger" action={button}>
          <b className="font-semibold">
            The log is not whole: {findingCount} finding{findingCount === 1 ? '' : 's'}.
          </b>{' '}
          {findings.slice(0, 3).map(({ code, message }) => (
            <span key={code + message} className="block">
              {message} <code className="font-mono text-xs">{code}</code>
            </span>
          ))}
        </Note>
      )}
    </div>
  );
}
