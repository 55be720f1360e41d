import { expect, test } from 'vitest';
import { type ApiKey, keyState } from '../keys/api-key.ts';
import { makeEntry } from '../testing/audit-entries.ts';
import { createKeyCheck } from './verify-keys.ts';

const KEY: ApiKey = {
  ...{ environment: 'production', id: 'k1', kind: 'server', hash: 'a'.repeat(64), name: null, origins: null },
  ...{ createdBy: 'database:sam', createdAt: 0, expiresAt: null, revokedAt: null, rotatedTo: null },
};
const REVOKED: ApiKey = { ...KEY, revokedAt: 86_400_000 };

const entry = (seq: number, before: ApiKey | null, after: ApiKey) =>
  makeEntry({
    ...{ seq: String(seq), version: null, action: 'key', subject: 'key', flag: null, name: after.id },
    ...{ oldState: before === null ? null : keyState(before), newState: keyState(after) },
  });

function check(entries: readonly ReturnType<typeof entry>[], keys: readonly ApiKey[]) {
  const all = createKeyCheck();
  const found = entries.flatMap((each) => all.next(each));
  return [...found, ...all.end(keys.map((key) => ({ project: 'shop', key })))].map(({ code, seq, args }) => [
    code,
    seq,
    args['what'] ?? args['name'],
  ]);
}

test.each<[what: string, entries: readonly ReturnType<typeof entry>[], keys: readonly ApiKey[], found: unknown]>([
  ['as its entries say', [entry(1, null, KEY), entry(2, KEY, REVOKED)], [REVOKED], []],
  ['brought back', [entry(1, null, KEY), entry(2, KEY, REVOKED)], [KEY], [['FF3060', 2, 'revokedAt']]],
  ['of another maker', [entry(1, null, KEY)], [{ ...KEY, createdBy: 'database:x' }], [['FF3060', 1, 'createdBy']]],
  ['with another secret', [entry(1, null, KEY)], [{ ...KEY, hash: 'b'.repeat(64) }], [['FF3060', 1, 'hash']]],
  ['made by hand', [], [KEY], [['FF3060', null, 'forged']]],
  ['gone', [entry(1, null, KEY)], [], [['FF3060', 1, 'missing']]],
  [
    'changed by an entry that does not go on',
    [entry(1, null, KEY), entry(2, REVOKED, KEY)],
    [KEY],
    [['FF3050', 2, 'key k1']],
  ],
])('a key %s', (_, entries, keys, found) => expect(check(entries, keys)).toEqual(found));
