import { expect, test } from 'vitest';
import type { FlagLine } from './flag-line.ts';
import { holdOrder } from './hold-order.ts';

const line = (key: string, owner = 'a'): FlagLine => ({
  ...{ key, description: null, type: 'boolean', owner, tags: [], kind: null, expires: null, client: false },
  ...{ state: { kind: 'active', reasons: ['on'] }, environments: {}, lastChange: null },
});
const lines = (keys: string): readonly FlagLine[] => [...keys].map((key) => line(key));

test.each([
  ['abcd', 'abcd', 'abcd', 0],
  ['abcd', 'dabc', 'abcd', 1],
  ['abcd', 'dcab', 'abcd', 2],
  ['abcd', 'abd', 'abd', 1],
  ['abcd', 'xabcd', 'abcd', 1],
  ['', 'ab', '', 2],
])('%j on the screen and %j now: %j, %i moved', (kept, fresh, shown, moved) => {
  const held = holdOrder([...kept], lines(fresh));
  expect(held.flags.map(({ key }) => key).join('')).toBe(shown);
  expect(held.moved).toBe(moved);
});

test('values are those of now', () => {
  expect(holdOrder(['a', 'b'], [line('b', 'new'), line('a')]).flags[1]?.owner).toBe('new');
});
