/** What is done to a draft, with what it was, so that steps can be taken back. Pure. */
import type { Draft, Edited, EditedFlag } from './draft.ts';
import type { Operation } from './operation.ts';
import { partsOf, withOlderParts } from './operation-parts.ts';
import { isSameThing, nameOfOperation, type Thing, thingOf, thingOn } from './thing.ts';

/** Steps that can be undone. */
const MOST_STEPS = 100;

export interface DraftState {
  readonly current: Draft | null;
  /** Oldest first. */
  readonly past: readonly (Draft | null)[];
  /** The next one first. */
  readonly future: readonly (Draft | null)[];
}

export const EMPTY_STATE: DraftState = { current: null, past: [], future: [] };

interface Addition {
  readonly project: string;
  readonly commit: string;
  readonly operation: Operation;
  /** @see DraftHandle.add */
  readonly on: Edited | null | undefined;
  /** It goes on with what was done last, as a slider does that is moved: both are one step back. */
  readonly isSameMove: boolean;
}

/** The draft with an operation more. One of the same thing is replaced; one that leaves what was there takes it out. */
export function addOperation(state: DraftState, { project, commit, operation, on, isSameMove }: Addition): DraftState {
  const { current, past } = state;
  const draft = current ?? { project, baseCommit: commit, operations: [], before: {} };
  const name = nameOfOperation(operation);
  const old = draft.operations.find((each) => nameOfOperation(each) === name);
  const made = withOlderParts(operation, old);
  const now = on === undefined ? undefined : thingOn(made, textOf(draft, operation) ?? on);
  // What was there when it was begun: by now the page may show the draft on top of what landed meanwhile.
  const before = withOldParts(made, draft.before[name], now);
  const others = draft.operations.filter((each) => each !== old && !isIn(each, operation));
  const isBack = before !== undefined && isSameThing(before, thingOf(made));
  const operations = isBack ? others : [...others, made];
  const next = draftWith(draft, operations, before === undefined ? {} : { [name]: before });
  return { current: next, past: isSameMove ? past : [...past, current].slice(-MOST_STEPS), future: [] };
}

/** A flag's file as it is edited as text, which is what a later edit of the flag is made on. */
function textOf(draft: Draft, operation: Operation): EditedFlag | undefined {
  if (operation.kind === 'set-text') return undefined;
  for (const each of draft.operations) {
    if (each.kind === 'set-text' && each.file === operation.file && each.text !== null && each.model !== undefined)
      return { model: each.model, source: each.text };
  }
  return undefined;
}

/** A whole text has in it what was edited in its file before. */
const isIn = (old: Operation, operation: Operation): boolean =>
  operation.kind === 'set-text' && operation.text !== null && old.file === operation.file;

/** Of parts that are edited later, what was there is asked then. */
function withOldParts(operation: Operation, old: Thing | undefined, now: Thing | undefined): Thing | undefined {
  if (partsOf(operation) === null || old === undefined || now === undefined) return old ?? now;
  return Object.assign({}, now, old) as Thing;
}

/** null: nothing is left in it. What was there is kept only of what is. */
function draftWith(
  draft: Draft,
  operations: readonly Operation[],
  more: Readonly<Record<string, Thing>> = {},
): Draft | null {
  const names = new Set(operations.map(nameOfOperation));
  const before = Object.entries({ ...draft.before, ...more }).filter(([name]) => names.has(name));
  return operations.length === 0 ? null : { ...draft, operations, before: Object.fromEntries(before) };
}

const replaceDraft = ({ current, past }: DraftState, next: Draft | null): DraftState => ({
  current: next,
  past: [...past, current].slice(-MOST_STEPS),
  future: [],
});

/** The draft without the operation at this place. */
export function removeOperation(state: DraftState, index: number): DraftState {
  const { current } = state;
  if (current === null) return state;
  return replaceDraft(
    state,
    draftWith(
      current,
      current.operations.filter((_, each) => each !== index),
    ),
  );
}

export const discardDraft = (state: DraftState): DraftState => replaceDraft(state, null);

/** The draft on a newer commit. No step: what landed cannot be taken back here. */
export const rebaseState = (state: DraftState, draft: Draft): DraftState => ({
  ...state,
  current: draftWith(draft, draft.operations),
});

/** The operation of this name was held against what is there now, and counts. */
export const keepOperation = (state: DraftState, name: string, theirs: Thing): DraftState =>
  state.current === null
    ? state
    : replaceDraft(state, { ...state.current, before: { ...state.current.before, [name]: theirs } });

export function undoStep(state: DraftState): DraftState {
  const { current, past, future } = state;
  const before = past.at(-1);
  return before === undefined ? state : { current: before, past: past.slice(0, -1), future: [current, ...future] };
}

export function redoStep(state: DraftState): DraftState {
  const { current, past, future } = state;
  const [next, ...rest] = future;
  return next === undefined ? state : { current: next, past: [...past, current], future: rest };
}
