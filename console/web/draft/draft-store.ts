/** Where drafts are kept: in this browser, one of each user and project, the same in all of its tabs. */
import type { Draft } from './draft.ts';
import { type DraftState, EMPTY_STATE } from './draft-steps.ts';

/** What is kept is no place for megabytes: the oldest steps go first. */
const MOST_CHARACTERS = 2_000_000;
const FORM = 2;

export const isDraftKey = (key: string): boolean => key.startsWith('flagforge.draft.');
const keyOf = (user: string, project: string): string => `flagforge.draft.${user}.${project}`;
/** What another version left is put aside, before something is written in its place. */
const asideOf = (user: string, project: string): string => `flagforge.draft.aside.${user}.${project}`;

export interface KeptDraft {
  /** As it is kept; null: nothing is. */
  readonly text: string | null;
  readonly state: DraftState;
  /** The text of a draft of another form. */
  readonly unreadable: string | null;
  readonly isKept: boolean;
}

export function textOf(user: string, project: string): string | null {
  try {
    return localStorage.getItem(keyOf(user, project));
  } catch {
    return null;
  }
}

export function readDraft(user: string, project: string): KeptDraft {
  const text = textOf(user, project);
  const state = text === null ? EMPTY_STATE : parseState(text);
  let aside: string | null = null;
  try {
    aside = localStorage.getItem(asideOf(user, project));
  } catch {
    // Where nothing may be kept, nothing was.
  }
  return { text, state: state ?? EMPTY_STATE, unreadable: state === null ? text : aside, isKept: true };
}

/** null: it is of another form, or damaged. */
function parseState(text: string): DraftState | null {
  try {
    const kept: unknown = JSON.parse(text);
    if (!isMap(kept) || kept.form !== FORM) return null;
    const { current, past, future } = kept;
    const isSound =
      isDraftOrNone(current) && [past, future].every((steps) => Array.isArray(steps) && steps.every(isDraftOrNone));
    return isSound ? ({ current, past, future } as unknown as DraftState) : null;
  } catch {
    return null;
  }
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isDraftOrNone = (value: unknown): value is Draft | null =>
  value === null ||
  (isMap(value) &&
    [value.project, value.baseCommit].every((each) => typeof each === 'string') &&
    isMap(value.before) &&
    Array.isArray(value.operations) &&
    value.operations.every((each) => isMap(each) && typeof each.kind === 'string' && typeof each.file === 'string'));

/** Keeps a state, with as many of its steps as there is room for. `isKept` false: not even the draft has room. */
export function writeDraft(user: string, project: string, known: KeptDraft, state: DraftState): KeptDraft {
  const { unreadable } = known;
  try {
    if (unreadable !== null) localStorage.setItem(asideOf(user, project), unreadable);
    if (state.current === null && state.past.length === 0 && state.future.length === 0) {
      localStorage.removeItem(keyOf(user, project));
      return { text: null, state, unreadable, isKept: true };
    }
  } catch {
    return { ...known, state, isKept: false };
  }
  for (const less of [state, ...fewerSteps(state)]) {
    const text = JSON.stringify({ form: FORM, ...less });
    try {
      if (text.length > MOST_CHARACTERS) continue;
      localStorage.setItem(keyOf(user, project), text);
      return { text, state: less, unreadable, isKept: true };
    } catch {
      // No room in this browser: tried with fewer steps.
    }
  }
  return { ...known, state, isKept: false };
}

/** The state with nothing to redo, and half of what can be undone, until nothing can. */
function* fewerSteps({ current, past }: DraftState): Generator<DraftState> {
  for (let left = past.slice(Math.ceil(past.length / 2)); ; left = left.slice(Math.ceil(left.length / 2))) {
    yield { current, past: left, future: [] };
    if (left.length === 0) return;
  }
}

export function forgetAside(user: string, project: string): void {
  try {
    localStorage.removeItem(asideOf(user, project));
    const text = textOf(user, project);
    if (text !== null && parseState(text) === null) localStorage.removeItem(keyOf(user, project));
  } catch {
    // Where nothing may be kept, there is nothing to forget.
  }
}
