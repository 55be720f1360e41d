/** One entry of the audit log, as the database holds it: what is hashed is text. @see contract 9 */
export interface AuditEntry {
  readonly organization: string;
  /** Its place in the organisation's chain, from 1, decimal. */
  readonly seq: string;
  readonly id: string;
  readonly project: string;
  readonly environment: string | null;
  /** The version of the environment that this change is part of; null where no snapshot changes (keys, policy). */
  readonly version: number | null;
  readonly action: string;
  /** That of a `Change`; `key`; `policy` (who may change the environment), where a publish changed nothing else. */
  readonly subject: string;
  readonly flag: string | null;
  readonly name: string | null;
  /** Canonical JSON; null: it was not there. */
  readonly oldState: string | null;
  readonly newState: string | null;
  readonly commit: string | null;
  readonly changeRequest: string | null;
  /** JSON: `[{person, identity, commit, request}]`. */
  readonly approvals: string;
  readonly isUnapproved: boolean;
  readonly reason: string | null;
  readonly compiler: string;
  readonly actor: string;
  readonly person: string | null;
  readonly login: string;
  /** `YYYY-MM-DDTHH:MM:SS.ffffffZ` */
  readonly at: string;
  readonly previousHash: string;
  readonly hash: string;
}

/** The columns of audit.entries as an `AuditEntry`, for a select list. */
export const ENTRY_COLUMNS = `
  organization, seq::text as seq, id::text as id, project, environment, version, action, subject, flag, name,
  old_state::text as "oldState", new_state::text as "newState", commit, change_request as "changeRequest",
  approvals::text as approvals, is_unapproved as "isUnapproved", reason, compiler, actor, person, login,
  to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, previous_hash as "previousHash", hash`;

/** What the entry is about, by the name that a `Change` of its subject has. */
export function nameOfEntry({ flag, name, environment }: AuditEntry): string {
  return flag ?? name ?? environment ?? '';
}
