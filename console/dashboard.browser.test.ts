/** The dashboard of a project with 5,000 flags, as people have it: few rows at once, still under the pointer, clear about kills. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callAs, done } from './testing/call-as.ts';
import { openStage, type Stage } from './testing/open-stage.ts';
import { SHOP_FILES } from './testing/shop-files.ts';

const FLAGS = 5_000;
/** Rows of the table that may be there at once: a screen of 1,000 px and what is made beyond its edges. */
const MOST_ROWS = 60;

const flagText = (index: number): string => `description: Flag number ${index} of many
type: boolean
owner: team-${index % 23}
tags: [area-${index % 11}]
kind: permanent
environments:
  production: { enabled: true, default: on }
`;

let stage: Stage;
beforeAll(async () => {
  const many = Array.from({ length: FLAGS }, (_, index) => [
    `flags/many-${String(index).padStart(4, '0')}.yaml`,
    flagText(index),
  ]);
  const config = SHOP_FILES['flags/flagforge.yaml'] ?? '';
  stage = await openStage({ 'flags/flagforge.yaml': config, ...Object.fromEntries(many) });
}, 120_000);
afterAll(() => stage?.close());

// How long it takes is in `npm run bench dashboard`.
test('typing, moving, scrolling and menus work with 5,000 flags, and few rows are made', async () => {
  const { page, context, complaints } = await stage.visit('user_2sam', '/p/shop');
  await page.getByText(`${FLAGS} flags`).waitFor();
  const rows = page.locator('[data-row]');
  const search = page.getByRole('searchbox');

  await search.pressSequentially('many-49', { delay: 30 });
  await page.getByText(`100 of ${FLAGS} flags`).waitFor();
  await search.fill('');
  await search.blur();
  await page.getByText(`${FLAGS} flags`, { exact: true }).waitFor();

  for (let press = 0; press < 20; press += 1) await page.keyboard.press('j');
  for (let press = 0; press < 10; press += 1) await page.keyboard.press('k');
  expect(await rows.count()).toBeLessThanOrEqual(MOST_ROWS);

  await page.getByRole('button', { name: 'Owner' }).click();
  await page.keyboard.press('Escape');

  await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
  await page.getByRole('link', { name: 'many-4999' }).waitFor();
  expect(await rows.count()).toBeLessThanOrEqual(MOST_ROWS);
  expect(complaints).toEqual([]);
  await context.close();
});

test('a kill is told above the flags, in its row and on the page of the system; rows do not jump under the pointer', async () => {
  const { page, context } = await stage.visit('user_2sam', '/p/shop?sort=status');
  const first = page.locator('[data-row]').first();
  await page.getByRole('link', { name: 'many-0000' }).waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
  await first.hover();
  const sam = await callAs(stage, 'user_2sam');
  const kill = { reason: 'errors on /pay', environments: ['production'] };
  await done(sam('/v1/flags/many-0000/kill', { body: kill }));

  // It would be the last one now, by its status.
  const banner = page.getByRole('region', { name: 'Killed now' });
  await banner.getByText('many-0000 is killed in production').waitFor();
  await banner.getByText('by Sam Ortiz').waitFor();
  expect(await first.textContent()).toContain('killed just now by Sam Ortiz: errors on /pay');
  await page.getByRole('button', { name: '1 flag changed, show' }).click();
  await page.locator('[data-row]').first().getByRole('link', { name: 'many-0001' }).waitFor();

  await page.getByRole('button', { name: 'Killed 1' }).click();
  await page.getByText(`1 of ${FLAGS} flags`).waitFor();
  expect(new URL(page.url()).searchParams.get('q')).toBe('is:killed');
  await page.reload();
  await page.getByText(`1 of ${FLAGS} flags`).waitFor();
  await page.getByRole('searchbox').fill('is:killed nothing-like-it');
  await page.getByRole('button', { name: 'Clear the search' }).click();
  await page.getByText(`${FLAGS} flags`, { exact: true }).waitFor();

  await page.getByRole('link', { name: 'System' }).click();
  await page.getByRole('heading', { name: 'System', level: 1 }).waitFor();
  await page.getByText('many-0000 is killed in production but not in git.').waitFor();
  const kills = page.getByRole('region', { name: 'From kill to live' });
  expect(await kills.textContent()).toContain('errors on /pay');
  await context.close();
});
