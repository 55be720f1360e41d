import fc from 'fast-check';
import { isFlagKey } from 'flagforge/compile';
import { expect, test } from 'vitest';
import { keyProblem } from './key-problem.ts';

test.each([
  ['', null],
  ['new-checkout', null],
  ['taken', 'There is a flag taken already.'],
  ['New', 'It begins with a small letter or a digit.'],
  ['new checkout', 'No spaces: use dashes.'],
  ['new/checkout', 'No "/": small letters, digits, dashes, dots and underscores.'],
  ['checkout.test', 'Files that end in .test.yaml hold tests of flags: choose another key.'],
  ['a'.repeat(101), 'It has 101 characters; 100 are the most.'],
])('%j: %s', (key, expected) => {
  expect(keyProblem(key, ['taken'])).toBe(expected);
});

test('it says of a key what the compiler says', () => {
  const keys = fc.oneof(
    fc.constantFrom('flagforge', 'a.test'),
    fc.string({ minLength: 1 }),
    fc.stringMatching(/^[a-zA-Z0-9._ -]{1,101}$/),
  );
  fc.assert(
    fc.property(keys, (key) => {
      expect(keyProblem(key, []) === null).toBe(isFlagKey(key));
    }),
  );
});
