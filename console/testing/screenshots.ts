/** Pictures of every page in both themes: `npm run screenshots [folder]`. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openStage } from './open-stage.ts';
import { PAGES } from './page-list.ts';
import { proposeOne } from './propose-one.ts';
import { SHOP_FILES } from './shop-files.ts';

const folder = process.argv[2] ?? 'screenshots';
mkdirSync(folder, { recursive: true });
const stage = await openStage(SHOP_FILES);
try {
  await proposeOne(stage);
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [size, viewport] of [
      ['wide', { width: 1440, height: 1000 }],
      ['phone', { width: 390, height: 844 }],
    ] as const) {
      const { page, context } = await stage.visit('user_2sam', '/p/shop', { colorScheme, viewport });
      for (const [name, path] of Object.entries(PAGES)) {
        await page.goto(stage.url + path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        const file = join(folder, `${name}-${size}-${colorScheme}.png`);
        await page.screenshot({ path: file });
        process.stdout.write(`${file}\n`);
      }
      await context.close();
    }
  }
} finally {
  await stage.close();
}
