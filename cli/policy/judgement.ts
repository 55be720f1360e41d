/** Whether the people agreed whom the policy asks for. Made by `judge`. @see contract 6, 9 */
import type { RiskLevel } from '../diff/project-diff.ts';
import type { ChangeRequest, ProposedCommit, Review } from '../forge/forge.ts';
import type { Approval } from '../identity/approvals.ts';

/** What is known of a change request, all of it read from the forge. */
export interface Evidence {
  readonly request: ChangeRequest;
  readonly commits: readonly ProposedCommit[];
  readonly reviews: readonly Review[];
}

/** What a change touches that somebody has to agree to. */
export interface Footprint {
  /** Each environment that it changes, with the risk of it. */
  readonly environments: readonly { readonly environment: string; readonly risk: RiskLevel }[];
  /** What only an admin may let through: settings, workflow files, a base without a project. In words, with the place. */
  readonly forAdmins: readonly string[];
}

/** A review that says yes and does not count, or a reason why none can. */
export interface Refusal {
  /** `own-change`, `not-the-last-commit`, `bot`, `no-role`, `unmapped`, `unknown-author`, `withdrawn`, ... */
  readonly rule: string;
  /** A sentence without full stop, with names: `Pat Lee wrote commit 8c1f2e0 of this change`. */
  readonly text: string;
}

/** One thing that people have to agree to. */
export interface Demand {
  /** The environment; null: what only admins may let through. */
  readonly environment: string | null;
  readonly risk: RiskLevel | null;
  readonly needed: number;
  /** Any of these roles. */
  readonly roles: readonly string[];
  /** Those that count, one a person. */
  readonly approvals: readonly Approval[];
  readonly refusals: readonly Refusal[];
  readonly isMet: boolean;
  /** Who could: names of people with the role who are no authors; empty where roles are not in use. */
  readonly couldApprove: readonly string[];
}

export interface Judgement {
  /** Every demand is met. */
  readonly isApproved: boolean;
  readonly demands: readonly Demand[];
}
