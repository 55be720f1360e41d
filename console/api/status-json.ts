/** What is served where, as `flagforge status` says it. */
export interface StatusJson {
  readonly organization: string;
  readonly project: string;
  /** When it was looked at, ISO 8601. */
  readonly at: string;
  /** The newest commit of the base branch; null where git could not be asked, and `problem` says why. */
  readonly git: { readonly commit: string | null; readonly hasErrors: boolean; readonly problem: string | null };
  /** Where the database is; null for whoever is no admin. */
  readonly database: string | null;
  readonly environments: readonly EnvironmentStatusJson[];
  readonly audit: {
    /** Entries of the organisation's log that no anchor stands for yet. */
    readonly unanchored: number;
    readonly waiting: WaitingJson | null;
  };
  /** What is not as it should be, as whole sentences, each with what to do. */
  readonly drift: readonly {
    readonly kind: 'kill' | 'hold' | 'content' | 'copy' | 'keys' | 'evaluator';
    readonly environment: string;
    readonly message: string;
    readonly next: string;
  }[];
}

export interface EnvironmentStatusJson {
  readonly environment: string;
  /** null: nothing was published there. */
  readonly served: {
    readonly version: number;
    readonly commit: string | null;
    readonly hash: string | null;
    readonly isSigned: boolean;
    /** `publish`, `kill`, `rollback`, ... */
    readonly action: string;
    readonly by: string;
    readonly at: string;
    readonly reason: string | null;
    /** From the commit on the base branch to the version that serves it; null: it was made another way. */
    readonly mergeToPublishedMs: number | null;
  } | null;
  /** How the base branch stands to what is published; null: git could not be asked. */
  readonly lineage: 'same' | 'ahead' | 'behind' | 'diverged' | 'missing' | 'unpublished' | null;
  readonly kills: readonly {
    readonly flag: string;
    readonly by: string | null;
    readonly at: string | null;
    readonly reason: string | null;
    readonly request: number | null;
  }[];
  readonly stores: readonly {
    readonly store: 'redis' | 'edge' | 'bus';
    /** null for whoever is no admin. */
    readonly address: string | null;
    readonly state: 'equal' | 'missing' | 'behind' | 'ahead' | 'different' | 'unreachable';
    readonly version: number | null;
    /** Why it could not be asked. */
    readonly problem: string | null;
  }[];
  /** Those that reported within the last 30 s. */
  readonly evaluators: readonly {
    readonly id: string;
    /** null for whoever is no admin. */
    readonly host: string | null;
    readonly version: number;
    readonly state: 'equal' | 'behind' | 'ahead' | 'different';
    readonly at: string;
    /** Snapshots and lists of keys that it refused since it started. */
    readonly refused: number;
  }[];
  /** The next instants at which flags answer differently by themselves. */
  readonly pending: readonly {
    readonly at: string;
    /** What each does then, in words. */
    readonly flags: readonly { readonly flag: string; readonly lines: readonly string[] }[];
  }[];
  readonly waiting: readonly WaitingJson[];
}

/** Written, and not delivered yet. */
export interface WaitingJson {
  readonly target: string;
  readonly document: string;
  readonly count: number;
  readonly since: string;
  readonly lastError: string | null;
}
