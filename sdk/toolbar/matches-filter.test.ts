import { expect, test } from 'vitest';
import { matchesFilter } from './matches-filter.ts';

test.each([
  ['', true],
  ['   ', true],
  ['CHECKOUT', true],
  ['rule checkout', true],
  [' new  on ', true],
  ['checkout off', false],
  ['.*', false],
])('"new-checkout on a rule matches", filtered by "%s": %s', (filter, expected) => {
  expect(matchesFilter('new-checkout on a rule matches', filter)).toBe(expected);
});
