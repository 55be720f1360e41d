/** How long it took until what people did was live, newest first in each. */
export interface LiveTimesJson {
  /** Versions that were published. */
  readonly publishes: readonly PublishTimeJson[];
  readonly kills: readonly KillTimeJson[];
}

interface TimeJson {
  readonly environment: string;
  readonly version: number;
  readonly by: string;
  /** When the database had it, ISO 8601. */
  readonly at: string;
  /** How many stores beside the database it had to reach; 0: the evaluator is told directly, by this process. */
  readonly stores: number;
  /** From then until the last of them had it; null: there are none, or one still waits. */
  readonly storesMs: number | null;
}

export interface PublishTimeJson extends TimeJson {
  readonly commit: string;
  /** The change request that it came from; null: none of the newest ones. */
  readonly request: number | null;
  readonly title: string | null;
  /** From the opening of that request until the database had it. */
  readonly sinceProposalMs: number | null;
  /** From its merge until the database had it; null: git does not have the commit. */
  readonly sinceMergeMs: number | null;
}

export interface KillTimeJson extends TimeJson {
  readonly flag: string;
  readonly reason: string | null;
}
