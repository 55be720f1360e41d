/** The panel that tries a flag: a context in, what it gets live and with the draft out, and why. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from './testing/open-stage.ts';
import { SHOP_FILES } from './testing/shop-files.ts';

const FILES = {
  ...SHOP_FILES,
  'flags/contexts/people.yaml': [
    'american: { userId: u-73, country: US, age: 44 }',
    'tester: { userId: user-1 }',
    'hostile: { userId: "<img src=x onerror=alert(1)>", country: "</script>" }',
    '',
  ].join('\n'),
};
const CHECKOUT = '/p/shop/flags/new-checkout';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage(FILES);
});
afterAll(() => stage?.close());

const stepOf = (panel: Locator, id: string): Locator => panel.locator(`[data-step="${id}"]`);
/** What a step says, with what stands before and after a change in it. */
const saidBy = async (panel: Locator, id: string): Promise<string> =>
  (await stepOf(panel, id).textContent({ timeout: 5_000 })) ?? '';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds in the panel, which other tests may look at before it is there. */
async function foundIn(page: Page): Promise<unknown> {
  await page.evaluate(AXE);
  return page.evaluate(
    `axe.run(document.querySelector('[data-step]').closest('section')).then(({ violations }) => violations.map(({ id }) => id))`,
  );
}

test('somebody chooses a sample, sees what it gets and why, and edits it as a form and as JSON', async () => {
  const { page, context, complaints } = await stage.visit('user_2jo', `${CHECKOUT}/production`);
  const panel = page.getByRole('region', { name: 'Try it' });
  await panel.getByText('Live, v1').waitFor();
  await panel.getByLabel('Sample').selectOption('people/tester');
  await panel.getByText('They are listed in the targets').waitFor();
  await page.getByText('tester ends here').waitFor();
  expect(await saidBy(panel, 'targets')).toContain('user-1 is listed: on');
  expect(await stepOf(panel, 'rule us-canary').count()).toBe(0);

  await panel.getByLabel('Sample').selectOption('people/american');
  await stepOf(panel, 'rule us-canary').waitFor();
  expect(await saidBy(panel, 'targets')).toContain('not listed');
  expect(await saidBy(panel, 'rule us-canary')).toMatch(/country is “US”\. u-73 is in bucket [\d.]+ %/);

  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('t');
  expect(await page.evaluate('document.activeElement.labels[0].textContent')).toContain('userId');
  await panel.getByLabel('country').fill('DE');
  await panel.getByText('No rule matches').waitFor();
  expect(await saidBy(panel, 'rule us-canary')).toContain('no: country is “DE”, not “US”');
  await panel.getByLabel('country').fill('');
  await expect.poll(() => saidBy(panel, 'rule us-canary')).toContain('no: country is missing');

  await panel.getByRole('button', { name: 'JSON' }).click();
  const json = panel.getByRole('textbox', { name: 'Context, as JSON' });
  // What the form does not ask for is still there.
  expect(JSON.parse(await json.inputValue())).toEqual({ userId: 'u-73', age: 44 });
  await panel.getByLabel('Sample').selectOption('people/hostile');
  await expect.poll(() => saidBy(panel, 'rule us-canary')).toContain('no: country is “</script>”, not “US”');
  await panel.getByLabel('Sample').selectOption({ label: 'none, my own' });
  expect(JSON.parse(await json.inputValue())).toEqual({ userId: 'u-73', age: 44 });
  expect(complaints).toEqual([]);
  await context.close();
});

