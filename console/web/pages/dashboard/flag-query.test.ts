import { expect, test } from 'vitest';
import type { FlagRowJson, FlagStatus } from '../../../api/flag-json.ts';
import { matches, parseQuery, printQuery, toggleToken } from './flag-query.ts';

const NOW = Date.parse('2026-12-03T14:20:00Z');
const place: FlagStatus = {
  ...{ enabled: true, killed: 'no', targets: 0, rules: 0, default: 'on', scheduled: 0 },
  ...{ isServing: true, share: 1, restShare: 1, ways: 1, nextStep: null, summary: 'on' },
};
const FLAG: FlagRowJson = {
  ...{ key: 'new-checkout', file: 'new-checkout.yaml', description: 'Checkout on one page', type: 'boolean' },
  ...{ owner: 'team-checkout', tags: ['web', 'Big Bet'], kind: 'temporary', expires: null, client: true },
  ...{ killable: true, archived: false, state: { kind: 'active', reasons: ['on'] } },
  environments: {
    production: { ...place, killed: 'emergency', isServing: false },
    staging: { ...place, scheduled: 1 },
  },
  lastChange: { commit: 'c', author: 'Pat Lee', subject: 's', at: '2026-12-01T14:20:00Z' },
};

test.each([
  ['', true],
  ['checkout page', true],
  ['"on one page"', true],
  ['"one on page"', false],
  ['CHECKOUT', true],
  ['status:active owner:checkout', true],
  ['status:stale', false],
  ['tag:web tag:"big bet"', true],
  ['tag:we', false],
  ['type:bool', true],
  ['type:json', false],
  ['env:prod', false],
  ['env:stag', true],
  ['is:killed is:scheduled is:client is:temporary', true],
  ['is:permanent', false],
  ['changed:<7d', true],
  ['changed:<1d', false],
  ['changed:>1d', true],
  ['changed:soon', false],
  ['nothing:here', false],
])('%j finds it: %j', (query, expected) => {
  expect(matches(FLAG, parseQuery(query), NOW)).toBe(expected);
});

test('a half-typed token searches for nothing yet', () => {
  expect(parseQuery('owner:')).toEqual([{ kind: 'word', text: 'owner:' }]);
  expect(parseQuery('owner:"team ch')).toEqual([{ kind: 'owner', value: 'team ch' }]);
});

test('what is printed is read back', () => {
  const text = 'status:stale tag:"big bet" "two words" plain';
  expect(printQuery(parseQuery(text))).toBe(text);
});

test.each([
  ['', 'status', 'stale', 'status:stale'],
  ['status:stale', 'status', 'stale', ''],
  ['cart status:stale', 'status', 'active', 'cart status:active'],
  ['tag:web', 'tag', 'ios', 'tag:web tag:ios'],
  ['tag:web tag:ios', 'tag', 'web', 'tag:ios'],
] as const)('%j and %s:%s', (text, kind, value, expected) => {
  expect(toggleToken(text, kind, value)).toBe(expected);
});
