/** What the page of a flag has beside its ladder: history, usage, schedule, facts, text, by who uses them. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { askDev, keyOf } from 'flagforge/testing/run-dev';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from './testing/open-stage.ts';
import { SHOP_FILES } from './testing/shop-files.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const LONG = `${'long-'.repeat(19)}flags`;

const FILES = {
  ...SHOP_FILES,
  'flags/planned.yaml': [
    'description: Planned # for the launch',
    'type: boolean',
    'owner: web',
    'kind: permanent',
    'requires: [{ flag: new-checkout, variant: on }]',
    'environments:',
    '  production:',
    '    enabled: false',
    '    default: on',
    '    schedule:',
    '      - { at: "2020-01-01T09:00:00Z", enabled: true }',
    '      - { at: "2099-01-01T09:00:00Z", default: { rollout: 50% } }',
    '',
  ].join('\n'),
  'flags/gone.yaml': 'description: Gone\ntype: boolean\nowner: web\nkind: permanent\narchived: true\n',
  [`flags/${LONG}.yaml`]: 'type: boolean\n',
};

let stage: Stage;
beforeAll(async () => {
  stage = await openStage(FILES);
});
afterAll(() => stage?.close());

const tray = (page: Page) => page.getByRole('region', { name: 'Your draft' });

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const found = (await page.evaluate('axe.run()')) as {
    readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
  };
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
}

test('a step is planned in local time, refused where it is past, and taken out again; what has passed is put into the flag', async () => {
  const { page, context, complaints } = await stage.visit('user_2kim', '/p/shop/flags/planned/production', {
    timezoneId: 'Europe/Berlin',
  });
  const card = page.getByRole('region', { name: 'Schedule' });
  await card.getByText('1 Jan, 10:00 Berlin').first().waitFor();
  await card.getByRole('button', { name: 'Add step' }).click();
  const form = card.getByRole('region', { name: 'A new step' });
  await form.getByLabel(/^When, in UTC/).fill('2021-05-01T09:00');
  await form.getByText('That is past', { exact: false }).waitFor();
  await form.getByRole('button', { name: 'Berlin' }).click();
  await form.getByLabel(/^When, in Berlin/).fill('2098-06-01T09:00');
  await form.getByText('1 Jun 2098, 07:00 UTC', { exact: false }).waitFor();
  await form.getByRole('button', { name: 'Add to the draft' }).click();
  await form.getByText('Choose what changes').waitFor();
  await form.getByRole('checkbox', { name: 'Whether it is enabled' }).check();
  await form.getByText('From then on: off for everybody: it is disabled').waitFor();
  await form.getByRole('button', { name: 'Add to the draft' }).click();
  await card.getByText('new in your draft').waitFor();
  expect(await card.getByText('1 Jun 2098, 07:00 UTC').count()).toBe(1);

  await card.getByRole('button', { name: 'Remove 1 Jan 2099, 09:00 UTC' }).click();
  await card.getByText('removed in your draft').waitFor();
  await card.getByRole('button', { name: 'Put back 1 Jan 2099, 09:00 UTC' }).click();
  await card.getByRole('button', { name: 'Remove 1 Jun 2098, 07:00 UTC' }).click();
  await tray(page).waitFor({ state: 'detached' });

  await page.getByText('Its schedule sets whether it is enabled since 1 Jan 2020', { exact: false }).waitFor();
  await page.getByRole('button', { name: 'Put it into the flag' }).click();
  await tray(page).getByText('2 changes').waitFor();
  await page.getByText('Its schedule sets whether', { exact: false }).waitFor({ state: 'detached' });
  const glance = page.getByRole('region', { name: 'Schedule' });
  await glance.getByText('What it did is taken back.').waitFor();
  await glance.getByText('on for everybody').first().waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

test('what is known about a flag is edited in its head, with what is live beside it', async () => {
  const { page, context, complaints } = await stage.visit('user_2kim', '/p/shop/flags/new-checkout/staging');
  await page.getByRole('button', { name: /^Edit description, owner/ }).click();
  await page.getByLabel('Who decides about it').fill('team-pay');
  await page.getByLabel('Tags, with commas between them').fill('web, paid,');
  await page.getByRole('checkbox', { name: /Browsers and apps/ }).check();
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByText('live: team-checkout').waitFor();
  await page.getByText('live: server keys only').waitFor();
  await page.keyboard.press('Control+Enter');
  await page.getByText('owner: team-pay').first().waitFor();
  expect(await page.getByText('tags: [web, paid]', { exact: false }).count()).toBeGreaterThan(0);
  expect(complaints).toEqual([]);
  await context.close();
});

test('its file is edited as text by an editor that is loaded only then, and the form goes on from that text', async () => {
  const { page, context, complaints } = await stage.visit('user_2kim', '/p/shop');
  const scripts: string[] = [];
  page.on('response', (response) => scripts.push(response.url()));
  const isLoaded = (): boolean => scripts.some((url) => url.includes('yaml-editor'));
  await page.goto(`${stage.url}/p/shop/flags/new-checkout/development`);
  const edit = page.getByRole('button', { name: 'Edit as text' });
  await edit.waitFor();
  expect(isLoaded()).toBe(false);
  await edit.press('Enter');
  const field = page.getByRole('textbox', { name: 'The text of new-checkout.yaml' });
  await field.waitFor();
  expect(isLoaded()).toBe(true);

  // Letters are text in it, not keys of the page.
  await field.press('Control+Home');
  await page.keyboard.type('# t e a\nowners: web\n');
  await page.getByRole('list', { name: 'What the compiler says' }).getByText('line 2', { exact: false }).waitFor();
  expect(await page.getByRole('button', { name: 'Done' }).getAttribute('aria-disabled')).toBe('true');
  expect(await tray(page).count()).toBe(0);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).not.toContain('description');
  await page.getByRole('button', { name: 'Take the text back' }).click();
  await page.getByText('As it is live', { exact: false }).waitFor();

  await field.press('Control+Home');
  await page.keyboard.type('# as text\n');
  await tray(page).getByText('new-checkout.yaml is edited as text').waitFor();
  await page.getByRole('button', { name: 'Edit Otherwise' }).click();
  await page.getByRole('radio', { name: 'Show off' }).check();
  await tray(page).getByText('2 changes').waitFor();
  await expect.poll(() => field.textContent()).toContain('default: off }');
  expect(await field.textContent()).toContain('# as text');
  await field.press('Control+Enter');
  await field.waitFor({ state: 'detached' });
  await page
    .getByRole('link', { name: /Review change/ })
    .or(page.getByRole('button', { name: /Review change/ }))
    .click();
  await page.getByText('# as text').first().waitFor();
  await page.getByText('default: off }', { exact: false }).first().waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

test('who killed it, when and why stands at the gate and in the history, and what it did to who requires it', async () => {
  const { page, context, complaints } = await stage.visit('user_2sam', '/p/shop/flags/new-checkout/production');
  await page.getByRole('button', { name: 'Kill switch…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason, for the audit log').fill('errors on /pay');
  await dialog.getByLabel('Type new-checkout to confirm').fill('new-checkout');
  await dialog.getByRole('button', { name: /^Kill/ }).click();
  await page.getByText('By Sam Ortiz').waitFor();
  const history = page.getByRole('region', { name: 'History' });
  await history.getByText('Killed in production').waitFor();
  await history.getByText('“errors on /pay”').waitFor();
  await history.getByRole('button', { name: 'What changed' }).first().click();
  await history.getByRole('region', { name: 'production' }).waitFor();
  const glance = page.getByRole('region', { name: 'All environments' });
  await glance.getByText('off for everybody: it is killed').waitFor();

  await page.goto(`${stage.url}/p/shop/flags/planned/production`);
  await page.getByText('shows on to nobody: everybody gets off').waitFor();
  await page.getByRole('region', { name: 'Where it is used' }).getByRole('link', { name: 'new-checkout' }).click();
  await page.getByRole('heading', { level: 1, name: 'new-checkout' }).waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

test('how often each variant was served is a sentence, a chart and a table; where nothing was, that is said', async () => {
  const { page, context, complaints } = await stage.visit('user_2sam', '/p/shop/flags/dark-mode/development');
  const card = page.getByRole('region', { name: 'Usage' });
  await card.getByText('Not evaluated in development in the last 24 hours').waitFor();
  const key = keyOf(stage.ready, 'development');
  for (let count = 0; count < 3; count += 1) await askDev(stage.ready.url, key, 'dark-mode');
  await page.reload();
  await card.getByText('3 evaluations in development in the last 24 hours: on 100 %').waitFor();
  await card.getByText('As a table').click();
  expect(await card.getByRole('row').nth(1).getByRole('cell').first().textContent()).toBe('3');
  await card.getByRole('button', { name: '30 days' }).click();
  await card.getByText('in the last 30 days: on 100 %', { exact: false }).waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

test('a new flag of several texts is named as people say it, and reviewed; archiving asks what still needs it', async () => {
  const { page, context, complaints } = await stage.visit('user_2kim', '/p/shop/new-flag');
  await page.getByRole('heading', { level: 1, name: 'New flag' }).waitFor();
  await page.keyboard.type('Summer Sale');
  await page.getByRole('radio', { name: /one of several texts/ }).check();
  await page.getByRole('button', { name: 'Add a variant' }).click();
  await page.getByText('Each variant needs a name').first().waitFor();
  await page.getByLabel('Name of variant 3').fill('loud');
  await page.getByLabel('Value of loud').fill('Now = cheap');
  await page.getByRole('button', { name: 'Remove treatment' }).click();
  await page.getByRole('button', { name: 'Review the flag' }).click();
  await page.getByText('summer-sale.yaml').first().waitFor();
  await page.getByText('loud: Now = cheap').first().waitFor();

  await page.goto(`${stage.url}/p/shop/flags/new-checkout/development`);
  const archive = page.getByRole('button', { name: 'Archive' });
  await archive.waitFor();
  expect(await archive.getAttribute('title')).toBe('planned still needs it');
  await page.goto(`${stage.url}/p/shop/flags/dark-mode/development`);
  await archive.click();
  await tray(page).getByText('2 changes').waitFor();
  expect(await archive.getAttribute('title')).toBe('It is in your draft');
  expect(complaints).toEqual([]);
  await context.close();
});

test('an archived flag says what it was; whoever only sees is told why nothing can be edited', async () => {
  const { page, context, complaints } = await stage.visit('user_2jo', '/p/shop/flags/gone');
  await page.getByText('It is archived: no environment has it', { exact: false }).waitFor();
  await page.goto(`${stage.url}/p/shop/flags/planned/production`);
  for (const name of ['Edit as text', /^Edit description/, 'Add step', /^Remove 1 Jan 2099/, 'Put it into the flag']) {
    const button = page.getByRole('button', { name });
    await button.waitFor();
    expect(await button.getAttribute('aria-disabled'), String(name)).toBe('true');
  }
  expect(complaints).toEqual([]);
  await context.close();
});

test.each([
  ['dark', 1440],
  ['light', 360],
] as const)(
  '%s, at %i px: axe finds nothing with everything open, or with nothing there',
  async (colorScheme, width) => {
    const { page, context } = await stage.visit('user_2kim', '/p/shop/flags/planned/production', {
      ...{ colorScheme, viewport: { width, height: 900 }, reducedMotion: 'reduce' },
    });
    await page.getByRole('button', { name: 'Edit as text' }).click();
    await page.getByRole('textbox', { name: /^The text of/ }).waitFor();
    await page.getByRole('button', { name: /^Edit description/ }).click();
    await page.getByRole('button', { name: 'Edit 1 Jan 2099, 09:00 UTC' }).click();
    for (const name of ['Targets, who always gets a variant', 'Rules', 'Whether it is enabled'])
      await page.getByRole('checkbox', { name }).check();
    await page.getByRole('button', { name: 'What changed' }).first().click();
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    for (const path of [`/p/shop/flags/${LONG}`, '/p/shop/flags/gone']) {
      await page.goto(stage.url + path);
      await page.getByRole('region', { name: 'History' }).getByRole('listitem').first().waitFor();
      expect(await violations(page), path).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBeLessThanOrEqual(width);
    }
    await context.close();
  },
);
