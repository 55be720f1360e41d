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

/** An environment that a change touches. */
export interface TouchedEnvironment {
  readonly environment: string;
  readonly risk: RiskLevel;
  /** It serves what it served; only who may change it differs. `forAdmins` then names the setting. */
  readonly isRulesOnly: boolean;
}

/** What a change touches that somebody has to agree to. */
export interface Footprint {
  /** Each environment that it changes, with the risk of it. */
  readonly environments: readonly TouchedEnvironment[];
  /** What only an admin may let through: settings, workflow files, a base without a project. In words, with the place. */
  readonly forAdmins: readonly string[];
}

/**
 * Why an approval does not count, or why none can. Permanent: programs tell them apart.
 * About one review: `own-change`, `not-the-last-commit`, `another-base`, `bot`, `no-role`, `not-project-wide`,
 * `no-permission`, `unmapped`, `unknown-reviewer`, `dismissed`, `same-person`.
 * About all of them: `unknown-author`, `changes-requested`, `no-approvers`, `never-reviewed`,
 * `not-what-was-reviewed`.
 */
export type RefusalRule =
  | 'own-change'
  | 'not-the-last-commit'
  | 'another-base'
  | 'bot'
  | 'no-role'
  | 'not-project-wide'
  | 'no-permission'
  | 'unmapped'
  | 'unknown-reviewer'
  | 'dismissed'
  | 'same-person'
  | 'unknown-author'
  | 'changes-requested'
  | 'no-approvers'
  | 'never-reviewed'
  | 'not-what-was-reviewed';

/** A review that says yes and does not count, or a reason why none can. */
export interface Refusal {
  readonly rule: RefusalRule;
  /** A sentence without full stop, with names: `Pat Lee wrote commit 8c1f2e0 of this change`. Names are anybody's text. */
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
  /** Those that count, one a person. None while something stops all of them: `isMet` alone says how it stands. */
  readonly approvals: readonly Approval[];
  readonly refusals: readonly Refusal[];
  readonly isMet: boolean;
  /** Who could: names of people with the role who are no authors; empty where roles are not in use. */
  readonly couldApprove: readonly string[];
}

export interface Judgement {
  /** Every demand is met. */
  readonly isApproved: boolean;
  /** Environments in the footprint's order, then what is for admins. */
  readonly demands: readonly Demand[];
}
