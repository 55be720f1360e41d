import { describe, expect, test } from 'vitest';
import { makeChain, makeEntry } from '../testing/audit-entries.ts';
import type { AuditEntry } from './audit-entry.ts';
import { hashEntry } from './hash-entry.ts';
import { type ChainHead, createChainCheck } from './verify-chain.ts';

const headOf = (chain: readonly AuditEntry[]): ChainHead | null => {
  const last = chain.at(-1);
  return last === undefined ? null : { seq: last.seq, hash: last.hash };
};

/** `FF3041 #3`, and `altered #4` for an entry whose own hash does not fit. */
function check(entries: readonly AuditEntry[], head: ChainHead | null): string[] {
  const chain = createChainCheck();
  const found = entries.flatMap((entry) => {
    const { findings, isAltered } = chain.next(entry);
    return [...findings.map(({ code, seq }) => `${code} #${seq}`), ...(isAltered ? [`altered #${entry.seq}`] : [])];
  });
  return [...found, ...chain.end(head).map(({ code, seq }) => `${code} #${seq}`)];
}

const chain = makeChain(8);
const head = headOf(chain);
const at = (seq: number): AuditEntry => chain[seq - 1] ?? makeEntry();
const without = (...seqs: number[]): AuditEntry[] => chain.filter(({ seq }) => !seqs.includes(Number(seq)));
const replaced = (seq: number, members: Partial<AuditEntry>): AuditEntry[] =>
  chain.map((entry) => (Number(entry.seq) === seq ? { ...entry, ...members } : entry));
const rehashed = (seq: number, members: Partial<AuditEntry>): AuditEntry[] => {
  const entry = { ...at(seq), ...members };
  return replaced(seq, { ...members, hash: hashEntry(entry) });
};

describe('the chain', () => {
  test.each<[what: string, entries: readonly AuditEntry[], head: ChainHead | null, found: readonly string[]]>([
    ['whole', chain, head, []],
    ['empty', [], null, []],
    ['empty, with a head that begins', [], { seq: '0', hash: '0'.repeat(64) }, []],
    ['a field was changed', replaced(4, { reason: 'x' }), head, ['altered #4']],
    ['a hash was changed', replaced(4, { hash: 'f'.repeat(64) }), head, ['altered #4']],
    ['a field was changed and the entry hashed anew', rehashed(4, { reason: 'x' }), head, ['FF3043 #4']],
    ['the last was changed and hashed anew', rehashed(8, { reason: 'x' }), head, ['FF3046 #8']],
    ['rows are missing', without(3, 4), head, ['FF3041 #3']],
    ['the first is missing', without(1), head, ['FF3041 #1']],
    ['the end is missing', without(7, 8), head, ['FF3045 #7']],
    ['everything is missing', [], head, ['FF3045 #1']],
    ['the head is missing', chain, null, ['FF3046 #8']],
    ['the head was set back', chain, { seq: '7', hash: at(7).hash }, ['FF3046 #8']],
    [
      'two rows were swapped',
      replaced(3, { ...at(6), seq: '3' }).map((entry) => (entry.seq === '6' ? { ...at(3), seq: '6' } : entry)),
      head,
      ['FF3042 #3', 'FF3042 #6'],
    ],
    [
      'a row was deleted and the others numbered anew',
      without(3).map((entry, index) => ({ ...entry, seq: String(index + 1) })),
      { seq: '7', hash: at(8).hash },
      ['FF3042 #3', 'FF3042 #4', 'FF3042 #5', 'FF3042 #6', 'FF3042 #7'],
    ],
    ['a number is used twice', [...chain.slice(0, 5), at(5), ...chain.slice(5)], head, ['FF3049 #5']],
    [
      'an entry was dated back',
      makeChain(3, (seq) => (seq === 3 ? { at: '2026-01-01T00:00:00.000000Z' } : {})),
      null,
      ['FF3044 #3', 'FF3046 #3'],
    ],
  ])('%s', (_, entries, itsHead, found) => expect(check(entries, itsHead)).toEqual(found));
});
