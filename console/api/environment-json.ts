/** An environment of the base branch, and what is published there. */
export interface EnvironmentJson {
  readonly name: string;
  readonly approvers: readonly string[];
  readonly breakGlass: readonly string[];
  readonly overrides: 'allowed' | 'denied';
  /** How many have to approve a change, by its risk. */
  readonly approvals: { readonly low: number; readonly medium: number; readonly high: number };
  /** Of the signed-in user. */
  readonly roles: readonly string[];
  readonly canEdit: boolean;
  /** null: nothing yet. */
  readonly published: {
    readonly version: number;
    readonly commit: string;
    readonly contentHash: string;
    readonly isSigned: boolean;
    /** Keys of flags. */
    readonly kills: readonly string[];
    readonly publishedAt: string | null;
    readonly hold: { readonly commit: string; readonly version: number } | null;
  } | null;
}

export interface EnvironmentListJson {
  readonly commit: string;
  /** false: flagforge.yaml names none, and the project has the usual three. */
  readonly areNamed: boolean;
  readonly environments: readonly EnvironmentJson[];
}
