import type { ReactNode } from 'react';
import { ApiError } from '../runtime/api-error.ts';
import { Button } from './button.tsx';
import { Note } from './note.tsx';

/** What went wrong with something that was asked or sent, and the next step. It stays until it is mended. */
export function ErrorNote({ error, retry }: { readonly error: unknown; readonly retry?: () => void }): ReactNode {
  const {
    detail,
    title,
    hints = [],
    code,
  } = error instanceof ApiError
    ? error.problem
    : { title: 'The page failed to ask', detail: undefined, code: undefined };
  return (
    <div role="alert">
      <Note
        tone="danger"
        action={
          retry === undefined ? undefined : (
            <Button size="small" onPress={retry}>
              Try again
            </Button>
          )
        }
      >
        <b className="font-semibold">{detail ?? title}</b>
        {hints.length > 0 && <span> {hints.join(' ')}</span>}
        {code !== undefined && <code className="ml-2 font-mono text-xs text-text-3">{code}</code>}
      </Note>
    </div>
  );
}
