import { expect, test } from 'vitest';
import { linkWithOverrides } from './link-with-overrides.ts';

test.each([
  ['https://shop.example/cart', {}, 'https://shop.example/cart'],
  ['https://shop.example/cart', { 'new-ui': 'on' }, 'https://shop.example/cart?ff_new-ui=on'],
  [
    'https://shop.example/?a=1#pay',
    { 'new-ui': 'on', ranking: 'b' },
    'https://shop.example/?a=1&ff_new-ui=on&ff_ranking=b#pay',
  ],
  ['https://shop.example/?ff_old=on&a=1&ff_new-ui=off', { 'new-ui': 'on' }, 'https://shop.example/?a=1&ff_new-ui=on'],
  ['https://shop.example/?ff_old=on', {}, 'https://shop.example/'],
  ['https://shop.example/', { 'a&b=c': 'é #?' }, 'https://shop.example/?ff_a%26b%3Dc=%C3%A9%20%23%3F'],
])('%s with %j', (address, overrides, expected) => {
  expect(linkWithOverrides(address, overrides)).toBe(expected);
});

test('what a query says beside overrides stays as it was written', () => {
  const address = 'https://shop.example/?q=a+b%20c&empty&sign=%7e%2F&q=2';
  expect(linkWithOverrides(address, { x: 'on' })).toBe(`${address}&ff_x=on`);
});
