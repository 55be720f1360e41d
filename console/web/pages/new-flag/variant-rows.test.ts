import { expect, test } from 'vitest';
import { firstRows, rowsProblem } from './variant-rows.ts';

const row = (name: string, value: string, id = 0) => ({ id, name, value });

test.each(['string', 'number', 'json'] as const)('what a %s flag begins with is sound', (type) => {
  expect(rowsProblem(type, firstRows(type))).toBeNull();
});

test.each([
  ['string', [row('', 'a')], 'Each variant needs a name'],
  ['string', [row('1a', 'a')], '1a: names begin with a letter, and have letters, digits, dashes, dots and underscores'],
  ['string', [row('a', ''), row('a', 'x')], 'Two variants are named a'],
  ['number', [row('a', '1e3'), row('b', 'many')], 'b: many is no number'],
  ['number', [row('a', ' ')], 'a: it needs a number'],
  ['number', [row('a', '0x10')], 'a: 0x10 is no number'],
  ['json', [row('a', '{size: 1}')], 'a: its value is no JSON'],
  ['string', [row('a', ''), row('b', ' = ')], null],
] as const)('%s %j: %s', (type, rows, problem) => {
  expect(rowsProblem(type, rows)).toBe(problem);
});
