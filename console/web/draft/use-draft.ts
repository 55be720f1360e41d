'use client';
import { useMemo, useSyncExternalStore } from 'react';
import { useSession } from '../runtime/session.ts';
import { applyOperation } from './apply-operation.ts';
import type { DraftHandle } from './draft.ts';
import {
  addOperation,
  type DraftState,
  readDraft,
  redoStep,
  replaceDraft,
  undoStep,
  writeDraft,
} from './draft-store.ts';

const states = new Map<string, DraftState>();
const listeners = new Set<() => void>();

const stateOf = (user: string, project: string): DraftState => {
  const name = `${user} ${project}`;
  const known = states.get(name) ?? readDraft(user, project);
  states.set(name, known);
  return known;
};

function become(user: string, project: string, next: DraftState): void {
  if (!writeDraft(user, project, next)) return;
  states.set(`${user} ${project}`, next);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  // Another tab wrote: what is kept counts.
  const onStorage = (event: StorageEvent): void => {
    if (event.key !== null && !event.key.startsWith('flagforge.draft.')) return;
    states.clear();
    listener();
  };
  listeners.add(listener);
  addEventListener('storage', onStorage);
  return () => {
    listeners.delete(listener);
    removeEventListener('storage', onStorage);
  };
}

/** The draft of who is signed in, of this project. */
export function useDraft(project: string): DraftHandle {
  const session = useSession();
  const user = session.kind === 'signed-in' ? session.userId : '';
  const state = useSyncExternalStore(subscribe, () => stateOf(user, project));
  return useMemo(() => {
    const { current, past, future } = state;
    return {
      draft: current !== null && current.operations.length > 0 ? current : null,
      add: (operation, commit) =>
        become(user, project, addOperation(stateOf(user, project), project, operation, commit)),
      remove: (index) => {
        if (current === null) return;
        const operations = current.operations.filter((_, each) => each !== index);
        become(user, project, replaceDraft(state, operations.length === 0 ? null : { ...current, operations }));
      },
      undo: past.length === 0 ? null : () => become(user, project, undoStep(state)),
      redo: future.length === 0 ? null : () => become(user, project, redoStep(state)),
      discard: () => become(user, project, replaceDraft(state, null)),
      clear: () => become(user, project, { current: null, past: [], future: [] }),
      flagWith: (flag) =>
        (current?.operations ?? []).reduce(
          (made, operation) => ('flag' in operation ? applyOperation(made, operation) : made),
          flag,
        ),
    };
  }, [state, user, project]);
}
