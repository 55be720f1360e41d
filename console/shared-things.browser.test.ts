/** What flags share is edited as flags are, in the draft: rules of environments, people, segments. And what does not wait: rollbacks, kills. */
import { askDev, keyOf } from 'flagforge/testing/run-dev';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from './testing/open-stage.ts';
import { SHOP_FILES } from './testing/shop-files.ts';

/** What was refused is told by the browser too. */
const REFUSED = /status of 403/;

/** On a busy machine too. */
const SOON = { timeout: 20_000 };

let stage: Stage;
beforeAll(async () => {
  stage = await openStage(SHOP_FILES);
});
afterAll(() => stage?.close());

type Json = Readonly<Record<string, unknown>>;

async function call(user: string, method: string, address: string, body?: Json): Promise<Json> {
  const send = async (path: string, how: string, token: string | null, sent?: Json): Promise<Json> => {
    const response = await fetch(stage.url + path, {
      method: how,
      headers: { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
      ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Json;
  };
  const { token } = (await send('/v1/dev/session', 'POST', null, { user })) as { token: string };
  return send(address, method, token, body);
}

/** What somebody else does meanwhile: proposes this, has it approved, merges it. */
async function land(path: string, where: readonly string[], value: unknown): Promise<void> {
  const { projects } = (await call('user_2kim', 'GET', '/v1/projects')) as { projects: readonly { commit: string }[] };
  const edits = [{ path, edits: [{ kind: 'set', path: where, value }] }];
  const proposal = { title: 'Meanwhile', edits, baseCommit: projects[0]?.commit ?? '' };
  const { changeRequest } = (await call('user_2kim', 'POST', '/v1/change-requests', proposal)) as {
    changeRequest: { number: number; head: string };
  };
  const { number, head } = changeRequest;
  await call('user_2sam', 'POST', `/v1/change-requests/${number}/reviews`, { verdict: 'approved', head });
  await call('user_2sam', 'POST', `/v1/change-requests/${number}/merge`, { head });
}

test('approvals are raised in the draft, in words; what landed meanwhile is chosen between', async () => {
  const { page, context, complaints } = await stage.visit('user_2kim', '/p/shop/environments');
  await page.getByRole('link', { name: 'Rules and roll back of production' }).click();
  await page.getByRole('button', { name: 'Edit who has to agree in production' }).click();
  await page.getByRole('button', { name: 'Approvals: one more' }).click();
  const tray = page.getByRole('region', { name: 'Your draft' });
  await tray.getByText('production: approvals').waitFor();
  await page.getByText('live: 1, by editors or admins', { exact: false }).waitFor();
  await page.getByText('rules cannot loosen themselves', { exact: false }).waitFor();

  await land('flagforge.yaml', ['environments', 'production', 'approvals'], 0);
  await tray.getByText('1 conflict with what landed').waitFor();
  await page.keyboard.press('Control+Enter');
  await page.getByRole('heading', { name: 'Who has to agree in production' }).waitFor();
  const saidIn = (name: string) => page.getByRole('region', { name, exact: true }).getByRole('paragraph').textContent();
  expect([await saidIn('Yours'), await saidIn('There now'), await saidIn('Before')]).toEqual([
    'approvals: 2',
    'approvals: 0',
    'approvals: 1',
  ]);
  await page.getByRole('button', { name: 'Keep mine' }).click();
  await page.getByText('need one other person: an admin').waitFor();
  await page.getByText('production: approvals 0 → 2').waitFor();
  expect(await page.getByLabel('Title').inputValue()).toBe('production: approvals go from 0 to 2');
  await page.getByRole('button', { name: /Propose change/ }).click();
  await page.waitForURL(/\/requests\/\d+$/);
  expect(complaints).toEqual([]);
  await context.close();
});

test('a segment is edited and another one made, in one change; one that is asked for cannot go', async () => {
  const { page, context, complaints } = await stage.visit('user_2kim', '/p/shop/segments/staff');
  const remove = page.getByRole('button', { name: 'Remove', exact: true });
  await page.getByText('winter-sale still asks for it').waitFor();
  expect(await remove.getAttribute('aria-disabled')).toBe('true');
  await page.getByRole('button', { name: 'Edit who is in it' }).click();
  await page.getByLabel('Never in').fill('user-8\nuser-9');
  const tray = page.getByRole('region', { name: 'Your draft' });
  await tray.getByText('segment staff: 2 more never in').waitFor();

  await page.goto(`${stage.url}/p/shop/new-segment`);
  const add = page.getByRole('button', { name: 'Add to the draft' });
  await page.getByLabel('Name, as rules ask for it').fill('staff');
  await page.getByText('There is a segment staff already.').first().waitFor();
  expect(await add.getAttribute('aria-disabled')).toBe('true');
  await page.getByLabel('Name, as rules ask for it').fill('testers');
  await page.getByLabel('Description: who they are').fill('<b>Who tests</b>');
  await page.getByLabel('Always in').fill('user-1, user-2');
  await add.click();
  const list = page.getByRole('region', { name: 'In this draft' });
  await list.getByText('segment testers is new').waitFor();
  await page.getByText('description: <b>Who tests</b>').first().waitFor();
  await page.getByText('exclude: [user-8, user-9]').first().waitFor();
  await list.getByRole('button', { name: 'Take out: segment testers is new' }).click();
  await list.getByText('segment testers is new').waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
  await context.close();
});

test('roles are edited cell by cell, and whoever only sees is told who may', async () => {
  const { page, context, complaints } = await stage.visit('user_2sam', '/p/shop/members');
  await page.getByRole('button', { name: 'Edit Kim Adler' }).click();
  await page.getByLabel('Role in production').selectOption('admin');
  const tray = page.getByRole('region', { name: 'Your draft' });
  await tray.getByText('editor in development and staging, admin in production').waitFor();
  await page.getByLabel('Role in production').selectOption('editor');
  await tray.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'New member' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Lee Park');
  await page.getByLabel('GitHub login').fill('leepark');
  await page.getByRole('button', { name: 'Add to the draft' }).click();
  await tray.getByText('Lee Park is new, with viewer').waitFor();
  await page.getByText('new in your draft').first().waitFor();
  await context.close();
  const jo = await stage.visit('user_2jo', '/p/shop/members');
  const edit = jo.page.getByRole('button', { name: 'Edit Kim Adler' });
  await edit.waitFor();
  expect(await edit.getAttribute('aria-description')).toContain('propose changes of roles');
  expect([...complaints, ...jo.complaints]).toEqual([]);
  await jo.context.close();
});

test('an environment is rolled back with a reason, held, and released; evaluators follow', async () => {
  const answer = async (): Promise<unknown> =>
    (await askDev(stage.ready.url, keyOf(stage.ready, 'development'), 'dark-mode')).body.variant;
  await land('dark-mode.yaml', ['environments', 'development', 'default'], 'off');
  await expect.poll(answer, SOON).toBe('off');
  const kim = await stage.visit('user_2kim', '/p/shop/environments/development');
  const blocked = kim.page.getByRole('button', { name: 'Roll back to v1', exact: true });
  await blocked.waitFor();
  expect(await blocked.getAttribute('aria-description')).toBe('Only admins may roll back in development');
  await kim.context.close();

  const { page, context, complaints } = await stage.visit('user_2sam', '/p/shop/audit');
  await page.getByRole('heading', { level: 1 }).waitFor();
  const entry = page.getByRole('listitem').filter({ hasText: 'dark-mode to development, v2' });
  await entry.getByRole('button', { name: /^Entry/ }).click();
  await entry.getByRole('link', { name: 'Roll development back to v1…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Roll development back to v1' });
  await dialog.getByText('dark-mode').waitFor();
  const confirm = dialog.getByRole('button', { name: 'Roll back to v1' });
  expect(await confirm.getAttribute('aria-disabled')).toBe('true');
  await dialog.getByLabel('Reason, for the audit log').fill('everything is dark');
  await confirm.click();
  await page.getByText('development is held.').waitFor();
  await expect.poll(answer, SOON).toBe('on');
  await page.getByText('“everything is dark”').waitFor();

  await page.getByRole('button', { name: 'Release the hold…' }).click();
  const release = page.getByRole('dialog', { name: 'Release the hold of development' });
  await release.getByText('dark-mode').waitFor();
  await release.getByLabel('Reason, for the audit log').fill('it was the theme');
  await release.getByRole('button', { name: 'Release the hold' }).click();
  await page.getByText('development is held.').waitFor({ state: 'detached' });
  expect(complaints.filter((each) => !REFUSED.test(each))).toEqual([]);
  await context.close();
});

test('a flag is killed from anywhere by Ctrl K, and is listed as killed', async () => {
  const { page, context, complaints } = await stage.visit('user_2sam', '/p/shop/segments');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('roll prod');
  await page.getByRole('option', { name: 'Roll production back…' }).waitFor();
  await page.getByRole('combobox').fill('kill new');
  await page.getByRole('option', { name: 'Kill new-checkout…' }).waitFor();
  await page.keyboard.press('Enter');
  const row = page.getByRole('listitem').filter({ hasText: 'production' });
  await row.getByRole('button', { name: 'Kill switch…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Kill new-checkout in production' });
  await dialog.getByLabel('Reason').fill('orders stopped');
  await dialog.getByLabel('Type new-checkout to confirm').fill('new-checkout');
  await dialog.getByRole('button', { name: 'Kill in production' }).click();
  await page.getByRole('region', { name: 'Killed now' }).getByText('in production').waitFor();
  await row.getByRole('button', { name: 'Revive…' }).waitFor();
  await page.getByRole('searchbox', { name: 'Which flag' }).fill('dark');
  await page.getByRole('link', { name: /dark-mode/ }).waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

test('a key is made, seen once, replaced, and ended by its name', async () => {
  const { page, context, complaints } = await stage.visit('user_2sam', '/p/shop/environments');
  const keys = page.getByRole('region', { name: 'Keys of staging' });
  await keys.getByRole('button', { name: 'New key' }).click();
  const dialog = page.getByRole('dialog', { name: 'New key of staging' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('checkout');
  await dialog.getByLabel('Ends').selectOption('90d');
  await dialog.getByRole('button', { name: 'Make the key' }).click();
  await keys.getByText('This is the only time you see this key.').waitFor();
  const [text = ''] = (await keys.innerText()).match(/ff_server_staging_\S{40,}/) ?? [];
  expect(text).not.toBe('');
  await keys.getByRole('button', { name: 'I have it' }).click();
  await keys.getByText('by Sam Ortiz', { exact: false }).waitFor();
  await page.reload();
  await keys.getByText('active').waitFor();
  expect(await page.content()).not.toContain(text);
  await keys.getByRole('button', { name: 'Rotate checkout' }).click();
  await keys.getByText('The old one works for 24 hours more', { exact: false }).waitFor();
  await keys.getByRole('listitem').nth(1).waitFor();
  const old = keys.getByRole('listitem').filter({ hasText: 'ending' });
  await old.getByRole('button', { name: 'Revoke…' }).click();
  const end = page.getByRole('dialog', { name: 'Revoke checkout' });
  const revoke = end.getByRole('button', { name: 'Revoke the key' });
  expect(await revoke.getAttribute('aria-disabled')).toBe('true');
  await end.getByRole('textbox').fill('checkout');
  await revoke.click();
  await keys.getByText('revoked · by', { exact: false }).waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

test('what is scheduled stands by day, in UTC and here, with who scheduled it', async () => {
  const soon = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  await land(
    'dark-mode.yaml',
    ['environments', 'development', 'schedule'],
    [{ at: `${soon}T09:00:00Z`, enabled: false }],
  );
  const { page, context, complaints } = await stage.visit('user_2jo', '/p/shop/schedules', {
    timezoneId: 'Africa/Lagos',
  });
  const step = page.getByRole('listitem').filter({ hasText: 'dark-mode' });
  await step.getByText('09:00 UTC').waitFor();
  await step.getByText('10:00 Lagos', { exact: false }).waitFor();
  // Published a moment later.
  await expect
    .poll(async () => {
      await page.reload();
      await step.waitFor();
      return step.innerText();
    }, SOON)
    .toContain('scheduled by Sam Ortiz');
  await step.getByRole('link', { name: 'dark-mode' }).click();
  await page.waitForURL(/\/flags\/dark-mode\/development$/);
  expect(complaints).toEqual([]);
  await context.close();
});
