/** From a slider to the evaluator: proposed, refused to its author, approved by somebody else, merged, served, audited. */
import { askDev, keyOf } from 'flagforge/testing/run-dev';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from './testing/open-stage.ts';
import { SHOP_FILES } from './testing/shop-files.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage(SHOP_FILES);
});
afterAll(() => stage?.close());

test('a rollout that somebody raises in the console is live once somebody else agreed', async () => {
  const production = keyOf(stage.ready, 'production');
  const asked = async (): Promise<unknown> => (await askDev(stage.ready.url, production, 'dark-mode')).body.value;
  expect(await asked()).toBe(false);

  const { page: kim, complaints } = await stage.visit('user_2kim', '/p/shop/flags/dark-mode/production');
  await kim.getByRole('button', { name: 'Enable', exact: true }).click();
  await kim.getByRole('button', { name: 'Edit Otherwise' }).click();
  await kim.getByRole('radio', { name: 'Show on' }).check();
  // What is edited is a draft, which outlives the page; nothing is live.
  await kim.reload();
  await kim.getByText('2 changes in production:').waitFor();
  expect(await asked()).toBe(false);

  await kim.getByRole('link', { name: /Review change/ }).click();
  await kim.getByText('move off -> on', { exact: false }).first().waitFor();
  await kim.getByLabel('Why, for who reviews it').fill('It is ready <script>alert(1)</script>');
  await kim.getByRole('button', { name: /Propose change/ }).click();
  await kim.waitForURL(/\/requests\/1$/);
  const approve = kim.getByRole('button', { name: 'Approve' });
  await approve.waitFor();
  expect(await approve.getAttribute('aria-disabled')).toBe('true');
  await kim.getByText('You wrote this change', { exact: false }).first().waitFor();
  expect(await kim.getByText('Draft', { exact: true }).count()).toBe(0);

  const { page: sam } = await stage.visit('user_2sam', '/p/shop/requests/1');
  await sam.getByText('It is ready <script>alert(1)</script>').waitFor();
  await sam.getByRole('button', { name: 'Approve' }).click();
  await sam.getByText('1 of 1').waitFor();
  await sam.getByRole('button', { name: /Merge and publish/ }).click();
  await sam.getByText('Merged', { exact: true }).waitFor();
  await expect.poll(asked).toBe(true);
  // Kim has not touched her page: it heard of it.
  await kim.getByText('Merged', { exact: true }).first().waitFor();

  await sam.goto(`${stage.url}/p/shop/audit?flag=dark-mode`);
  await sam.getByText('enabled', { exact: false }).first().waitFor();
  await sam.getByRole('link', { name: '#1' }).first().waitFor();
  expect(complaints).toEqual([]);
});
