/** Who agreed to a commit. Asked inside publish, whatever CI did before. */
import type { Place } from '../targets/target.ts';
import type { Policy } from './policy.ts';

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
  /** The rules of the environment that are published (null before the first publish), and those of the commit. */
  readonly rules: { readonly published: Policy | null; readonly commit: Policy };
  /** Full id of the commit that is to be published, and of the one that is. */
  readonly commit: string;
  readonly published: string | null;
  /** The project's folder in the repository when what is served was published; null: nothing was. */
  readonly directory: string | null;
  /** How many approvals the policy asks for, and of which roles: the stricter of the published policy and the commit's. */
  readonly approvals: number;
  readonly approvers: readonly string[];
}

/**
 * `own-files`: they are the user's own, nobody is asked (`dev`). `given`: approvals that hold, perhaps too few. `judged`:
 * each change since the published commit was judged by all rules that it has to satisfy.
 */
export type ApprovalAnswer =
  | { readonly kind: 'own-files' }
  | { readonly kind: 'given'; readonly approvals: readonly Approval[]; readonly changeRequest: string | null }
  | JudgedApprovals;

export interface JudgedApprovals {
  readonly kind: 'judged';
  /** Every change has the approvals that it needs. */
  readonly isMet: boolean;
  /** The most that one change needs; 0: nobody. */
  readonly needed: number;
  readonly approvals: readonly Approval[];
  /** The requests that they were given on: `#118`, `#118, #121`. */
  readonly changeRequest: string | null;
  /** What is missing, change by change, in sentences without full stop. Names in them are anybody's text. */
  readonly missing: readonly string[];
}

export interface ApprovalSource {
  approvalsOf(question: ApprovalQuestion): Promise<ApprovalAnswer>;
}
