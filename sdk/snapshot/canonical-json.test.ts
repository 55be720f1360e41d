import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from './canonical-json.ts';

test('writes the example of RFC 8785 3.2.2', () => {
  const value = {
    numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    string: '\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"/',
    literals: [null, true, false],
  };
  expect(canonicalJson(value)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

test('orders keys by UTF-16 code unit, as the example of RFC 8785 3.2.3 does', () => {
  const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 };
  expect(Object.values(JSON.parse(canonicalJson(value)) as object)).toHaveLength(7);
  expect(canonicalJson(value)).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}');
});

test.each([
  [0, '0'],
  [-0, '0'],
  [5e-324, '5e-324'],
  [1.7976931348623157e308, '1.7976931348623157e+308'],
  [9007199254740992, '9007199254740992'],
  [295147905179352830000, '295147905179352830000'],
  [1e21, '1e+21'],
  [9.999999999999997e22, '9.999999999999997e+22'],
  [0.000001, '0.000001'],
  [1e-7, '1e-7'],
  [333333333.33333325, '333333333.33333325'],
])('writes the number %d as ECMAScript does', (value, expected) => {
  expect(canonicalJson(value)).toBe(expected);
});

test.each([
  [Number.NaN],
  [Number.POSITIVE_INFINITY],
  [undefined],
  ['\ud800'],
  ['a\udc00b'],
  [{ '\ud83d': 1 }],
  [[() => 1]],
  [{ a: 1, b: { c: [Number.NEGATIVE_INFINITY] } }],
  [{ a: 1, b: '\udc00' }],
  [{ a: 1, b: { toJSON: () => 1 } }],
])('throws on what JSON cannot say: %s', (value) => {
  expect(() => canonicalJson(value)).toThrow(TypeError);
});

test('writes empty maps and lists, and __proto__ as a key like any other', () => {
  expect(canonicalJson([{}, [], JSON.parse('{"__proto__":{"a":1}}')])).toBe('[{},[],{"__proto__":{"a":1}}]');
});

test('asks nothing for a JSON form of its own, and orders keys that look like numbers as text', () => {
  expect(
    canonicalJson({
      a: new Date(0),
      b: new (class {
        x = 1;
      })(),
    }),
  ).toBe('{"a":{},"b":{"x":1}}');
  expect(canonicalJson({ a: { 9: 1, 10: 2 } })).toBe('{"a":{"10":2,"9":1}}');
});

test('is JSON, says the same, and does not depend on the order of keys', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const text = canonicalJson(value);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(reversed(value))).toBe(text);
      // What was canonical before goes the quick way.
      expect(canonicalJson(JSON.parse(text))).toBe(text);
    }),
    { numRuns: 300 },
  );
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).reverse();
  const map: Record<string, unknown> = Object.create(null);
  for (const [key, item] of entries) map[key] = reversed(item);
  return map;
}
