import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lowerText } from './lower.ts';

const expected = (code: number): string => {
  const text = String.fromCodePoint(code);
  return code > 0x52f ? text : String.fromCodePoint(text.toLowerCase().codePointAt(0) ?? 0);
};

test('maps every code point up to U+052F to the first code point of its lower case, and no other', () => {
  for (let code = 0; code <= 0x10ffff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    if (lowerText(String.fromCodePoint(code)) !== expected(code)) expect.fail(`U+${code.toString(16)}`);
  }
});

test('maps a text code point by code point', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(lowerText(text)).toBe(Array.from(text, (c) => expected(c.codePointAt(0) ?? 0)).join(''));
    }),
  );
});

test('keeps the context out of it: a final sigma stays what its code point maps to', () => {
  expect(lowerText('ΟΔΟΣ')).toBe('οδοσ');
  expect(lowerText('İ')).toBe('i');
});
