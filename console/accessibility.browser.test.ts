/** Every page in both themes, wide and on a phone: what axe finds, and that nothing is wider than the screen. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from './testing/open-stage.ts';
import { pagesOf } from './testing/page-list.ts';
import { proposeOne } from './testing/propose-one.ts';
import { SHOP_FILES } from './testing/shop-files.ts';
import { tooWide } from './testing/too-wide.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const found = (await page.evaluate('axe.run()')) as { readonly violations: readonly Violation[] };
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
}

let stage: Stage;
beforeAll(async () => {
  stage = await openStage(SHOP_FILES);
  await proposeOne(stage);
});
afterAll(() => stage?.close());

test('axe finds what is wrong, so that finding nothing says something', async () => {
  const { page, context } = await stage.visit('user_2sam', '/p/shop');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.evaluate(`document.querySelector('h1').insertAdjacentHTML('afterend', '<button></button><input>')`);
  expect((await violations(page)).map((text) => text.split(':')[0])).toEqual(
    expect.arrayContaining(['button-name', 'label']),
  );
  await context.close();
});

// Colours differ by theme and places by width, so each has to be seen once.
test.each([
  ['light', 1440],
  ['dark', 360],
] as const)('%s, at %i px: nothing is found on any page', async (colorScheme, width) => {
  const { page, context, complaints } = await stage.visit('user_2sam', '/p/shop', {
    ...{ colorScheme, viewport: { width, height: 900 }, reducedMotion: 'reduce' },
  });
  for (const [name, path] of Object.entries(pagesOf('shop'))) {
    await page.goto(stage.url + path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect.soft(await violations(page), name).toEqual([]);
    expect.soft(await tooWide(page), name).toEqual([]);
  }
  expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
  await context.close();
});

const FLAG = '/p/shop/flags/new-checkout/production';
const press = (name: string | RegExp) => async (page: Page) => {
  const found = page.getByRole('button', { name, exact: true }).filter({ visible: true }).first();
  await found.click({ timeout: 3_000 });
};
const keys =
  (...pressed: readonly string[]) =>
  async (page: Page) => {
    await page.getByRole('heading', { level: 1 }).waitFor();
    for (const key of pressed) await page.keyboard.press(key);
  };

/** What opens on a page: where, how, and what is seen then. */
const OPENED: Readonly<Record<string, readonly [path: string, open: (page: Page) => Promise<void>, seen: string]>> = {
  jump: ['/p/shop', keys('Control+k'), 'dialog[open]'],
  'jump, found': ['/p/shop', keys('Control+k', 'n', 'e'), 'dialog[open] [role="option"]'],
  'list of keys': ['/p/shop', keys('?'), 'dialog[open]'],
  'menu of owners': ['/p/shop', press('Owner'), '[role="menu"]'],
  'menu of orders': ['/p/shop', press('Last change'), '[role="menu"]'],
  kill: [FLAG, press('Kill switch…'), 'dialog[open]'],
  'rule editor': [FLAG, keys('e'), 'main li input'],
  'new rule': [FLAG, keys('a'), 'main li input'],
  targets: [FLAG, press('Edit targets'), 'main textarea'],
  otherwise: [FLAG, press('Edit Otherwise'), 'main [type="radio"]'],
  'facts of a flag': [FLAG, press('Edit description, owner, tags and more'), 'main textarea, main input'],
  'step of a schedule': [FLAG, press('Add step'), '[type="datetime-local"]'],
  'YAML as text': [FLAG, press('Edit as text'), '.cm-content'],
  'context as JSON': [FLAG, press('JSON'), 'main textarea'],
  'new key': ['/p/shop/environments', press('New key'), 'dialog[open]'],
  'who agrees': ['/p/shop/environments/production', press('Edit who has to agree in production'), 'main input'],
  segment: ['/p/shop/segments/staff', press('Edit who is in it'), 'main textarea, main input'],
  member: ['/p/shop/members', press('Edit Kim Adler'), 'main select, main input'],
  'new member': ['/p/shop/members', press('New member'), 'main select, main input'],
  'kill, from its page': ['/p/shop/kill-switch?flag=new-checkout', press('Kill switch…'), 'dialog[open]'],
};

/** Not seen a second time on a phone: it has the search for them, or they are of one column anyway. */
const WIDE_ONLY: ReadonlySet<string> = new Set([
  ...['menu of owners', 'jump', 'list of keys', 'new rule', 'otherwise', 'context as JSON', 'new member'],
  ...['kill, from its page', 'member', 'segment'],
]);

test.each([
  ['light', 1440],
  ['dark', 360],
] as const)('%s, at %i px: nothing is found in what opens', async (colorScheme, width) => {
  const { page, context, complaints } = await stage.visit('user_2sam', '/p/shop', {
    ...{ colorScheme, viewport: { width, height: 900 }, reducedMotion: 'reduce' },
  });
  for (const [name, [path, open, seen]] of Object.entries(OPENED)) {
    if (width < 760 && WIDE_ONLY.has(name)) continue;
    await page.goto(stage.url + path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    try {
      await open(page);
      await page.locator(seen).filter({ visible: true }).first().waitFor({ timeout: 3_000 });
    } catch (error) {
      expect.soft(String(error), name).toBe('');
      continue;
    }
    expect.soft(await violations(page), name).toEqual([]);
    expect.soft(await tooWide(page), name).toEqual([]);
    if (process.env['FLAGFORGE_PICTURES'] !== undefined)
      await page.screenshot({
        path: `${process.env['FLAGFORGE_PICTURES']}/open-${name.replaceAll(' ', '-')}-${width}.png`,
      });
  }
  expect(complaints).toEqual([]);
  await context.close();
});

/** Of each bar: its border, and whether its parts are told apart by how they are painted. */
const BARS = `[...document.querySelectorAll('[data-bar]')].map((bar) => {
  const paints = [...bar.children].map((part) => getComputedStyle(part));
  const looks = new Set(paints.map(({ backgroundColor, backgroundImage }) => backgroundColor + backgroundImage));
  return [getComputedStyle(bar).borderTopStyle, looks.size === paints.length];
})`;

test('at 200 % of the size, in colours that the system forces: nothing sticks out, and bars are seen', async () => {
  const { page, context } = await stage.visit('user_2sam', '/p/shop', {
    ...{ viewport: { width: 720, height: 450 }, deviceScaleFactor: 2, forcedColors: 'active' },
  });
  const pages = pagesOf('shop');
  for (const name of ['dashboard', 'flag', 'request', 'environments', 'audit']) {
    await page.goto(stage.url + pages[name]);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect.soft(await tooWide(page), name).toEqual([]);
    const bars = (await page.evaluate(BARS)) as readonly (readonly [border: string, isTold: boolean])[];
    for (const bar of bars) expect.soft(bar, name).toEqual(['solid', true]);
    if (name === 'flag') expect(bars.length).toBeGreaterThan(0);
    if (process.env['FLAGFORGE_PICTURES'] !== undefined)
      await page.screenshot({ path: `${process.env['FLAGFORGE_PICTURES']}/forced-${name}.png` });
  }
  await page.goto(`${stage.url}/p/shop`);
  // Keys work however narrow the window is: at this size the rail is not shown.
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Flag, change request or page' }).fill('dark');
  await page.getByRole('option', { name: /^dark-mode/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/dark-mode/);
  await page.keyboard.press('?');
  await page.getByRole('heading', { name: 'Keys' }).waitFor();
  await page.keyboard.press('n');
  await page.keyboard.press('Escape');
  expect(new URL(page.url()).pathname).toBe('/p/shop/flags/dark-mode');
  await context.close();
});
