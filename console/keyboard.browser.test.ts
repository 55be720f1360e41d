/** The main jobs with keys alone: roll out, approve, merge, kill, revive. What has the focus is seen at each step. */
import { askDev, keyOf } from 'flagforge/testing/run-dev';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from './testing/open-stage.ts';
import { SHOP_FILES } from './testing/shop-files.ts';

/** Nothing is further away than this on a page. */
const MOST_TABS = 120;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage(SHOP_FILES);
});
afterAll(() => stage?.close());

/** Whether somebody sees that it has the focus: a ring of its own, or of what it stands in. */
const SHOWS_FOCUS = `(element) => {
  const isRing = (style) => (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
  for (let at = element; at !== null; at = at.parentElement)
    if (isRing(getComputedStyle(at)) || isRing(getComputedStyle(at, '::after'))) return true;
  return false;
}`;

/** Goes on by Tab until this has the focus, and shows it. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.first().waitFor();
  for (let press = 0; press < MOST_TABS; press += 1) {
    if (await target.first().evaluate((element) => element === element.ownerDocument.activeElement)) {
      expect(await page.evaluate(`(${SHOWS_FOCUS})(document.activeElement)`), String(target)).toBe(true);
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`no Tab leads to ${String(target)}`);
}

test('a rollout is proposed, approved, merged, killed and revived without a mouse', async () => {
  const production = keyOf(stage.ready, 'production');
  const context = { userId: 'u-1', country: 'US' };
  const asked = async (): Promise<unknown> =>
    (await askDev(stage.ready.url, production, 'new-checkout', context)).body.value;

  const { page: kim } = await stage.visit('user_2kim', '/p/shop');
  await kim.getByRole('link', { name: 'new-checkout' }).waitFor();
  await kim.keyboard.press('/');
  await kim.keyboard.type('new-check');
  await tabTo(kim, kim.getByRole('link', { name: 'new-checkout' }));
  await kim.keyboard.press('Enter');
  await kim.getByRole('button', { name: 'Edit us-canary' }).waitFor();
  await kim.keyboard.press('3');
  await kim.keyboard.press('e');
  await tabTo(kim, kim.getByLabel('on, exact percent'));
  await kim.keyboard.press('Control+a');
  await kim.keyboard.type('100');
  await kim.getByText('edited in your draft').waitFor();
  await kim.keyboard.press('Control+Enter');
  await kim.waitForURL(/\/draft$/);
  await kim.getByText('What changes').first().waitFor();
  await kim.keyboard.press('Control+Enter');
  await kim.waitForURL(/\/requests\/1$/);

  const { page: sam, complaints } = await stage.visit('user_2sam', '/p/shop');
  await sam.getByRole('link', { name: 'new-checkout' }).waitFor();
  await sam.keyboard.press('g');
  await sam.keyboard.press('c');
  await sam.getByRole('heading', { level: 1, name: 'Change requests' }).waitFor();
  await tabTo(sam, sam.getByRole('main').getByRole('link', { name: /new-checkout/ }));
  await sam.keyboard.press('Enter');
  await tabTo(sam, sam.getByRole('button', { name: 'Approve', exact: true }));
  await sam.keyboard.press('Enter');
  await sam.getByText('1 of 1').waitFor();
  await tabTo(sam, sam.getByRole('button', { name: /Merge and publish/ }));
  await sam.keyboard.press('Enter');
  await expect.poll(asked, { timeout: 20_000 }).toBe(true);

  await sam.keyboard.press('g');
  await sam.keyboard.press('k');
  await sam.getByRole('searchbox', { name: 'Which flag' }).waitFor();
  await sam.keyboard.type('new-checkout');
  await tabTo(sam, sam.getByRole('list', { name: 'Flags found' }).getByRole('link', { name: /new-checkout/ }));
  await sam.keyboard.press('Enter');
  const inProduction = sam.getByRole('listitem').filter({ hasText: 'production' });
  await tabTo(sam, inProduction.getByRole('button', { name: /Kill switch/ }));
  await sam.keyboard.press('Enter');
  await tabTo(sam, sam.getByLabel('Reason, for the audit log').and(sam.locator('dialog[open] *')));
  await sam.keyboard.type('the cart is empty');
  await sam.keyboard.press('Tab');
  await sam.keyboard.type('new-checkout');
  await sam.keyboard.press('Enter');
  await expect.poll(asked, { timeout: 20_000 }).toBe(false);
  await tabTo(sam, inProduction.getByRole('button', { name: /Revive/ }));
  await sam.keyboard.press('Enter');
  await tabTo(sam, sam.getByLabel('Reason, for the audit log').and(sam.locator('dialog[open] *')));
  await sam.keyboard.type('mended');
  await tabTo(sam, sam.getByRole('button', { name: 'Revive in production' }));
  await sam.keyboard.press('Enter');
  // Nobody approved that it comes back: he may all the same, and it is marked.
  await tabTo(sam, sam.getByRole('button', { name: 'Revive without approval' }));
  await sam.keyboard.press('Enter');
  await expect.poll(asked, { timeout: 20_000 }).toBe(true);
  expect(complaints).toEqual([expect.stringContaining('403')]);
});
