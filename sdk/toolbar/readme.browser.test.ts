/** The README's page, with the real client and a real evaluator. */
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../console/testing/chromium.ts';
import { CLIENT_KEY, serveShop, type TestServer } from '../../evaluator-server/testing/serve.ts';
import { shopSnapshot } from '../../evaluator-server/testing/shop-snapshot.ts';
import { type ServedPage, servePage } from './testing/serve-page.ts';

const README = readFileSync(new URL('README.md', import.meta.url), 'utf8');
const [, SNIPPET = ''] = /```ts\n(.*?)```/s.exec(README) ?? [];

let shop: TestServer;
let served: ServedPage;
let browser: Browser;
beforeAll(async () => {
  [shop, browser] = await Promise.all([serveShop(), launchChromium()]);
  shop.source.publish(shopSnapshot({ version: 2, overrides: 'allowed' }));
  served = await servePage(SNIPPET.replace('http://localhost:8080', shop.url).replace('ff_client_...', CLIENT_KEY));
});
afterAll(async () => {
  await browser?.close();
  served?.close();
  await shop?.server.close();
});

const rowOf = (page: Page, key: string) => page.getByRole('listitem').filter({ hasText: key });
const variantOf = (page: Page, key: string, name: string) =>
  page.getByRole('group', { name: `Variants of ${key}` }).getByRole('button', { name, exact: true });

test('the page of the README: a tester forces a variant, hands on the link, and sees what is published', async () => {
  const [context, other] = await Promise.all([browser.newContext(), browser.newContext()]);
  const complaints: string[] = [];
  const visit = async (of: typeof context, address: string): Promise<Page> => {
    const page = await of.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(address);
    await page.getByRole('button', { name: /^Flags/ }).click();
    return page;
  };
  const page = await visit(context, served.url);
  await rowOf(page, 'new-checkout').getByText('by default').waitFor();
  expect(await page.locator('li .key').allTextContents()).toEqual(['banner', 'local', 'new-checkout', 'rollout']);
  await variantOf(page, 'new-checkout', 'on').click();
  await rowOf(page, 'new-checkout').getByText('forced here').waitFor();
  await rowOf(page, 'new-checkout').getByText('true').waitFor();

  // However narrow the window is, nothing of the client's badge lies over it.
  await page.setViewportSize({ width: 360, height: 640 });
  await page.getByRole('button', { name: 'Reset all' }).click({ trial: true });
  if (process.env['FLAGFORGE_PICTURES'] !== undefined)
    await page.screenshot({ path: `${process.env['FLAGFORGE_PICTURES']}/toolbar-badge-360.png` });

  // The link of one tester is the beginning of another's.
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await page.getByRole('button', { name: 'Copy link' }).click();
  const address = await page.getByRole('textbox', { name: 'Link with these variants' }).inputValue();
  const guest = await visit(other, address);
  await rowOf(guest, 'new-checkout').getByText('forced here').waitFor();
  await guest.getByRole('button', { name: 'Reset all' }).click();
  await rowOf(guest, 'new-checkout').getByText('by default').waitFor();
  expect(guest.url()).toBe(served.url);
  await guest.reload();
  await rowOf(guest, 'new-checkout').getByText('by default').waitFor();
  expect(await guest.getByRole('button', { name: 'Reset all' }).count()).toBe(0);

  // What is forced stays forced over a reload, until the environment denies it.
  await page.reload();
  await rowOf(page, 'new-checkout').getByText('forced here').waitFor();
  shop.source.publish(shopSnapshot({ version: 3, overrides: 'denied' }));
  for (const each of [page, guest]) await each.getByText('This environment does not allow overrides').waitFor();
  await rowOf(page, 'new-checkout').getByText('off: by default; asked for: on').waitFor();
  expect(complaints).toEqual([]);
  await Promise.all([context.close(), other.close()]);
});
