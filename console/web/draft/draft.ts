/** The change that somebody prepares in this browser; nobody else sees it before it is proposed. */
import type { FlagSource } from 'flagforge/compile';
import type { MemberLists, Operation, PolicyParts, SegmentParts } from './operation.ts';
import type { Thing } from './thing.ts';

export interface Draft {
  readonly project: string;
  /** The commit of the base branch that it stands on: what landed up to there was looked at. */
  readonly baseCommit: string;
  /** In the order in which they were made; a later one of the same thing replaces the one before. */
  readonly operations: readonly Operation[];
  /** By the name of an operation: what was there when it was made. Missing: nobody said. */
  readonly before: Readonly<Record<string, Thing>>;
}

/** What an edit was made on, as a page shows it. `FlagJson` is one. */
export interface EditedFlag {
  readonly model: FlagSource;
  /** The text of its file. */
  readonly source: string;
}

/** The settings of the project that an edit was made on. */
export interface EditedSettings extends MemberLists {
  readonly environments: readonly (Required<PolicyParts> & { readonly name: string })[];
}

/** The segment that an edit was made on: its lists are those of its file, whole. */
export interface EditedSegment {
  readonly segment: Required<SegmentParts>;
  /** The text of its file. */
  readonly source: string;
}

export type Edited = EditedFlag | EditedSettings | EditedSegment;

/** What pages do with the draft of their project. `useDraft` in `use-draft.ts` gives it. */
export interface DraftHandle {
  /** null: there is nothing in it. */
  readonly draft: Draft | null;
  /**
   * Adds an edit that was made on this commit. One that leaves what was there takes the edit out again.
   * @param on what is live; null: its file is not there yet. Left out: what lands meanwhile cannot be held against it.
   */
  readonly add: (operation: Operation, commit: string, on?: Edited | null) => void;
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
  /** Puts the draft on a newer commit: no step that is undone, what landed stays. */
  readonly rebase: (draft: Draft) => void;
  /** The operation of this name counts, whatever is there by now: this. */
  readonly keepMine: (name: string, theirs: Thing) => void;
  /** false: this browser does not keep it, as it has no room or is not allowed to. */
  readonly isKept: boolean;
  /** The text of a draft that another version of the console left here; it is kept, and not opened. null: there is none. */
  readonly unreadable: string | null;
  readonly forgetUnreadable: () => void;
}
