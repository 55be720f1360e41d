import fc from 'fast-check';
import { expect, test } from 'vitest';
import { suggestName } from './suggest.ts';

test.each([
  ['onn', ['on', 'off'], 'on'],
  ['contrl', ['control', 'treatment'], 'control'],
  ['of', ['on', 'off'], 'off'],
  ['NewCheckout', ['newcheckout', 'new-check'], 'newcheckout'],
  ['new_checkout', ['new-checkout', 'old-checkout'], 'new-checkout'],
  ['prodution', ['development', 'staging', 'production'], 'production'],
  ['prod', ['development', 'staging', 'production'], 'production'],
  ['emial', ['email', 'userId', 'region'], 'email'],
  ['regoin', ['region', 'regions'], 'region'],
  ['userid', ['userId', 'user'], 'userId'],
  ['plan', ['company.plan', 'age'], 'company.plan'],
  ['checkout', ['zebra', 'yak'], undefined],
  ['x', ['y', 'z'], undefined],
  ['email', ['email'], undefined],
  ['', ['a'], undefined],
])('for %j among %j suggests %j', (given, candidates, expected) => {
  expect(suggestName(given, candidates)).toBe(expected);
});

test('does not depend on the order of the candidates', () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 6 }),
      fc.array(fc.string({ maxLength: 6 }), { maxLength: 8 }),
      (given, names) => {
        const sorted = [...new Set(names)].sort();
        expect(suggestName(given, [...sorted].reverse())).toBe(suggestName(given, sorted));
      },
    ),
  );
});

test('always answers with one of the candidates, and never with the name that was given', () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.string()), (given, names) => {
      const answer = suggestName(given, names);
      expect(answer === undefined || (names.includes(answer) && answer !== given)).toBe(true);
    }),
  );
});

test('stays quick with many long names', () => {
  const names = Array.from({ length: 5_000 }, (_, index) => `${'segment-'.repeat(8)}${index}`);
  const started = performance.now();
  suggestName(`${'segmnet-'.repeat(8)}77`, names);
  expect(performance.now() - started).toBeLessThan(2_000);
});