test('JSON that is none yet is kept as it is typed, with where it stops being JSON', async () => {
  const { page, context, complaints } = await stage.visit('user_2kim', `${CHECKOUT}/production`);
  const panel = page.getByRole('region', { name: 'Try it' });
  await panel.getByRole('button', { name: 'JSON' }).click();
  const json = panel.getByRole('textbox', { name: 'Context, as JSON' });
  await json.fill('{\n  "userId": "user-2"\n}');
  await panel.getByText('They are listed in the targets').waitFor();
  const broken = '{\n  "userId": u-73\n}';
  await json.fill(broken);
  await panel.getByText('Line 2, column 13', { exact: false }).waitFor();
  // The answer to the last that could be read stays, and is said to be it.
  await panel.getByText('the answer for the last context', { exact: false }).waitFor();
  expect(await saidBy(panel, 'targets')).toContain('user-2 is listed');
  expect(await foundIn(page)).toEqual([]);
  await panel.getByRole('button', { name: 'Form' }).click({ force: true });
  expect(await panel.getByRole('button', { name: 'Form' }).getAttribute('title')).toBe('Mend the JSON first');
  expect(await json.inputValue()).toBe(broken);

  await page.reload();
  await panel.getByText('Line 2, column 13', { exact: false }).waitFor();
  expect(await json.inputValue()).toBe(broken);
  expect(page.url()).not.toContain('u-73');
  await json.fill('{ "userId": "user-1" }');
  await panel.getByRole('button', { name: 'Form' }).click();
  expect(await panel.getByLabel('userId').inputValue()).toBe('user-1');
  expect(complaints).toEqual([]);
  await context.close();
});

test('a draft has an answer of its own, with what is different in the step that decides', async () => {
  const { page, context, complaints } = await stage.visit('user_2kim', `${CHECKOUT}/staging`);
  const panel = page.getByRole('region', { name: 'Try it' });
  await panel.getByRole('button', { name: 'Form' }).click();
  await panel.getByLabel('userId').fill('u-73');
  await expect.poll(() => saidBy(panel, 'otherwise')).toContain('u-73 is in bucket');
  expect(await panel.getByText('With your draft', { exact: true }).count()).toBe(0);
  const bucket = Number(/bucket ([\d.]+) %/.exec(await saidBy(panel, 'otherwise'))?.[1]);
  const [from, to, share] = bucket < 50 ? ['on', 'off', 0] : ['off', 'on', 100];

  await page.getByRole('button', { name: 'Edit Otherwise' }).click();
  await page.getByLabel('on, exact percent').fill(String(share === 0 ? 0 : 99.999));
  await panel.getByText(`With your draft it goes from ${from} to ${to}.`).waitFor();
  expect(await stepOf(panel, 'otherwise').locator('del').first().textContent()).toContain(from);
  expect(await stepOf(panel, 'otherwise').locator('ins').first().textContent()).toContain(to);
  await panel.getByRole('cell').first().waitFor();
  expect(await panel.getByText(`go from ${from}`, { exact: false }).count()).toBe(1);
  expect(await foundIn(page)).toEqual([]);

  await page.goto(`${stage.url}${CHECKOUT}/production`);
  await panel.getByText('Live, v1').waitFor();
  // The draft is of another environment: there is nothing to compare here.
  await page.getByRole('region', { name: 'Your draft' }).waitFor();
  await stepOf(panel, 'rule us-canary').waitFor();
  await expect.poll(() => panel.getByText('Compiling your draft').count()).toBe(0);
  expect(await panel.getByText('With your draft', { exact: true }).count()).toBe(0);
  expect(complaints).toEqual([]);
  await context.close();
});

test('what will be is tried before it is, and a kill is told as soon as it is there', async () => {
  const { page, context, complaints } = await stage.visit('user_2sam', '/p/shop/flags/winter-sale/production');
  const panel = page.getByRole('region', { name: 'Try it' });
  await panel.getByLabel('Sample').selectOption('people/american');
  await panel.getByText('By the split of everybody else').waitFor();
  await panel.getByLabel('At', { exact: true }).selectOption({ label: '10 Jan 2027, 09:00 UTC' });
  await expect.poll(() => saidBy(panel, 'otherwise')).toContain('shows sale');
  await panel.getByText('"Now"').waitFor();
  await panel.getByLabel('At', { exact: true }).selectOption('other');
  await panel.getByLabel('Date and time, in UTC').fill('2027-01-10T08:59');
  await panel.getByText('By the split of everybody else').waitFor();

  await page.evaluate(`(async () => {
    const session = await (await fetch('/v1/dev/session', {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"user":"user_2sam"}',
    })).json();
    await fetch('/v1/flags/winter-sale/kill', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer ' + session.token, 'idempotency-key': crypto.randomUUID() },
      body: JSON.stringify({ environments: ['production'], reason: 'The banner hides the basket' }),
    });
  })()`);
  await panel.getByText('The kill switch is on').waitFor();
  expect(await saidBy(panel, 'killed')).toContain('yes, by the kill switch');
  expect(complaints).toEqual([]);
  await context.close();
});
