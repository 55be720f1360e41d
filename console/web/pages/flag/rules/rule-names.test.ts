import type { RuleSource } from 'flagforge/compile';
import { expect, test } from 'vitest';
import { moveRule, nameProblem, removedRules, ruleChanges } from './rule-names.ts';

const rule = (name: string | null, text = 'a == 1'): RuleSource => ({
  ...{ name, if: { text, condition: null } },
  outcome: { serve: 'on' },
});
const [A, B, C] = [rule('a'), rule('b'), rule('c')];

test.each<[string, readonly RuleSource[], readonly RuleSource[], readonly (string | null)[]]>([
  ['the same', [A, B, C], [A, B, C], [null, null, null]],
  ['a new one', [A, C], [A, B, C], [null, 'new', null]],
  ['an edited one', [A, B], [A, rule('b', 'a == 2')], [null, 'edited']],
  ['two that changed places', [A, B, C], [B, A, C], ['moved', 'moved', null]],
  ['one that moved up past a removed one', [A, B, C], [C], [null]],
  ['one without a name', [A, rule(null)], [A, rule(null)], [null, null]],
])('%s', (_, live, draft, expected) => {
  expect(ruleChanges(live, draft)).toEqual(expected);
});

test('removed are those that the draft has under no name', () => {
  expect(removedRules([A, B, C], [C, A])).toEqual([B]);
  expect(removedRules([A], [rule('other')])).toEqual([A]);
});

test('a rule moves among the others, and nowhere else', () => {
  expect(moveRule([A, B, C], 2, 0)).toEqual([C, A, B]);
  expect(moveRule([A, B, C], 0, 2)).toEqual([B, C, A]);
  expect(moveRule([A, B, C], 0, 3)).toEqual([A, B, C]);
});

test('names are as the compiler takes them', () => {
  expect(nameProblem('12', [])).toMatch(/Digits/);
  expect(nameProblem('a', ['a', null])).toMatch(/Another/);
  expect([nameProblem('', ['a', null]), nameProblem('Staff only', ['a'])]).toEqual([null, null]);
});
