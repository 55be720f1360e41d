import { expect, test } from 'vitest';
import { checkReach } from './check-reach.ts';

const SCOPE = { attributes: null, unit: ['userId'] };

const rule = (text: string, name: string | null = null) => ({
  ...{ name, if: { text, condition: null }, outcome: { serve: 'on' } },
});

test('a rule behind one that takes everybody it asks for is never reached, and says what to do', () => {
  const [first, second] = checkReach([rule('country in ["US", "CA"]', 'north'), rule('country == "US"')], SCOPE);
  expect(first).toBeNull();
  expect(second).toMatch(/never reached.*north.*: put the narrower rule first/);
});

test('a condition that nobody fits, and one that does not read', () => {
  const [never, unread, fine] = checkReach([rule('age > 5 and age < 3'), rule('age >'), rule('age > 1')], SCOPE);
  expect(never).toMatch(/never true.*age/);
  expect([unread, fine]).toEqual([null, null]);
});
