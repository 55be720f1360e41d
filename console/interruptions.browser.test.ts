/** What comes between: no network, a server that ends and starts again, and somebody else who was quicker. Nothing typed is lost. */
import { type DevSession, runDev } from 'flagforge/testing/run-dev';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callAs, commitOf, done } from './testing/call-as.ts';
import { openStage, type Stage } from './testing/open-stage.ts';
import { SHOP_FILES } from './testing/shop-files.ts';

let stage: Stage;
let again: DevSession | null = null;
beforeAll(async () => {
  stage = await openStage(SHOP_FILES);
});
afterAll(async () => {
  await again?.end();
  await stage?.close();
});

/** The browser itself says of each call that it failed. */
const NETWORK = /net::ERR_/;

test('without a network: what is on the screen works on, other pages come once there is one, and a proposal waits', async () => {
  const { page, context, complaints } = await stage.visit('user_2kim', '/p/shop');
  const row = page.getByRole('link', { name: 'dark-mode' });
  await row.waitFor();
  await context.setOffline(true);
  await page.getByRole('searchbox').first().fill('dark');
  await page.getByText('1 of 3 flags').waitFor();
  await row.click();
  await page.getByRole('heading', { name: 'Not reachable' }).waitFor();
  await context.setOffline(false);
  await page.getByRole('heading', { name: 'dark-mode' }).waitFor();

  await page.goto(`${stage.url}/p/shop/flags/dark-mode/development`);
  await page.getByRole('button', { name: 'Edit Otherwise' }).click();
  await page.getByRole('radio', { name: 'Show off' }).check();
  await page.getByRole('link', { name: /Review change/ }).click();
  const why = page.getByLabel('Why, for who reviews it');
  await why.fill('Nobody needs it');
  await context.setOffline(true);
  await page.getByText('You are offline', { exact: false }).first().waitFor();
  expect(await page.getByRole('button', { name: /Propose change/ }).getAttribute('aria-disabled')).toBe('true');
  await context.setOffline(false);
  expect(await why.inputValue()).toBe('Nobody needs it');
  await page.getByRole('button', { name: /Propose change/ }).click();
  await page.waitForURL(/\/requests\/\d+$/);
  expect(complaints.filter((each) => !NETWORK.test(each))).toEqual([]);
  await context.close();
});

test('of two requests about the same, the one that is not merged first says that it conflicts, and takes nothing back', async () => {
  const [kim, sam] = [await callAs(stage, 'user_2kim'), await callAs(stage, 'user_2sam')];
  const baseCommit = await commitOf(kim);
  const open = async (call: typeof kim, value: unknown) => {
    const edits = [{ kind: 'set', path: ['environments', 'staging', 'default'], value }];
    const body = {
      title: `staging gets ${JSON.stringify(value)}`,
      edits: [{ path: 'new-checkout.yaml', edits }],
      baseCommit,
    };
    const { changeRequest } = await done<{ changeRequest: { number: number; head: string } }>(
      call('/v1/change-requests', { body }),
    );
    return changeRequest;
  };
  const [first, second] = [await open(kim, 'on'), await open(sam, 'off')];
  const { page, context } = await stage.visit('user_2sam', `/p/shop/requests/${second.number}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(await page.getByText('Somebody else changed', { exact: false }).count()).toBe(0);

  const { head } = first;
  await done(sam(`/v1/change-requests/${first.number}/reviews`, { body: { verdict: 'approved', head } }));
  await done(sam(`/v1/change-requests/${first.number}/merge`, { body: { head } }));
  // Nobody touched the page: it heard of it.
  await page.getByText('Somebody else changed', { exact: false }).first().waitFor();
  expect(await page.getByRole('button', { name: /Merge/ }).getAttribute('aria-disabled')).toBe('true');
  const refused = await sam(`/v1/change-requests/${second.number}/merge`, { body: { head: second.head } });
  expect([refused.status >= 400 && refused.status < 500, refused.type]).toEqual([
    true,
    expect.stringContaining('problem+json'),
  ]);
  await context.close();
});

test('a server that ends and starts again: what is shown stays with its age, and everything goes on', async () => {
  const { page, context } = await stage.visit('user_2kim', '/p/shop/flags/dark-mode/development');
  await page
    .getByRole('status')
    .filter({ hasText: /^Live$/ })
    .waitFor();
  await page.getByRole('button', { name: 'Edit Otherwise' }).click();
  await stage.dev.end('SIGKILL');
  await page
    .getByText(/^Not live/)
    .filter({ visible: true })
    .waitFor();
  await page.getByRole('radio', { name: 'Show off' }).check();
  await page.getByRole('region', { name: 'Your draft' }).getByText('dark-mode: otherwise').waitFor();
  await page.getByRole('link', { name: 'Segments' }).first().click();
  await page.getByRole('heading', { name: 'Not reachable' }).waitFor();

  again = runDev(stage.workspace, ['--port', '0', '--console-port', new URL(stage.url).port]);
  await again.next('ready');
  // Its keys are new ones: who was signed in stays so all the same.
  await page.getByRole('heading', { name: 'Segments' }).waitFor();
  await page
    .getByRole('status')
    .filter({ hasText: /^Live$/ })
    .waitFor();
  await page.getByRole('link', { name: /Review change/ }).click();
  await page.getByRole('button', { name: /Propose change/ }).click();
  await page.waitForURL(/\/requests\/\d+$/);
  await context.close();
});
