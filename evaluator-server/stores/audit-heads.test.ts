import { expect, test } from 'vitest';
import { checkHeads, type Head, parseHead } from './audit-heads.ts';

const head = (seq: number | string, hash = `hash of ${seq}`): Head => ({ seq: String(seq), hash });

test.each<[string, Head | null, readonly Head[], Head | null, 'shorter' | 'other' | null]>([
  ['nothing is known of an empty chain', null, [], null, null],
  ['the newest of the environments is remembered', null, [head(9), head(10), head(2)], head(10), null],
  ['a longer chain is remembered', head(10), [head(11), head(10)], head(11), null],
  ['the same one is no change', head(10), [head(10)], head(10), null],
  ['a chain that is gone is no longer looked for', head(10), [], head(10), null],
  ['a shorter one is a change, and not remembered', head(10), [head(9)], head(10), 'shorter'],
  ['another entry of that number is a change, and not remembered', head(10), [head(10, 'x')], head(10), 'other'],
  [
    'numbers go beyond those of JavaScript',
    head('9007199254740993'),
    [head('9007199254740992')],
    head('9007199254740993'),
    'shorter',
  ],
])('%s', (_, remembered, heads, next, change) => {
  expect(checkHeads(remembered, heads)).toMatchObject({ head: next, change });
});

test('a head is read back as it was written, and nothing else is one', () => {
  expect(parseHead(JSON.stringify(head(5)))).toEqual(head(5));
  for (const text of ['', 'null', '{}', '{"seq":5,"hash":"x"}', '{"seq":"-1","hash":"x"}'])
    expect(parseHead(text)).toBeNull();
});
