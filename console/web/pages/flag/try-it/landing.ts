import { useSyncExternalStore } from 'react';

/** Where the context that is tried ends, by the name of its step; null: nowhere on the ladder. */
export interface Landing {
  /** What the context is called. */
  readonly who: string;
  readonly live: string | null;
  /** undefined: there is no draft to be compared with. */
  readonly draft: string | null | undefined;
}

let landing: Landing | null = null;
const listeners = new Set<() => void>();

/** Tells the ladder; null: nobody tries anything. */
export function setLanding(next: Landing | null): void {
  landing = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useLanding = (): Landing | null => useSyncExternalStore(subscribe, () => landing);
