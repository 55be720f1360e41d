/** Entries of an audit log, for tests of what checks them. */
import type { AuditEntry } from '../audit/audit-entry.ts';
import { hashEntry, NO_HASH } from '../audit/hash-entry.ts';

const BASE: AuditEntry = {
  ...{ organization: 'acme', seq: '1', id: '00000000-0000-4000-8000-000000000001', project: 'shop' },
  ...{ environment: 'production', version: 1, action: 'publish', subject: 'flag', flag: 'a', name: null },
  ...{ oldState: null, newState: '{"key":"a"}', commit: 'c'.repeat(40), changeRequest: null, approvals: '[]' },
  ...{ isUnapproved: false, reason: null, compiler: 'flagforge 0.1.0', actor: 'database:sam', person: 'Sam' },
  ...{ login: 'sam', at: '2026-11-22T10:00:00.000000Z', previousHash: NO_HASH, hash: '' },
};

/** An entry with its own right hash. */
export function makeEntry(members: Partial<AuditEntry> = {}): AuditEntry {
  const entry = { ...BASE, ...members };
  return { ...entry, hash: hashEntry(entry) };
}

/** A whole chain: entry n has second n. */
export function makeChain(length: number, members: (seq: number) => Partial<AuditEntry> = () => ({})): AuditEntry[] {
  const chain: AuditEntry[] = [];
  for (let seq = 1; seq <= length; seq += 1) {
    const at = `2026-11-22T10:00:${String(seq).padStart(2, '0')}.000000Z`;
    const previousHash = chain.at(-1)?.hash ?? NO_HASH;
    chain.push(makeEntry({ seq: String(seq), flag: `flag-${seq}`, at, previousHash, ...members(seq) }));
  }
  return chain;
}
