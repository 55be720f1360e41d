import { nodeSha256 } from '../project.ts';
import type { AuditEntry } from './audit-entry.ts';

/** The hash before the first entry of an organisation. */
export const NO_HASH = '0'.repeat(64);

/**
 * The hash that an entry must have: SHA-256, lower-case hex, over its fields as netstrings, `<bytes>:<text>,` in UTF-8
 * and `-,` for null, in a fixed order. Any language computes the same bytes, and no two lists of fields have the same.
 * @param seq another number than the entry has, to find out where it was written.
 */
export function hashEntry(entry: AuditEntry, seq: string = entry.seq): string {
  const fields = [
    ...[entry.previousHash, entry.organization, seq, entry.id, entry.project, entry.environment],
    ...[entry.version === null ? null : String(entry.version), entry.action, entry.subject, entry.flag, entry.name],
    ...[entry.oldState, entry.newState, entry.commit, entry.changeRequest, entry.approvals],
    ...[String(entry.isUnapproved), entry.reason, entry.compiler, entry.actor, entry.person, entry.login, entry.at],
  ];
  return nodeSha256(fields.map(netstring).join(''));
}

function netstring(field: string | null): string {
  return field === null ? '-,' : `${Buffer.byteLength(field)}:${field},`;
}
