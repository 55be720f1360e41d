/** What the local forge is made of. */
import type { CompileCache } from '../../compile/index.ts';
import type { Database } from '../../database/database.ts';
import type { GitPlace } from '../../git/run-git.ts';
import type { ProjectName } from '../../project-name.ts';
import type { ChangeRequest, ForgeUser, Permission, ProposedCommit, Review } from '../forge.ts';

/** A merge that is worked out and not done: `mergeCommit` is on no branch yet. */
export interface ProposedMerge {
  readonly request: ChangeRequest;
  readonly commits: readonly ProposedCommit[];
  readonly reviews: readonly Review[];
  /** The newest commit of the base branch, which is the merge's first parent; full ids. */
  readonly baseCommit: string;
  readonly mergeCommit: string;
}

/** Points of a crash test: what was done last. */
export type MergeStep = 'journal' | 'branch' | 'file' | 'files' | 'recorded';

export interface LocalForgeParts extends ProjectName {
  /** The bare repository of `dev`. Its root is the project's folder. */
  readonly place: GitPlace;
  readonly database: Database;
  /** The user's folder of the project, absolute: what is merged is written back to it. */
  readonly directory: string;
  /**
   * Whether people agreed to a merge; rejects with CommandError (1) when not. Left out: this process merges nothing
   * (FF4163), as there is nobody to judge.
   */
  readonly mayMerge?: (merge: ProposedMerge) => Promise<void>;
  /** What somebody may do here; default: by their verified roles, see `permissionOf`. */
  readonly permissionOf?: (user: ForgeUser) => Permission;
  /** What is remembered of files that were compiled; default: nothing is. */
  readonly cache?: CompileCache;
  /** UTC epoch ms; default: the wall clock. */
  readonly now?: () => number;
  /** For tests that stop the process at a point. */
  readonly onStep?: (step: MergeStep) => void;
}

/** The branch that is published. */
export const BASE_BRANCH = 'main';
export const BASE_REF = `refs/heads/${BASE_BRANCH}`;

/** Where git keeps the commits of a request; which one is the head, the database says. */
export const headRef = (number: number): string => `refs/changes/${number}/head`;

/** By Clerk's roles: an admin of the organisation is one here, a viewer reads, everybody else who is verified writes. */
export function permissionOf({ identity, kind, claims }: ForgeUser): Permission {
  if (identity === null || kind === 'bot') return 'none';
  if (claims.includes('clerk:org:admin')) return 'admin';
  return claims.some((claim) => /:(?:viewer|guest)$/.test(claim)) ? 'read' : 'write';
}
