/**
 * Pictures of every page in both themes, wide and on a phone, with the example project: `npm run screenshots`, into
 * `screenshots/`. The README's are copies of them.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { keyOf } from 'flagforge/testing/run-dev';
import { expect, test } from 'vitest';
import { exampleFiles } from './testing/example-files.ts';
import { openStage, type Stage } from './testing/open-stage.ts';
import { pagesOf } from './testing/page-list.ts';
import { proposeOne } from './testing/propose-one.ts';

const FOLDER = process.env['FLAGFORGE_SCREENSHOTS'] ?? 'screenshots';
const SIZES = { wide: { width: 1440, height: 1000 }, phone: { width: 390, height: 844 } };
const PROJECT = 'web-store';

test('every page has its pictures', async () => {
  mkdirSync(FOLDER, { recursive: true });
  const stage = await openStage(exampleFiles());
  try {
    await evaluateSome(stage);
    await proposeOne(stage);
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const [size, viewport] of Object.entries(SIZES)) {
        const { page, context } = await stage.visit('user_2sam', `/p/${PROJECT}`, { colorScheme, viewport });
        for (const [name, path] of Object.entries(pagesOf(PROJECT))) {
          await page.goto(stage.url + path);
          await page.getByRole('heading', { level: 1 }).waitFor();
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

/** What applications ask for, so that usage has something to show. */
async function evaluateSome({ ready }: Stage): Promise<void> {
  const key = keyOf(ready, 'production');
  for (let user = 0; user < 200; user += 1) {
    const context = { userId: `u-${user}`, accountId: `acct-${user % 40}`, region: user % 3 === 0 ? 'us-east' : 'eu' };
    const response = await fetch(`${String(ready.url)}/v1/evaluate/all`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ context }),
    });
    expect(response.status).toBe(200);
  }
}
