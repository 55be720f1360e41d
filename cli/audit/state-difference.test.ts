import { expect, test } from 'vitest';
import { stateDifferences } from './state-difference.ts';

const differ = (before: unknown, after: unknown) =>
  stateDifferences(JSON.stringify(before), JSON.stringify(after)).map(({ path, before, after }) => [
    path,
    before,
    after,
  ]);

test.each<[before: unknown, after: unknown, differences: unknown]>([
  [{ a: 1 }, { a: 1 }, []],
  [{ a: 1, b: { c: [1, 2] } }, { a: 1, b: { c: [1, 3] } }, [['b.c', [1, 2], [1, 3]]]],
  [
    { gone: 1 },
    { fresh: 2 },
    [
      ['fresh', undefined, 2],
      ['gone', 1, undefined],
    ],
  ],
  [
    { rules: [{ name: 'us', serve: 'on' }] },
    {
      rules: [
        { name: 'eu', serve: 'on' },
        { name: 'us', serve: 'off' },
      ],
    },
    [
      ['rules[eu]', undefined, { name: 'eu', serve: 'on' }],
      ['rules[us].serve', 'on', 'off'],
    ],
  ],
  [
    { rules: [{ name: 'a' }, { name: 'b' }] },
    { rules: [{ name: 'b' }, { name: 'a' }] },
    [['rules', ['a', 'b'], ['b', 'a']]],
  ],
  [
    { rules: [{ name: 'a' }] },
    { rules: [{ name: 'a' }, { name: 'a' }] },
    [['rules', [{ name: 'a' }], [{ name: 'a' }, { name: 'a' }]]],
  ],
  [JSON.parse('{"__proto__":1}'), {}, [['__proto__', 1, undefined]]],
])('%j to %j', (before, after, differences) => expect(differ(before, after)).toEqual(differences));

test('what is no JSON is compared as text, and what is not there is undefined', () => {
  expect(stateDifferences('nonsense', null)).toEqual([{ path: '', before: 'nonsense', after: undefined }]);
});
