import { expect, test } from 'vitest';
import { tagsOf } from './tags-of.ts';

test('tags are divided by commas, without empty ones and without the same twice', () => {
  expect(tagsOf(' web, checkout ,, web,two words,')).toEqual(['web', 'checkout', 'two words']);
  expect(tagsOf(' , ')).toEqual([]);
});
