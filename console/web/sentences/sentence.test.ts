import { parseCondition } from 'flagforge/compile/expression';
import { expect, test } from 'vitest';
import { type Sentence, sentenceOf, type Token } from './sentence.ts';
import { shownValues } from './shown-values.ts';

const word = (token: Token): string => {
  if (token.kind === 'segment') return token.name;
  if (token.kind !== 'values') return token.text;
  const { shown, more } = shownValues(token.values);
  return [
    ...shown.map(({ text, type }) => [...(type === undefined ? [] : [type]), text].join(' ')),
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join(' ');
};

function said(sentence: Sentence): string {
  if (sentence.kind === 'clause') return sentence.tokens.map(word).join(' ');
  if (sentence.kind === 'not') return `it is not so that ${said(sentence.of)}`;
  return `(${sentence.of.map(said).join(sentence.kind === 'all' ? ' and ' : ' or ')})`;
}

test.each([
  ['email == "a@b.c"', 'email is a@b.c'],
  ['email != "a"', 'email is not a'],
  ['age < 5', 'age is less than 5'],
  ['not age < 5', 'it is not so that age is less than 5'],
  ['age <= 5', 'age is at most 5'],
  ['age > 5', 'age is more than 5'],
  ['age >= 5', 'age is at least 5'],
  ['app < semver "1.2.0"', 'app is older than version 1.2.0'],
  ['app > semver "1.2.0"', 'app is newer than version 1.2.0'],
  ['born >= date "2000-01-01"', 'born is at or after date 2000-01-01'],
  ['now < date "2026-12-24"', 'the time is before 2026-12-24'],
  ['country in ["DE", "AT"]', 'country is one of DE AT'],
  ['country not in ["DE"]', 'country is none of DE'],
  ['country in ["a", "b", "c", "d", "e"]', 'country is one of a b c and 2 more'],
  ['country in ["a", "b", "c", "d"]', 'country is one of a b c d'],
  ['ip in cidr "10.0.0.0/8"', 'ip is in network 10.0.0.0/8'],
  ['ip not in [cidr "10.0.0.0/8", cidr "::1/128"]', 'ip is in none of the networks 10.0.0.0/8 ::1/128'],
  ['email starts_with "a"', 'email starts with a'],
  ['email not ends_with "a"', 'email does not end with a'],
  ['email matches "^a"', 'email matches the pattern ^a'],
  ['tags contains "x"', 'tags contains x'],
  ['tags contains any ["x", "y"]', 'tags contains any of x y'],
  ['tags not contains any ["x"]', 'tags contains none of x'],
  ['tags not contains all ["x"]', 'tags does not contain all of x'],
  ['plan is present', 'plan is present'],
  ['plan is absent', 'plan is absent'],
  ['segment "staff"', 'is in segment staff'],
  ['not segment "staff"', 'is not in segment staff'],
  ['lower(email) == "a"', 'email in lower case is a'],
  ['a == "1"', 'a is string 1'],
  ['a == 1', 'a is 1'],
  ['a == ""', 'a is ""'],
  ['a == " x"', 'a is " x"'],
  ['a == "\\"x\\""', 'a is "\\"x\\""'],
  ['a == "1e+21"', 'a is string 1e+21'],
  ['a == "NaN"', 'a is NaN'],
  ['a contains any [cidr "10.0.0.0/8"]', 'a contains any of network 10.0.0.0/8'],
  ['a == "\\u202eabc"', 'a is "\\u202eabc"'],
  ['a == true and (b == 1 or c == 2)', '(a is true and (b is 1 or c is 2))'],
])('%s', (text, expected) => {
  const { expression } = parseCondition(text);
  if (expression === null) throw new Error(`no condition: ${text}`);
  expect(said(sentenceOf(expression))).toBe(expected);
});
