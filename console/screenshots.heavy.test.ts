/** Pictures of every page in both themes, wide and on a phone: `npm run screenshots`, into `screenshots/`. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStage } from './testing/open-stage.ts';
import { PAGES } from './testing/page-list.ts';
import { proposeOne } from './testing/propose-one.ts';
import { SHOP_FILES } from './testing/shop-files.ts';

const FOLDER = process.env['FLAGFORGE_SCREENSHOTS'] ?? 'screenshots';
const SIZES = { wide: { width: 1440, height: 1000 }, phone: { width: 390, height: 844 } };

test('every page has its pictures', async () => {
  mkdirSync(FOLDER, { recursive: true });
  const stage = await openStage(SHOP_FILES);
  try {
    await proposeOne(stage);
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const [size, viewport] of Object.entries(SIZES)) {
        const { page, context } = await stage.visit('user_2sam', '/p/shop', { colorScheme, viewport });
        for (const [name, path] of Object.entries(PAGES)) {
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
