import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePath, printPath } from './path.ts';

test.each([
  ['userId', ['userId']],
  ['company.plan', ['company', 'plan']],
  ['`company.plan`', ['company.plan']],
  ['company.`plan v2`.x', ['company', 'plan v2', 'x']],
  ['a.in.date.null', ['a', 'in', 'date', 'null']],
  ['`date`', ['date']],
  ['Date', ['Date']],
  ['_', ['_']],
  ['`a\\`b\\\\c`', ['a`b\\c']],
  ['`😀`', ['😀']],
  [`\`${'😀'.repeat(100)}\``, ['😀'.repeat(100)]],
  ['__proto__', ['__proto__']],
])('reads %s', (text, path) => {
  expect(parsePath(text)).toEqual({ path });
});

test.each([
  ['', 'FF1251', [0, 0]],
  ['date', 'FF1263', [0, 4]],
  ['in.x', 'FF1263', [0, 2]],
  ['a b', 'FF1272', [1, 3]],
  [' a', 'FF1272', [0, 2]],
  ['a ', 'FF1272', [1, 2]],
  ['a . b', 'FF1271', [1, 4]],
  ['a.', 'FF1254', [1, 2]],
  ['.a', 'FF1272', [0, 2]],
  ['a..b', 'FF1254', [1, 2]],
  ['a.1', 'FF1254', [1, 2]],
  ['1a', 'FF1272', [0, 2]],
  ['user-id', 'FF1254', [0, 7]],
  ['größe', 'FF1254', [0, 5]],
  ['``', 'FF1254', [0, 2]],
  ['`a', 'FF1254', [0, 2]],
  ['`a\\n`', 'FF1254', [2, 3]],
  ['`\ud800`', 'FF1254', [1, 2]],
  [`\`${'a'.repeat(101)}\``, 'FF1254', [0, 103]],
  ['a == 1', 'FF1272', [1, 6]],
])('refuses %j with %s at %j', (text, code, span) => {
  expect(parsePath(text)).toMatchObject({ problem: { code, span } });
});

test('reads back every path that it prints, with backticks only where they are needed', () => {
  const step = fc.string({ unit: 'binary', minLength: 1, maxLength: 10 });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 4 }), (path) => {
      expect(parsePath(printPath(path))).toEqual({ path });
    }),
  );
  expect(printPath(['date', 'in', 'a.b', '1', 'x`y\\'])).toBe('`date`.in.`a.b`.`1`.`x\\`y\\\\`');
});
