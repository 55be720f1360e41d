import { type ReactNode, useRef, useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { KeyCap } from '../../parts/key-cap.tsx';
import { areShortcutsOn, switchShortcuts, useShortcuts } from '../../runtime/shortcuts.ts';
import type { ShellPlace } from './shell-places.ts';

const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ['Ctrl K', 'jump to a flag, a change request or a page'],
  ['/', 'search flags'],
  ['j', 'next in the list'],
  ['k', 'the one before'],
  ['Enter', 'open it'],
  ['n', 'new flag'],
  ['e', 'edit rules'],
  ['a', 'add a rule'],
  ['1 2 3', 'environment'],
  ['t', 'try it'],
  ['Alt ↑ ↓', 'move a rule'],
  ['Ctrl Enter', 'review or propose'],
  ['Ctrl Z', 'take the last edit of the draft back'],
  ['Shift Ctrl Z', 'make it again'],
  ['Esc', 'close'],
  ['?', 'this list'],
];

/** Every key that does something, behind `?`; whoever speaks to their computer can switch them off. */
export function ShortcutList({ places }: { readonly places: readonly ShellPlace[] }): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOn, setOn] = useState(areShortcutsOn);
  useShortcuts({ '?': () => dialog.current?.showModal() });
  const rows = [...KEYS, ...places.map(({ key, text }): readonly [string, string] => [`g ${key}`, `go to ${text}`])];
  return (
    <dialog
      ref={dialog}
      aria-labelledby="shortcut-list"
      className="m-auto w-[min(30rem,calc(100vw-2rem))] rounded-3 border border-line-strong bg-surface p-6 text-text shadow-3 backdrop:bg-scrim"
    >
      <h2 id="shortcut-list" className="mb-4 text-lg font-semibold">
        Keys
      </h2>
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-1.5">
        {rows.map(([keys, does]) => (
          <div key={keys} className="contents">
            <dt>
              <KeyCap>{keys}</KeyCap>
            </dt>
            <dd className="text-text-2">{does}</dd>
          </div>
        ))}
      </dl>
      <div className="mt-4 flex items-center gap-3">
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            checked={isOn}
            onChange={(event) => {
              switchShortcuts(event.target.checked);
              setOn(event.target.checked);
            }}
          />
          Letters are keys
        </label>
        <span className="ml-auto">
          <Button onPress={() => dialog.current?.close()}>Close</Button>
        </span>
      </div>
    </dialog>
  );
}
