/** Change requests in Chromium: what is refused and why, what moves while somebody looks, and texts that are only texts. */
import { askDev, keyOf } from 'flagforge/testing/run-dev';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from './testing/open-stage.ts';
import { SHOP_FILES } from './testing/shop-files.ts';

const HOSTILE = '"><img src=x onerror="window.attacked=1"><script>window.attacked=1</script>';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage(SHOP_FILES);
});
afterAll(() => stage?.close());

interface Opened {
  readonly number: number;
  readonly head: string;
}

async function ask(user: string, method: string, path: string, body?: object): Promise<unknown> {
  const post = { method: 'POST', headers: { 'content-type': 'application/json' } };
  const session = await fetch(`${stage.url}/v1/dev/session`, { ...post, body: JSON.stringify({ user }) });
  const { token } = (await session.json()) as { token: string };
  const response = await fetch(stage.url + path, {
    method,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

/** By Kim: a file as it is to be. */
async function propose(title: string, body: string, path: string, text: string): Promise<Opened> {
  const { projects } = (await ask('user_2kim', 'GET', '/v1/projects')) as { projects: { commit: string }[] };
  const given = { title, body, baseCommit: projects[0]?.commit, files: [{ path, text }] };
  const { changeRequest } = (await ask('user_2kim', 'POST', '/v1/change-requests', given)) as { changeRequest: Opened };
  return changeRequest;
}

const fileOf = (name: string): string => SHOP_FILES[`flags/${name}.yaml`] ?? '';

test('a request is refused to its author with the reason, approved by somebody else, merged and served', async () => {
  const asked = async (): Promise<unknown> => {
    const { body } = await askDev(stage.ready.url, keyOf(stage.ready, 'production'), 'dark-mode');
    return body.value;
  };
  const text = fileOf('dark-mode').replace(
    'production: { enabled: false }',
    'production: { enabled: true, default: on }',
  );
  const { number } = await propose('Dark mode for everybody', '', 'dark-mode.yaml', text);
  const path = `/p/shop/requests/${number}`;

  const { page: kim } = await stage.visit('user_2kim', path);
  const own = kim.getByRole('button', { name: 'Approve' });
  await own.waitFor();
  expect(await own.getAttribute('aria-description')).toContain('You wrote this change');
  await kim.getByText('Sam Ortiz can', { exact: false }).first().waitFor();

  const { page: jo } = await stage.visit('user_2jo', path);
  const viewed = jo.getByRole('button', { name: 'Approve' });
  await viewed.waitFor();
  expect(await viewed.getAttribute('aria-description')).toContain('Viewers do not review');

  const { page: sam, complaints } = await stage.visit('user_2sam', path);
  await sam.getByRole('button', { name: 'JSON' }).click();
  await sam
    .getByRole('row', { name: /enabled/ })
    .first()
    .waitFor();
  const merge = sam.getByRole('button', { name: /Merge and publish/ });
  expect(await merge.getAttribute('aria-disabled')).toBe('true');
  await sam.getByRole('button', { name: 'Approve' }).click();
  await sam.getByText('1 of 1').waitFor();
  await merge.click();
  await sam.getByRole('row', { name: /production v\d+, with it/ }).waitFor();
  await expect.poll(asked, { timeout: 10_000 }).toBe(true);
  expect(complaints).toEqual([]);
});

test('a commit that is added while somebody looks is not approved by accident, and what they typed stays', async () => {
  const text = fileOf('winter-sale').replace('Banner of', 'The banner of');
  const { number, head } = await propose('Winter words', '', 'winter-sale.yaml', text);
  const { page } = await stage.visit('user_2sam', `/p/shop/requests/${number}`);
  await page.getByLabel('Comment').fill('Fine by me');
  await ask('user_2kim', 'POST', `/v1/change-requests/${number}/commits`, {
    head,
    title: 'Another word',
    files: [{ path: 'winter-sale.yaml', text: text.replace('winter sale', 'great winter sale') }],
  });
  // The new head may have arrived before the press: it is refused either way.
  await page.getByRole('button', { name: 'Approve' }).click({ force: true });
  await page.getByText('A commit was added while you looked').waitFor();
  expect(await page.getByLabel('Comment').inputValue()).toBe('Fine by me');
  await page.getByRole('button', { name: 'Show what it is now' }).click();
  await page.getByText('great winter sale', { exact: false }).first().waitFor();
  await expect.poll(() => page.getByRole('button', { name: 'Approve' }).getAttribute('aria-disabled')).toBeNull();
  expect(await page.getByLabel('Comment').inputValue()).toBe('Fine by me');
});

test('a request that was closed can be proposed again', async () => {
  const text = fileOf('winter-sale').replace('Banner of', 'A banner of');
  const { number } = await propose('Winter again', '', 'winter-sale.yaml', text);
  const { page } = await stage.visit('user_2kim', `/p/shop/requests/${number}`);
  await page.getByRole('button', { name: 'Close request' }).click();
  await page.getByRole('button', { name: 'Propose it again' }).click();
  await page.waitForURL((url) => url.pathname === `/p/shop/requests/${number + 1}`);
  await page.getByText('Open', { exact: true }).waitFor();
});

test('titles, reasons, comments and files are text, whatever stands in them', async () => {
  const text = fileOf('new-checkout').replace('Checkout on one page', JSON.stringify(HOSTILE));
  const { number, head } = await propose(
    HOSTILE,
    `${HOSTILE} [x](javascript:window.attacked=1)`,
    'new-checkout.yaml',
    text,
  );
  await ask('user_2sam', 'POST', `/v1/change-requests/${number}/reviews`, {
    verdict: 'commented',
    head,
    body: HOSTILE,
  });
  const { page, complaints } = await stage.visit('user_2sam', `/p/shop/requests/${number}`);
  await page.getByRole('heading', { level: 1, name: HOSTILE }).waitFor();
  for (const view of ['Visual', 'YAML', 'JSON', 'Both'])
    await page.getByRole('button', { name: view, exact: true }).click();
  await page.goto(`${stage.url}/p/shop/requests`);
  const row = page.getByRole('listitem').filter({ hasText: HOSTILE });
  // Words alone change no answer: nobody has to agree.
  await row.getByText('Approved').waitFor();
  expect(await page.evaluate('window.attacked')).toBeUndefined();
  expect(await page.locator('a[href^="javascript:"], main img').count()).toBe(0);
  expect(complaints).toEqual([]);
});
