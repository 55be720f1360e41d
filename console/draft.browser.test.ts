/** The draft of one browser: kept, shared between tabs, taken back, and held against what others do meanwhile. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from './testing/open-stage.ts';
import { SHOP_FILES } from './testing/shop-files.ts';

const FLAG = '/p/shop/flags/dark-mode/development';
/** Who leaves the network is told so by the browser. */
const OFFLINE = /ERR_INTERNET_DISCONNECTED/;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage(SHOP_FILES);
});
afterAll(() => stage?.close());

type Json = Readonly<Record<string, unknown>>;

/** What somebody else does in their own console: proposes this for development, where nobody has to agree, and merges it. */
async function land(title: string, path: string, value: unknown, file: string): Promise<void> {
  const call = async (method: string, address: string, token: string | null, body?: Json): Promise<Json> => {
    const response = await fetch(stage.url + address, {
      method,
      headers: { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${address}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Json;
  };
  const { token } = (await call('POST', '/v1/dev/session', null, { user: 'user_2sam' })) as { token: string };
  const { projects } = (await call('GET', '/v1/projects', token)) as { projects: readonly { commit: string }[] };
  const edits = [{ path: file, edits: [{ kind: 'set', path: ['environments', 'development', path], value }] }];
  const { changeRequest } = (await call('POST', '/v1/change-requests', token, {
    ...{ title, edits, baseCommit: projects[0]?.commit ?? '' },
  })) as { changeRequest: { number: number; head: string } };
  const { number, head } = changeRequest;
  await call('POST', `/v1/change-requests/${number}/merge`, token, { head });
}

test('tabs share it, undo leaves fields alone, and what is discarded comes back', async () => {
  const { page: one, context, complaints } = await stage.visit('user_2kim', FLAG);
  const two = await context.newPage();
  await two.goto(`${stage.url}/p/shop`);
  await one.getByRole('button', { name: 'Edit Otherwise' }).click();
  await one.getByRole('radio', { name: 'Show off' }).check();
  const tray = two.getByRole('region', { name: 'Your draft' });
  await tray.getByText('dark-mode: otherwise').waitFor();
  expect(await tray.textContent()).toContain('1 change in development:');

  await two.getByRole('searchbox').first().press('Control+z');
  expect(await tray.count()).toBe(1);
  await two.locator('main').click({ position: { x: 5, y: 5 } });
  await two.keyboard.press('Control+z');
  await tray.waitFor({ state: 'detached' });
  await two.keyboard.press('Control+Shift+z');
  await one.getByRole('region', { name: 'Your draft' }).getByText('1 change').waitFor();

  await tray.getByRole('button', { name: 'Discard' }).click();
  await two.getByText('Draft discarded').waitFor();
  await one.getByRole('region', { name: 'Your draft' }).waitFor({ state: 'detached' });
  await two.getByRole('button', { name: 'Undo' }).click();
  await tray.waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

test('two people edit the same: what fits is put together, what does not is chosen between', async () => {
  const { page: kim, context, complaints } = await stage.visit('user_2kim', FLAG);
  await kim.getByRole('button', { name: 'Edit Otherwise' }).click();
  await kim.getByRole('radio', { name: 'Show off' }).check();
  const tray = kim.getByRole('region', { name: 'Your draft' });
  await tray.waitFor();

  await land('Elsewhere', 'default', 'off', 'new-checkout.yaml');
  await kim.getByText('Your draft still fits', { exact: false }).waitFor();

  await land('The same', 'default', { rollout: '40%' }, 'dark-mode.yaml');
  await tray.getByText('1 conflict with what landed').waitFor();
  await kim.keyboard.press('Control+Enter');
  await kim.getByRole('heading', { name: 'Otherwise of dark-mode in development' }).waitFor();
  const saidIn = (name: string) => kim.getByRole('region', { name, exact: true }).getByRole('paragraph').textContent();
  expect([await saidIn('Yours'), await saidIn('There now'), await saidIn('Before')]).toEqual(['off', 'on 40 %', 'on']);
  const propose = kim.getByRole('button', { name: /Propose change/ });
  expect(await propose.getAttribute('aria-disabled')).toBe('true');
  if (process.env['FLAGFORGE_PICTURES'] !== undefined)
    await kim.screenshot({ path: `${process.env['FLAGFORGE_PICTURES']}/conflict.png`, fullPage: true });
  await kim.getByRole('button', { name: 'Keep mine' }).click();
  await expect.poll(() => propose.getAttribute('aria-disabled')).toBeNull();
  expect(await kim.getByLabel('Title').inputValue()).toBe(
    'dark-mode: otherwise goes from on 40 % to off in development',
  );
  await kim.keyboard.press('Control+Enter');
  await kim.waitForURL(/\/requests\/\d+$/);
  await kim.getByText('dark-mode: otherwise goes from on 40 % to off in development').first().waitFor();
  expect(await kim.getByRole('region', { name: 'Your draft' }).count()).toBe(0);
  expect(complaints).toEqual([]);
  await context.close();
});

test('without a network it is kept, and says so; a reload brings it back', async () => {
  const { page, context, complaints } = await stage.visit('user_2sam', '/p/shop/flags/winter-sale/production');
  await page.getByRole('button', { name: 'Edit Otherwise' }).click();
  await context.setOffline(true);
  await page.getByRole('radio', { name: 'Show sale' }).check();
  await page.getByText('you are offline: it is kept', { exact: false }).waitFor();
  await context.setOffline(false);
  await page.reload();
  await page.getByRole('region', { name: 'Your draft' }).getByText('winter-sale: otherwise').waitFor();
  expect(complaints.filter((each) => !OFFLINE.test(each))).toEqual([]);
  await context.close();
});

test('a draft that this console cannot read is kept, and told', async () => {
  const { page, context } = await stage.visit('user_2kim', '/p/shop');
  await page.evaluate(`localStorage.setItem('flagforge.draft.user_2kim.shop', '{"form":1,"current":{}}')`);
  await page.goto(stage.url + FLAG);
  await page.getByText('A draft of another version of the console is kept', { exact: false }).waitFor();
  await page.getByRole('button', { name: 'Edit Otherwise' }).click();
  await page
    .getByRole('radio', { name: 'Show on' })
    .or(page.getByRole('radio', { name: 'Show off' }))
    .first()
    .check();
  await page.getByRole('button', { name: 'Forget it' }).click();
  await page.getByText('A draft of another version', { exact: false }).waitFor({ state: 'detached' });
  await context.close();
});

test('whoever only sees is told why they cannot edit', async () => {
  const { page, context } = await stage.visit('user_2jo', FLAG);
  const edit = page.getByRole('button', { name: 'Edit Otherwise' });
  await edit.waitFor();
  expect(await edit.getAttribute('aria-disabled')).toBe('true');
  expect(await edit.getAttribute('title')).toContain('viewer');
  await edit.click({ force: true });
  expect(await page.getByRole('radio').count()).toBe(0);
  await context.close();
});
