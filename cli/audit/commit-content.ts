import type { Snapshot } from '@flagforge/sdk/engine';
import type { ProjectConfig } from '../compile/index.ts';

/** What a commit says, compiled from git by this program. */
export type CommitContent =
  | { readonly kind: 'compiled'; readonly config: ProjectConfig; readonly snapshots: ReadonlyMap<string, Snapshot> }
  /** Git no longer has it, or there is no git here: nothing can be said. */
  | { readonly kind: 'unreachable' }
  /** It has mistakes, so that it cannot have been published by this version of flagforge. */
  | { readonly kind: 'broken'; readonly mistakes: number };

/** Answers with the content of a commit in a folder of the repository. */
export type LoadCommitContent = (commit: string, directory: string) => Promise<CommitContent>;
