/** The change that somebody prepares in this browser; nobody else sees it before it is proposed. */
import type { FlagSource } from 'flagforge/compile';
import type { Operation } from './operation.ts';

export interface Draft {
  readonly project: string;
  /** The commit of the base branch that it was begun on. */
  readonly baseCommit: string;
  /** In the order in which they were made; a later one of the same thing replaces the one before. */
  readonly operations: readonly Operation[];
}

/** What pages do with the draft of their project. `useDraft` in `use-draft.ts` gives it. */
export interface DraftHandle {
  /** null: there is nothing in it. */
  readonly draft: Draft | null;
  /** Adds an edit that was made on this commit. */
  readonly add: (operation: Operation, commit: string) => void;
  /** Takes the operation at this place out again. */
  readonly remove: (index: number) => void;
  readonly undo: (() => void) | null;
  readonly redo: (() => void) | null;
  /** Ends it; `undo` brings it back. */
  readonly discard: () => void;
  /** Forgets it, as it was proposed: there is nothing to take back. */
  readonly clear: () => void;
  /** A flag as it would be with the draft. The same object when the draft does not touch it. */
  readonly flagWith: (flag: FlagSource) => FlagSource;
}
