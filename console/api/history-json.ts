/** What happened to a flag, newest first. */
export interface HistoryJson {
  readonly events: readonly HistoryEventJson[];
  /** For `before` of the next page; null: there is none. */
  readonly next: number | null;
}

export interface HistoryEventJson {
  /** ISO 8601. */
  readonly at: string;
  /** `publish`, `kill`, `revive`, `rollback`, ... as the audit log has it; `commit`: its file changed, and nothing that is served. */
  readonly action: string;
  /** `Kim Adler changed it in staging and production`. Names are anybody's text. */
  readonly sentence: string;
  readonly who: string;
  /** Names of those who approved it, each once. */
  readonly approvedBy: readonly string[];
  /** By break-glass, without the approvals that are asked for. */
  readonly isUnapproved: boolean;
  /** As the audit log has it: `12`. */
  readonly request: string | null;
  readonly commit: string | null;
  readonly reason: string | null;
  /** What changed, environment by environment, in the words of the files. */
  readonly places: readonly {
    readonly environment: string;
    readonly version: number | null;
    /** Of the audit log. */
    readonly seq: number;
    readonly words: readonly string[];
  }[];
}
