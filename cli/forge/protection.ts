/** How a forge keeps its branches, as far as it tells. Read by `doctor`. */

/**
 * The strictest of all rules that hold for a branch: rulesets of every level, and classic protection. A field is null
 * where the credentials may not read it: unknown is not the same as missing.
 */
export interface BranchProtection {
  readonly branch: string;
  /** Whether the branch is there at all. */
  readonly exists: boolean;
  readonly requiresRequest: boolean | null;
  /** How many approvals a request needs. */
  readonly approvals: number | null;
  /** An approval is gone when something is pushed after it. */
  readonly dismissesStale: boolean | null;
  /** Somebody else than the last one who pushed has to approve. */
  readonly requiresLastPushApproval: boolean | null;
  readonly requiresCodeOwners: boolean | null;
  /** Names of checks that have to pass. */
  readonly requiredChecks: readonly string[] | null;
  readonly forbidsForcePush: boolean | null;
  readonly forbidsDeletion: boolean | null;
  /** Who need not keep to it: `role admin`, `team release`, `app deploy-bot`. */
  readonly bypassedBy: readonly string[] | null;
}

/** What `doctor` reads of a repository. */
export interface RepositoryProtection {
  /** The branch that is published, and the one that the audit log is anchored on. */
  readonly base: BranchProtection;
  readonly anchors: BranchProtection;
  /** What the forge says is wrong in CODEOWNERS, with the line; null: there is none, or it cannot be read. */
  readonly codeOwners: { readonly path: string; readonly problems: readonly string[] } | null;
  /** Whether workflows may approve pull requests; null: cannot be read. */
  readonly actionsMayApprove: boolean | null;
}
