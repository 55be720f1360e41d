/** Who agreed to a commit. Asked inside publish, whatever CI did before. */
import type { Place } from '../targets/target.ts';

/** One person's approval of one commit. */
export interface Approval {
  readonly person: string;
  /** `github:patlee`, ... */
  readonly identity: string;
  readonly commit: string;
  /** The change request it was given on, e.g. `#118`. */
  readonly request: string | null;
}

export interface ApprovalQuestion {
  readonly place: Place;
  /** Full id of the commit that is to be published, and of the one that is. */
  readonly commit: string;
  readonly published: string | null;
  /** How many approvals the policy asks for, and of which roles: the stricter of the published policy and the commit's. */
  readonly approvals: number;
  readonly approvers: readonly string[];
}

/**
 * `own-files`: they are the user's own, nobody is asked (`dev`). `given`: approvals that hold, perhaps too few, with the
 * change request they were given on.
 */
export type ApprovalAnswer =
  | { readonly kind: 'own-files' }
  | { readonly kind: 'given'; readonly approvals: readonly Approval[]; readonly changeRequest: string | null };

export interface ApprovalSource {
  approvalsOf(question: ApprovalQuestion): Promise<ApprovalAnswer>;
}
