import type { Json } from '@flagforge/sdk/engine';

/** An entry of the audit log. */
export interface AuditEntryJson {
  /** Its place in the organisation's chain, from 1. */
  readonly seq: number;
  readonly project: string;
  readonly environment: string | null;
  readonly version: number | null;
  /** `publish`, `kill`, `revive`, `rollback`, `key_created`, ... */
  readonly action: string;
  readonly subject: string;
  readonly flag: string | null;
  readonly name: string | null;
  readonly oldState: Json;
  readonly newState: Json;
  readonly commit: string | null;
  readonly changeRequest: string | null;
  readonly approvals: readonly { readonly person?: string; readonly identity?: string; readonly commit?: string }[];
  readonly isUnapproved: boolean;
  readonly reason: string | null;
  readonly compiler: string;
  readonly actor: string;
  readonly person: string | null;
  readonly login: string;
  /** ISO 8601, to the microsecond. */
  readonly at: string;
  readonly previousHash: string;
  readonly hash: string;
  /** What changed, in the words of the files. */
  readonly words: readonly string[];
  /** Members that differ; without `before` or `after`: not there. */
  readonly differences: readonly { readonly path: string; readonly before?: Json; readonly after?: Json }[];
}

export interface AuditPageJson {
  readonly entries: readonly AuditEntryJson[];
  /** For `before` of the next page; null: there is none. */
  readonly next: number | null;
}

/** What `flagforge audit verify` finds. */
export interface VerificationJson {
  readonly isProved: boolean;
  readonly entries: number;
  readonly versions: number;
  readonly findingCount: number;
  readonly findings: readonly { readonly code: string; readonly message: string; readonly seq?: number | null }[];
  readonly notes: readonly { readonly message: string }[];
  readonly anchors: Readonly<Record<string, number>>;
  readonly elapsedMs: number;
}
