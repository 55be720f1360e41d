/** Every page in both themes, wide and on a phone: what axe finds, and that nothing is wider than the screen. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from './testing/open-stage.ts';
import { pagesOf } from './testing/page-list.ts';
import { proposeOne } from './testing/propose-one.ts';
import { SHOP_FILES } from './testing/shop-files.ts';

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

/** What is shut until somebody opens it: where, and the button. */
const OPENED: readonly (readonly [path: string, button: string])[] = [
  ['environments/production', 'Edit who has to agree in production'],
  ['segments/staff', 'Edit who is in it'],
  ['members', 'Edit Kim Adler'],
  ['members', 'New member'],
  ['environments', 'New key'],
  ['kill-switch?flag=new-checkout', 'Kill switch…'],
];

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
    expect.soft(await page.evaluate('document.documentElement.scrollWidth'), name).toBeLessThanOrEqual(width);
  }
  for (const [path, button] of OPENED) {
    await page.goto(`${stage.url}/p/shop/${path}`);
    await page.getByRole('button', { name: button }).first().click();
    expect.soft(await violations(page), button).toEqual([]);
    expect.soft(await page.evaluate('document.documentElement.scrollWidth'), button).toBeLessThanOrEqual(width);
  }
  expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
  await context.close();
});
