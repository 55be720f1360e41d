import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeEntry } from '../testing/audit-entries.ts';
import { hashEntry } from './hash-entry.ts';

test('is SHA-256 over netstrings, lengths in bytes, null as a minus', () => {
  const entry = makeEntry({ flag: 'käse', reason: '', version: null });
  const text = [
    `64:${'0'.repeat(64)},4:acme,1:1,36:00000000-0000-4000-8000-000000000001,4:shop,10:production,-,7:publish,4:flag,`,
    `5:käse,-,-,11:{"key":"a"},40:${'c'.repeat(40)},-,2:[],5:false,0:,15:flagforge 0.1.0,12:database:sam,3:Sam,3:sam,`,
    '27:2026-11-22T10:00:00.000000Z,',
  ].join('');
  expect(hashEntry(entry)).toBe(createHash('sha256').update(text).digest('hex'));
});

test('fields cannot move from one to the next without another hash', () => {
  expect(hashEntry(makeEntry({ flag: 'a', name: 'bc' }))).not.toBe(hashEntry(makeEntry({ flag: 'ab', name: 'c' })));
  expect(hashEntry(makeEntry({ reason: null }))).not.toBe(hashEntry(makeEntry({ reason: '' })));
  expect(hashEntry(makeEntry({ reason: null }))).not.toBe(hashEntry(makeEntry({ reason: '-' })));
});
