/** The console opens, shows who is who, and shows its flags to those who are signed in. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from './testing/open-stage.ts';
import { SHOP_FILES } from './testing/shop-files.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage(SHOP_FILES);
});
afterAll(() => stage?.close());

test('a local user signs in, sees the flags, opens one, and goes back', async () => {
  const { page, complaints } = await stage.visit(null, '/');
  await page.getByRole('button', { name: /Kim Adler/ }).click();
  await page.getByRole('heading', { name: 'Flags', exact: true }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/p/shop');
  await page.getByRole('link', { name: 'new-checkout' }).click();
  await page.getByRole('heading', { name: 'new-checkout' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/p/shop/flags/new-checkout');
  // Keys and screen readers go on from the new page, and the tab says which it is.
  await expect.poll(() => page.title()).toBe('new-checkout · shop · FlagForge');
  await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('main');
  await page.goBack();
  await page.getByRole('link', { name: 'dark-mode' }).waitFor();
  expect(complaints).toEqual([]);
});

test('a page that is not there says so, and a token is asked of everybody', async () => {
  const { page } = await stage.visit('user_2jo', '/p/shop/flags/nothing');
  await page.getByText('nothing', { exact: false }).first().waitFor();
  expect((await fetch(`${stage.url}/_pages/p/shop`)).status).toBe(401);
  expect((await fetch(`${stage.url}/p/shop/../../etc`)).status).toBe(404);
  expect((await fetch(`${stage.url}/assets/nothing.js`)).status).toBe(404);
});
