/**
 * Pictures of every page in both themes, wide and on a phone, with the example project: `npm run screenshots`, into
 * `screenshots/`. The README's are copies of them.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { keyOf } from 'flagforge/testing/run-dev';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { exampleFiles } from './testing/example-files.ts';
import { openStage, type Stage } from './testing/open-stage.ts';
import { pagesOf } from './testing/page-list.ts';
import { proposeOne } from './testing/propose-one.ts';

const FOLDER = process.env['FLAGFORGE_SCREENSHOTS'] ?? 'screenshots';
const SIZES = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
const PROJECT = 'web-store';
/** What comes last on a page. */
const LAST: Readonly<Record<string, string>> = {
  flag: 'With your draft',
  draft: 'What changes in',
  request: 'Approvals',
};

test('every page has its pictures', async () => {
  mkdirSync(FOLDER, { recursive: true });
  const stage = await openStage(exampleFiles());
  try {
    await evaluateSome(stage);
    await proposeOne(stage);
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const [size, viewport] of Object.entries(SIZES)) {
        const { page, context } = await stage.visit('user_2sam', `/p/${PROJECT}`, { colorScheme, viewport });
        await draftSome(page);
        for (const [name, path] of Object.entries(pagesOf(PROJECT))) {
          await page.goto(stage.url + path);
          await page.getByRole('heading', { level: 1 }).waitFor();
          const last = LAST[name];
          if (last !== undefined) await page.getByText(last).first().waitFor();
          const file = join(FOLDER, `${name}-${size}-${colorScheme}.png`);
          await page.screenshot({ path: file });
          expect(existsSync(file), file).toBe(true);
        }
        await context.close();
      }
    }
  } finally {
    await stage.close();
  }
});

/** A draft in this browser, so that there is something to review. */
async function draftSome(page: Page): Promise<void> {
  await page.goto(new URL(`/p/${PROJECT}/flags/new-checkout/production`, page.url()).href);
  await page.getByRole('button', { name: 'Edit us-canary' }).click();
  await page.getByRole('button', { name: '25 %' }).click();
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByText('edited in your draft').waitFor();
}

/** What applications ask for, so that usage has something to show. */
async function evaluateSome({ ready }: Stage): Promise<void> {
  const key = keyOf(ready, 'production');
  for (const flagKey of ['one-click', 'express-pay', 'homepage-hero', 'free-shipping', 'age-check'])
    for (let user = 0; user < 40; user += 1) {
      const context = { userId: `u-${user}`, accountId: `a-${user % 9}`, region: 'us-east-1', country: 'US' };
      const response = await fetch(`${String(ready.url)}/v1/evaluate`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ flagKey, context }),
      });
      expect(response.status).toBe(200);
    }
}
