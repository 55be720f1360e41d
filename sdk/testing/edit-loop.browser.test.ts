import { expect, test } from 'vitest';
import { runEditLoop } from './edit-loop.ts';

test('a page and a service built with the packed SDK show an edit of a flag’s file', async () => {
  const { page, service } = await runEditLoop(4);
  expect([page.length, service.length]).toEqual([4, 4]);
});
