/** Where drafts are kept: in this browser, one of each user and project, the same in all of its tabs. */
import type { Draft } from './draft.ts';
import type { Operation } from './operation.ts';

/** Steps that can be undone. */
const MOST_STEPS = 100;
/** What is kept is no place for megabytes; a draft beyond that is not added to. */
const MOST_CHARACTERS = 2_000_000;
const FORM = 1;

/** A draft with what it was, so that steps can be taken back. */
export interface DraftState {
  readonly current: Draft | null;
  readonly past: readonly (Draft | null)[];
  readonly future: readonly (Draft | null)[];
}

const EMPTY: DraftState = { current: null, past: [], future: [] };

const keyOf = (user: string, project: string): string => `flagforge.draft.${user}.${project}`;

/** What is kept; of another form, or damaged: nothing, and what is there is left alone until something is written. */
export function readDraft(user: string, project: string): DraftState {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(user, project)) ?? 'null');
    if (typeof kept !== 'object' || kept === null || (kept as { form?: unknown }).form !== FORM) return EMPTY;
    const { current, past, future } = kept as DraftState;
    return Array.isArray(past) && Array.isArray(future) ? { current: current ?? null, past, future } : EMPTY;
  } catch {
    return EMPTY;
  }
}

/** @returns false: it is too large to be kept, and was not. */
export function writeDraft(user: string, project: string, state: DraftState): boolean {
  const text = JSON.stringify({ form: FORM, ...state });
  if (text.length > MOST_CHARACTERS) return false;
  try {
    if (state.current === null && state.past.length === 0 && state.future.length === 0)
      localStorage.removeItem(keyOf(user, project));
    else localStorage.setItem(keyOf(user, project), text);
    return true;
  } catch {
    return false;
  }
}

/** Two operations with one name are of one thing: the later one counts. */
export function nameOfOperation(operation: Operation): string {
  if (operation.kind === 'set-text' || operation.kind === 'edit-file') return `${operation.kind} ${operation.file}`;
  return `${operation.kind} ${operation.file} ${'environment' in operation ? operation.environment : ''}`;
}

/** The draft with an operation more. One of the same thing is replaced, and moves of a slider are one step back. */
export function addOperation(state: DraftState, project: string, operation: Operation, commit: string): DraftState {
  const { current, past } = state;
  const before = current ?? { project, baseCommit: commit, operations: [] };
  const name = nameOfOperation(operation);
  const last = before.operations.at(-1);
  const isSameStep = last !== undefined && nameOfOperation(last) === name;
  const operations = [...before.operations.filter((each) => nameOfOperation(each) !== name), operation];
  return {
    current: { ...before, operations },
    past: isSameStep ? past : [...past, current].slice(-MOST_STEPS),
    future: [],
  };
}

/** Another draft in the place of this one, as a step that can be undone; null: none. */
export const replaceDraft = ({ current, past }: DraftState, next: Draft | null): DraftState => ({
  ...{ current: next, past: [...past, current].slice(-MOST_STEPS), future: [] },
});

export function undoStep({ current, past, future }: DraftState): DraftState {
  const before = past.at(-1);
  return before === undefined
    ? { current, past, future }
    : { current: before, past: past.slice(0, -1), future: [current, ...future] };
}

export function redoStep({ current, past, future }: DraftState): DraftState {
  const [next, ...rest] = future;
  return next === undefined ? { current, past, future } : { current: next, past: [...past, current], future: rest };
}
