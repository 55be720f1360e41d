'use client';
import { useMemo, useSyncExternalStore } from 'react';
import { useSession } from '../runtime/session.ts';
import { applyOperations } from './apply-operation.ts';
import type { DraftHandle } from './draft.ts';
import {
  addOperation,
  type DraftState,
  discardDraft,
  EMPTY_STATE,
  keepOperation,
  rebaseState,
  redoStep,
  removeOperation,
  undoStep,
} from './draft-steps.ts';
import { forgetAside, isDraftKey, type KeptDraft, readDraft, textOf, writeDraft } from './draft-store.ts';
import { nameOfOperation } from './thing.ts';

/** Edits of one thing that follow one another this closely, in ms, are one move. */
const MOVE_MS = 1_000;

const known = new Map<string, KeptDraft>();
const listeners = new Set<() => void>();
let lastMove = { name: '', at: 0 };

function draftOf(user: string, project: string): KeptDraft {
  const name = `${user} ${project}`;
  const kept = known.get(name) ?? readDraft(user, project);
  known.set(name, kept);
  return kept;
}

function tellAll(): void {
  for (const listener of listeners) listener();
}

/** Changes what is kept, which another tab may have changed a moment ago. */
function change(user: string, project: string, step: (state: DraftState) => DraftState): void {
  const seen = draftOf(user, project);
  const kept = seen.text === textOf(user, project) ? seen : readDraft(user, project);
  known.set(`${user} ${project}`, writeDraft(user, project, kept, step(kept.state)));
  tellAll();
}

function subscribe(listener: () => void): () => void {
  // Another tab wrote: what is kept counts.
  const onStorage = (event: StorageEvent): void => {
    if (event.key !== null && !isDraftKey(event.key)) return;
    known.clear();
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
  // Projects of two organisations may have one name.
  const user = [session?.userId ?? '', session?.organizationId ?? ''].join(' ').trim();
  const kept = useSyncExternalStore(subscribe, () => draftOf(user, project));
  return useMemo(() => {
    const { state, unreadable, isKept } = kept;
    const { current, past, future } = state;
    const become = (step: (state: DraftState) => DraftState): void => {
      lastMove = { name: '', at: 0 };
      change(user, project, step);
    };
    return {
      draft: current,
      add(operation, commit, on) {
        const name = nameOfOperation(operation);
        const at = performance.now();
        const isSameMove = lastMove.name === name && at - lastMove.at < MOVE_MS;
        change(user, project, (now) => addOperation(now, { project, commit, operation, on, isSameMove }));
        lastMove = { name, at };
      },
      remove: (index) => become((now) => removeOperation(now, index)),
      undo: past.length === 0 ? null : () => become(undoStep),
      redo: future.length === 0 ? null : () => become(redoStep),
      discard: () => become(discardDraft),
      clear: () => become(() => EMPTY_STATE),
      flagWith: (flag) => applyOperations(flag, current?.operations ?? []),
      rebase: (draft) => become((now) => rebaseState(now, draft)),
      keepMine: (name, theirs) => become((now) => keepOperation(now, name, theirs)),
      isKept,
      unreadable,
      forgetUnreadable() {
        forgetAside(user, project);
        known.clear();
        tellAll();
      },
    };
  }, [kept, user, project]);
}
