/** The client of pages in a real Chromium, under a strict policy, with a real evaluator. */
import type { Flag } from '@flagforge/sdk/engine';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../console/testing/chromium.ts';
import { CLIENT_KEY, SERVER_KEY, serveShop, type TestServer } from '../../evaluator-server/testing/serve.ts';
import { shopSnapshot } from '../../evaluator-server/testing/shop-snapshot.ts';
import { type ServedPage, servePage } from '../toolbar/testing/serve-page.ts';

const colourFlag = (served: string): Flag => ({
  key: 'colour',
  type: 'string',
  client: true,
  enabled: true,
  off: 'red',
  variants: [
    { name: 'red', value: 'red' },
    { name: 'blue', value: 'blue' },
  ],
  default: { serve: served },
});

let shop: TestServer;
let served: ServedPage;
let browser: Browser;
let context: BrowserContext;
let version = 1;

function publish(colour: string, overrides: 'allowed' | 'denied' = 'allowed'): void {
  version += 1;
  expect(shop.source.publish(shopSnapshot({ version, overrides, flags: [colourFlag(colour)] }))).toBe(true);
}

beforeAll(async () => {
  [shop, served, browser] = await Promise.all([
    serveShop(),
    servePage(new URL('testing/page.ts', import.meta.url)),
    launchChromium(),
  ]);
  context = await browser.newContext();
});
afterAll(async () => {
  await browser?.close();
  served?.close();
  await shop?.server.close();
});

const address = (query = '', user = 'u-1'): string =>
  `${served.url}${query}#${new URLSearchParams({ evaluator: shop.url, key: CLIENT_KEY, user })}`;

async function visit(query = '', within = context): Promise<{ readonly page: Page; readonly complaints: string[] }> {
  const page = await within.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => complaints.push(message.text()));
  await page.goto(address(query));
  return { page, complaints };
}

const shows = (page: Page, text: string) => page.getByRole('heading', { name: text, exact: true }).waitFor();
const streams = async (): Promise<number> => {
  const text = await (await fetch(`${shop.url}/metrics`)).text();
  return [...text.matchAll(/^flagforge_streams_open\{[^}]*\} (\d+)$/gm)].reduce((sum, [, n]) => sum + Number(n), 0);
};

test('a page hears of a change, keeps it, and shows it at the next visit before anything was asked', async () => {
  publish('red');
  const { page, complaints } = await visit();
  await shows(page, 'live red');
  publish('blue');
  await shows(page, 'live blue');
  // Nothing answers at the next visit.
  await page.route(`${shop.url}/**`, () => {});
  await page.reload();
  await shows(page, 'cache');
  expect(await page.evaluate(() => globalThis.clientPage.client.string('colour', 'none'))).toBe('blue');
  expect(complaints).toEqual([]);
  await page.close();
});

test('a variant is forced by the URL in this tab alone, with a badge that lets go of it', async () => {
  publish('red');
  const [{ page, complaints }, other] = [await visit('?ff_colour=blue&other=1'), await visit()];
  await shows(page, 'live blue');
  const badge = page.getByRole('button', { name: 'colour=blue' });
  await badge.waitFor();
  expect(await page.evaluate(() => globalThis.clientPage.client.details('colour', 'none'))).toMatchObject({
    variant: 'blue',
    reason: 'override',
  });
  await shows(other.page, 'live red');
  expect(await other.page.getByRole('button').count()).toBe(0);
  // Also without the URL, as long as this tab is there.
  await page.goto(address('?'));
  await shows(page, 'live blue');
  await badge.click();
  await shows(page, 'live red');
  expect(await badge.count()).toBe(0);
  expect(complaints).toEqual([]);
  await Promise.all([page.close(), other.page.close()]);
});

test('nothing is forced where the environment does not allow it', async () => {
  publish('red', 'denied');
  const { page } = await visit('?ff_colour=blue');
  await shows(page, 'live red');
  expect(await page.getByRole('button').count()).toBe(0);
  await page.close();
});

test('a hidden page lets go of its stream, sends its counts, and goes on where it was when it is seen', async () => {
  publish('red');
  const { page } = await visit();
  await shows(page, 'live red');
  const hide = (isHidden: boolean) =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, 'hidden', { configurable: true, value: hidden });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    }, isHidden);
  await expect.poll(streams).toBe(1);
  const resumed = page.waitForRequest((request) => (request.headers()['last-event-id'] ?? '') !== '');
  await hide(true);
  await expect.poll(streams).toBe(0);
  const usage = async () => {
    const response = await fetch(`${shop.url}/v1/usage?flag=colour&window=1m`, {
      headers: { authorization: `Bearer ${SERVER_KEY}` },
    });
    return JSON.stringify(await response.json());
  };
  await expect.poll(usage).toMatch(/"client":\{[^}]*"red":\[/);
  publish('blue');
  await hide(false);
  await shows(page, 'live blue');
  expect((await resumed).url()).toBe(`${shop.url}/v1/stream`);
  await page.close();
});

test('a page whose storage is blocked works all the same', async () => {
  publish('red');
  const within = await browser.newContext();
  await within.addInitScript(() => {
    for (const name of ['localStorage', 'sessionStorage'])
      Object.defineProperty(globalThis, name, {
        get() {
          throw new DOMException('Access is denied for this document.', 'SecurityError');
        },
      });
  });
  const { page, complaints } = await visit('?ff_colour=blue', within);
  await shows(page, 'live blue');
  expect(complaints).toEqual([]);
  await within.close();
});
