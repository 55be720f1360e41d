import type { CommandError } from '../command-error.ts';

/** What an edit changed in what is served: environment -> keys of flags, ascending. Empty: nothing. */
export type ServedChanges = ReadonlyMap<string, readonly string[]>;

/** What became of a good state of the files. */
export interface Served {
  /** An environment without keys of flags: its segments, groups or settings changed. */
  readonly changes: ServedChanges;
  /** What each environment serves now. */
  readonly versions: ReadonlyMap<string, number>;
  /** Environments that keep what they serve, and why: a rollback holds them, for one. */
  readonly refused: ReadonlyMap<string, CommandError>;
  /** What stopped the publish on its way: a full disk, a database that went away. Some environments may have been published. */
  readonly failure: CommandError | null;
  /**
   * `stale`: a merge moved the files on since they were read, and nothing was done with them. `merged`: they are what a
   * merge left, of which people were told. Else `saved`.
   */
  readonly from: 'saved' | 'merged' | 'stale';
}

/** A version that somebody else made: a kill, a rollback, in another terminal. */
export interface ServedElsewhere {
  readonly environment: string;
  readonly version: number;
  readonly action: string;
  /** Keys of flags that changed, ascending. */
  readonly flags: readonly string[];
  readonly actor: string;
  readonly reason: string | null;
}

/** What somebody did to a change request of the local forge. */
export interface RequestEvent {
  readonly number: number;
  /** Anybody's text. */
  readonly title: string;
  readonly what:
    | 'opened'
    | 'updated'
    | 'approved'
    | 'changes-requested'
    | 'commented'
    | 'dismissed'
    | 'merged'
    | 'closed';
  /** Who did it: a name, or an identity; '' where nobody knows. */
  readonly by: string;
}
