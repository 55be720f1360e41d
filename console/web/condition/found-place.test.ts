import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foundPlace } from './found-place.ts';

test.each([
  ['age > "18"', [6, 10], { line: 1, column: 7, before: 'age > ', part: '"18"', after: '' }],
  ['a == 1\n  and b = 2', [15, 16], { line: 2, column: 9, before: '  and b ', part: '=', after: ' 2' }],
  ['a ==', [4, 4], { line: 1, column: 5, before: 'a ==', part: '', after: '' }],
  ['(a\n', [3, 3], { line: 2, column: 1, before: '', part: '', after: '' }],
  [`${'x'.repeat(30)} =`, [31, 32], { line: 1, column: 32, before: `…${'x'.repeat(23)} `, part: '=', after: '' }],
] as const)('%j %j', (text, span, expected) => expect(foundPlace(text, span)).toEqual(expected));

test('what is shown stands there, and is one line', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '\n', '"') }), fc.nat(), fc.nat(9), (text, at, length) => {
      const from = at % (text.length + 1);
      const found = foundPlace(text, [from, Math.min(text.length, from + length)]);
      const line = text.split('\n')[found.line - 1] ?? '';
      expect(line.startsWith(found.part + found.after.replace(/…$/, ''), found.column - 1)).toBe(true);
      expect(line.slice(0, found.column - 1).endsWith(found.before.replace(/^…/, ''))).toBe(true);
    }),
  );
});
