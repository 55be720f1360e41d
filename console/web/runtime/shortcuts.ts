/** Keys that do something on a page, off inside fields, and off for those who switch them off. */
import { useEffect, useEffectEvent } from 'react';

/** `j`, `ArrowDown`, `?`, `Control k`, `Control Shift z`, `g f` (one after the other) -> what it does. */
export type Shortcuts = Readonly<Record<string, () => void>>;

const KEY = 'flagforge.shortcuts';
/** How long the first of two keys waits for the second, in ms. */
const CHORD_MS = 1_000;

export const areShortcutsOn = (): boolean => localStorage.getItem(KEY) !== 'off';
export const switchShortcuts = (isOn: boolean): void => {
  if (isOn) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, 'off');
};

/** Whether somebody types there: letters are theirs. */
function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches('input, textarea, select, [role="textbox"], [data-field]');
}

/** Where something can be typed, these take back what was typed. */
const OF_FIELDS: ReadonlySet<string> = new Set(['Control z', 'Control Shift z']);

const isTyped = (target: EventTarget | null): boolean =>
  isField(target) &&
  !(target instanceof HTMLElement && target.matches('[type="range"], [type="radio"], [type="checkbox"]'));

function nameOf(event: KeyboardEvent): string {
  const isLetterOfCommand = event.key.length === 1 && (event.ctrlKey || event.metaKey);
  const modifiers = [
    event.ctrlKey || event.metaKey ? 'Control ' : '',
    event.altKey ? 'Alt ' : '',
    isLetterOfCommand && event.shiftKey ? 'Shift ' : '',
  ];
  return modifiers.join('') + (isLetterOfCommand ? event.key.toLowerCase() : event.key);
}

/** Keys of the component, while it is on the page. Those with Control work inside fields as well, but for undo and redo. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const press = useEffectEvent((event: KeyboardEvent, before: string): boolean => {
    const name = nameOf(event);
    if (OF_FIELDS.has(name) && isTyped(event.target)) return false;
    const run = shortcuts[`${before} ${name}`] ?? shortcuts[name];
    if (run === undefined) return false;
    event.preventDefault();
    run();
    return true;
  });
  useEffect(() => {
    let before = '';
    let since = 0;
    const onKey = (event: KeyboardEvent): void => {
      const isCommand = event.ctrlKey || event.metaKey;
      if (event.defaultPrevented || event.isComposing) return;
      // What a dialog covers cannot be reached, by its keys neither.
      if (document.querySelector('dialog:modal') !== null) return;
      if (!isCommand && (isField(event.target) || !areShortcutsOn())) return;
      const first = event.timeStamp - since < CHORD_MS ? before : '';
      const isDone = press(event, first);
      before = isDone ? '' : event.key;
      since = event.timeStamp;
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
