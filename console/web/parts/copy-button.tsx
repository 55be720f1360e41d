'use client';
import { type ReactNode, useState } from 'react';
import { Icon } from './icon.tsx';

/** Puts a text on the clipboard, and says so. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }): ReactNode {
  const [isDone, setDone] = useState(false);
  return (
    <button
      type="button"
      aria-label={isDone ? 'Copied' : label}
      title={label}
      className="grid size-7 place-items-center rounded-2 text-text-2 hover:bg-hover"
      onClick={() => {
        void navigator.clipboard.writeText(text).then(() => setDone(true));
      }}
      onBlur={() => setDone(false)}
    >
      <Icon name={isDone ? 'check' : 'copy'} />
    </button>
  );
}
