/** The chain of one organisation, entry by entry, believing none of them. Pure. */
import type { AuditEntry } from './audit-entry.ts';
import { type AuditFinding, findingAt } from './audit-finding.ts';
import { hashEntry, NO_HASH } from './hash-entry.ts';

/** The row of audit.heads. */
export interface ChainHead {
  readonly seq: string;
  readonly hash: string;
}

export interface ChainCheck {
  /** What is wrong with the next entry. `isAltered`: its own hash does not fit it, so that one of its fields is not what was written. */
  next(entry: AuditEntry): { readonly findings: readonly AuditFinding[]; readonly isAltered: boolean };
  /** What is wrong with the end, once there are no more entries. */
  end(head: ChainHead | null): readonly AuditFinding[];
  /** The number of the last entry; 0 before the first. */
  readonly last: () => number;
}

/** How far away an entry is looked for that does not fit where it is. */
const MOVED_WITHIN = 1_000;
/** Looking costs some milliseconds for each; a chain that is wrong throughout is not explained better by more. */
const MOVES_SOUGHT = 50;

/** Entries are given in ascending order of `seq`. */
export function createChainCheck(): ChainCheck {
  let last = 0;
  let lastHash = NO_HASH;
  let lastAt = '';
  /** False after an entry that is not as it was written: what follows from it says nothing more. */
  let isTrusted = true;
  let sought = 0;

  const originOf = (entry: AuditEntry): number | null => {
    if (sought >= MOVES_SOUGHT) return null;
    sought += 1;
    const seq = Number(entry.seq);
    for (let distance = 1; distance <= MOVED_WITHIN; distance += 1) {
      for (const other of [seq - distance, seq + distance]) {
        if (other > 0 && hashEntry(entry, String(other)) === entry.hash) return other;
      }
    }
    return null;
  };

  const check = (entry: AuditEntry): { findings: AuditFinding[]; isAltered: boolean; isMoved: boolean } => {
    const findings: AuditFinding[] = [];
    const seq = Number(entry.seq);
    const isNext = seq === last + 1;
    if (seq <= last) findings.push(findingAt('FF3049', seq, { seq }));
    else if (!isNext) findings.push(findingAt('FF3041', last + 1, { from: last + 1, to: seq - 1 }));
    if (hashEntry(entry) !== entry.hash) {
      const origin = originOf(entry);
      if (origin === null) return { findings, isAltered: true, isMoved: false };
      findings.push(findingAt('FF3042', seq, { seq, origin }));
      return { findings, isAltered: false, isMoved: true };
    }
    if (isNext && isTrusted && entry.previousHash !== lastHash)
      findings.push(findingAt('FF3043', Math.max(1, last), { seq, before: last }));
    if (entry.at < lastAt) findings.push(findingAt('FF3044', seq, { seq, at: entry.at, before: lastAt }));
    return { findings, isAltered: false, isMoved: false };
  };

  return {
    last: () => last,
    next(entry) {
      const result = check(entry);
      last = Math.max(last, Number(entry.seq));
      lastHash = entry.hash;
      isTrusted = !result.isAltered && !result.isMoved;
      if (isTrusted && entry.at > lastAt) lastAt = entry.at;
      return result;
    },
    end(head) {
      if (head === null) return last === 0 ? [] : [findingAt('FF3046', last, { seq: last, head: 'missing' })];
      const headSeq = Number(head.seq);
      if (headSeq > last) return [findingAt('FF3045', last + 1, { from: last + 1, to: headSeq })];
      if (headSeq < last || head.hash !== lastHash)
        return [findingAt('FF3046', last, { seq: last, head: headSeq < last ? `#${headSeq}` : 'hash' })];
      return [];
    },
  };
}
