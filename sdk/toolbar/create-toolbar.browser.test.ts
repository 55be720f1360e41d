/** The toolbar in a real Chromium, on a page with a strict policy, driven as testers drive it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../console/testing/chromium.ts';
import { type ServedPage, servePage } from './testing/serve-page.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let served: ServedPage;
let browser: Browser;
beforeAll(async () => {
  [served, browser] = await Promise.all([
    servePage(new URL('testing/toolbar-page.ts', import.meta.url)),
    launchChromium(),
  ]);
});
afterAll(async () => {
  await browser?.close();
  served?.close();
});

interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of the page, and what its policy refused. */
  readonly complaints: string[];
}

async function visit(query = '', options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 800, height: 700 },
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => complaints.push(message.text()));
  await page.goto(served.url + query);
  await page.locator('flagforge-toolbar').waitFor({ state: 'attached' });
  return { page, context, complaints };
}

const launcherOf = (page: Page): Locator => page.getByRole('button', { name: /^Flags/ });
const panelOf = (page: Page): Locator => page.getByRole('dialog', { name: 'Feature flags' });
const filterOf = (page: Page): Locator => page.getByRole('searchbox', { name: 'Filter flags' });
const rowOf = (page: Page, key: string): Locator => page.getByRole('listitem').filter({ hasText: key });
const variantOf = (page: Page, key: string, name: string): Locator =>
  page.getByRole('group', { name: `Variants of ${key}` }).getByRole('button', { name, exact: true });
const shownKeys = (page: Page): Promise<string[]> => page.locator('li:visible .key').allTextContents();
const said = (page: Page): Promise<string> => page.getByRole('status').innerText();
/** What has the focus, inside the shadow root. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const inside = document.activeElement?.shadowRoot?.activeElement ?? document.activeElement;
    return inside?.getAttribute('aria-label') ?? inside?.textContent ?? '';
  });
const asked = (page: Page): Promise<readonly unknown[]> => page.evaluate(() => globalThis.toolbarPage.client.asked);
const press = async (page: Page, ...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const found = (await page.evaluate('axe.run()')) as {
    readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
  };
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
}

test('lists flags with value and reason, and forces a variant and lets go of it, by mouse', async () => {
  const { page, context, complaints } = await visit();
  await launcherOf(page).click();
  expect(await shownKeys(page)).toEqual(
    await page.evaluate(() => Object.keys(globalThis.toolbarPage.SHOP_FLAGS).sort()),
  );
  await expect.poll(() => rowOf(page, 'new-checkout').innerText()).toMatch(/true\s+a rule matches\s+on\s+off/);
  await expect.poll(() => rowOf(page, 'wish-list').innerText()).toMatch(/no value\s+error: targeting key missing/);

  await variantOf(page, 'new-checkout', 'off').click();
  expect(await asked(page)).toEqual([['new-checkout', 'off']]);
  expect(await rowOf(page, 'new-checkout').innerText()).toMatch(/false\s+forced here/);
  expect(await variantOf(page, 'new-checkout', 'off').getAttribute('aria-pressed')).toBe('true');
  expect(await variantOf(page, 'new-checkout', 'off').getAttribute('aria-current')).toBe('true');
  expect(await variantOf(page, 'new-checkout', 'on').getAttribute('aria-current')).toBeNull();
  expect(await said(page)).toBe('new-checkout: off');

  await variantOf(page, 'new-checkout', 'off').click();
  expect(await asked(page)).toEqual([
    ['new-checkout', 'off'],
    ['new-checkout', null],
  ]);
  expect(await rowOf(page, 'new-checkout').innerText()).toMatch(/true\s+a rule matches/);
  // A variant that is served anyway can be held, too.
  await variantOf(page, 'new-checkout', 'on').click();
  expect(await rowOf(page, 'new-checkout').innerText()).toMatch(/true\s+forced here/);
  expect(complaints).toEqual([]);
  await context.close();
});

test('everything is done by keys alone, and nothing of it reaches the page', async () => {
  const { page, context, complaints } = await visit();
  await page.evaluate(() => {
    for (const name of ['keydown', 'keypress', 'keyup', 'click', 'pointerdown'])
      document.addEventListener(name, () => document.body.append(name));
  });
  const heard = await page.locator('body').innerText();
  await launcherOf(page).focus();
  await press(page, 'Enter');
  expect(await focused(page)).toBe('Filter flags');
  await page.keyboard.type('ranking');
  expect(await shownKeys(page)).toEqual(['search-ranking']);
  expect(await said(page)).toBe('1 of 11');

  await press(page, 'ArrowDown');
  expect(await focused(page)).toBe('relevance');
  await press(page, 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight');
  expect(await focused(page)).toBe('newest');
  expect(await asked(page)).toEqual([]);
  await press(page, 'Space');
  expect(await asked(page)).toEqual([['search-ranking', 'newest']]);
  expect(await focused(page)).toBe('newest');
  await press(page, 'ArrowUp');
  expect(await focused(page)).toBe('Filter flags');

  // Esc empties the filter first, then closes.
  await press(page, 'Escape');
  expect((await shownKeys(page)).length).toBe(11);
  await press(page, 'ArrowDown', 'ArrowDown', 'ArrowRight', 'End');
  expect(await focused(page)).toBe('on');
  await press(page, 'Home', 'ArrowRight', 'ArrowDown', 'ArrowDown', 'Enter');
  expect((await asked(page)).at(-1)).toEqual(['free-returns', 'off']);
  // The list is one stop of the tab key, which comes back to where it was.
  await press(page, 'Tab');
  expect(await focused(page)).toBe('Reset all');
  await press(page, 'Shift+Tab');
  expect(await focused(page)).toBe('off');
  await press(page, 'Tab', 'Enter');
  expect(await focused(page)).toBe('Filter flags');
  expect(await said(page)).toBe('No variant is forced any more.');
  expect(await page.evaluate(() => globalThis.toolbarPage.client.overrides())).toEqual({});
  await press(page, 'Escape');
  expect(await panelOf(page).isVisible()).toBe(false);
  expect(await focused(page)).toBe('Flags');
  expect(await page.locator('body').innerText()).toBe(heard);
  expect(complaints).toEqual([]);
  await context.close();
});

test('says what changes while it is open, and how the client stands', async () => {
  const { page, context } = await visit();
  await launcherOf(page).click();
  await variantOf(page, 'dark-mode', 'on').focus();
  await page.evaluate(() =>
    globalThis.toolbarPage.client.publish('dark-mode', { value: true, variant: 'on', reason: 'rule_match' }),
  );
  expect(await rowOf(page, 'dark-mode').innerText()).toMatch(/true\s+a rule matches/);
  expect(await said(page)).toBe('dark-mode: on');
  // What has the focus keeps it.
  expect(await focused(page)).toBe('on');
  for (const [status, words] of [
    ['stale', /^Stale$/],
    ['refused', /^Refused$/],
  ] as const) {
    await page.evaluate((next) => globalThis.toolbarPage.client.stand(next), status);
    await panelOf(page).getByText(words).waitFor();
    expect(await shownKeys(page)).toHaveLength(11);
  }
  await panelOf(page).getByText('The evaluator does not accept the key or the context.').waitFor();
  await page.evaluate(() => globalThis.toolbarPage.client.stand('loading', null));
  await panelOf(page).getByText('The evaluator has not answered yet.').waitFor();
  expect(await shownKeys(page)).toEqual([]);
  await context.close();
});

test('where overrides are not allowed it says so, and offers none', async () => {
  const { page, context } = await visit('?denied');
  await launcherOf(page).click();
  await panelOf(page).getByText('This environment does not allow overrides').waitFor();
  expect(await rowOf(page, 'new-checkout').innerText()).toMatch(/true\s+on: a rule matches/);
  expect(
    await panelOf(page)
      .getByRole('group', { name: /^Variants/ })
      .count(),
  ).toBe(0);
  // What a link asks for all the same is named, and can be let go of.
  await page.evaluate(() => globalThis.toolbarPage.client.override('dark-mode', 'on'));
  expect(await rowOf(page, 'dark-mode').innerText()).toMatch(/false\s+off: by default; asked for: on/);
  expect(await panelOf(page).getByRole('button', { name: 'Copy link' }).count()).toBe(0);
  await panelOf(page).getByRole('button', { name: 'Reset all' }).click();
  expect((await asked(page)).at(-1)).toEqual(['dark-mode', null]);
  await context.close();
});

test('variants and flags that do not exist are asked for in vain, and it says so', async () => {
  const { page, context } = await visit();
  await launcherOf(page).click();
  await page.evaluate(() => {
    globalThis.toolbarPage.client.override('dark-mode', 'gone');
    globalThis.toolbarPage.client.override('no-such-flag', 'on');
  });
  expect(await rowOf(page, 'dark-mode').innerText()).toMatch(/by default; asked for: gone/);
  await panelOf(page).getByText('Asked for, but no flag here: no-such-flag.').waitFor();
  await panelOf(page).getByText('0 forced').waitFor();
  await context.close();
});

test('shows what is asked for at once, and what it gives when the evaluator has answered', async () => {
  const { page, context } = await visit();
  await launcherOf(page).click();
  await page.evaluate(() => globalThis.toolbarPage.client.hold());
  await variantOf(page, 'dark-mode', 'on').click();
  expect(await rowOf(page, 'dark-mode').innerText()).toMatch(/false\s+by default; asked for: on/);
  expect(await variantOf(page, 'dark-mode', 'on').getAttribute('aria-pressed')).toBe('true');
  expect(await variantOf(page, 'dark-mode', 'off').getAttribute('aria-current')).toBe('true');
  await page.evaluate(() => globalThis.toolbarPage.client.answer());
  expect(await rowOf(page, 'dark-mode').innerText()).toMatch(/true\s+forced here/);
  await context.close();
});

test('copies a link that forces the same variants elsewhere', async () => {
  const { page, context } = await visit('?utm=x&ff_old=on#cart', {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await launcherOf(page).click();
  await variantOf(page, 'dark-mode', 'on').click();
  await variantOf(page, 'shipping-threshold', 'high').click();
  await panelOf(page).getByRole('button', { name: 'Copy link' }).click();
  await panelOf(page).getByRole('button', { name: 'Copied' }).waitFor();
  expect(await said(page)).toBe('Link copied');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    `${served.url}?utm=x&ff_dark-mode=on&ff_shipping-threshold=high#cart`,
  );
  await context.close();
});

test('where the browser does not let it copy, the link is there to be copied by hand', async () => {
  const { page, context, complaints } = await visit();
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await launcherOf(page).click();
  await variantOf(page, 'dark-mode', 'on').click();
  await panelOf(page).getByRole('button', { name: 'Copy link' }).click();
  const link = panelOf(page).getByRole('textbox', { name: 'Link with these variants' });
  expect(await link.inputValue()).toBe(`${served.url}?ff_dark-mode=on`);
  expect(await page.evaluate(() => getSelection()?.toString())).toBe(`${served.url}?ff_dark-mode=on`);
  expect(complaints).toEqual([]);
  await context.close();
});

test('stays open in this tab over reloads, without taking the focus; another tab begins with a button', async () => {
  const { page, context } = await visit();
  await launcherOf(page).click();
  await page.reload();
  await panelOf(page).waitFor();
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BODY');
  const other = await context.newPage();
  await other.goto(served.url);
  await launcherOf(other).waitFor();
  expect(await panelOf(other).isVisible()).toBe(false);
  await panelOf(page).getByRole('button', { name: 'Close' }).click();
  await page.reload();
  await launcherOf(page).waitFor();
  expect(await panelOf(page).isVisible()).toBe(false);
  await context.close();
});

test('works where storage is blocked', async () => {
  const { page, context, complaints } = await visit();
  await context.addInitScript(() =>
    Object.defineProperty(window, 'sessionStorage', {
      get() {
        throw new DOMException('denied', 'SecurityError');
      },
    }),
  );
  await page.reload();
  await launcherOf(page).click();
  await panelOf(page).waitFor();
  await press(page, 'Escape');
  await launcherOf(page).waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

/** Where the panel's parts are and how they look, apart from the page around it. */
const lookOf = (page: Page): Promise<unknown> =>
  page.evaluate(() => {
    const root = document.querySelector('flagforge-toolbar')?.shadowRoot;
    return [...(root?.querySelectorAll('.panel, .panel *:not([hidden])') ?? [])].map((each) => {
      const { color, fontSize, letterSpacing, display, visibility, direction, writingMode } = getComputedStyle(each);
      const { x, y, width, height } = each.getBoundingClientRect();
      const place = [innerWidth - x, innerHeight - y, width, height].map(Math.round);
      return [each.tagName, place, color, fontSize, letterSpacing, display, visibility, direction, writingMode].join();
    });
  });

test('takes no styles of the page, and gives it none', async () => {
  const [plain, styled] = [await visit(), await visit('?styled')];
  const before = await plain.page.evaluate(() => [
    document.documentElement.scrollHeight,
    document.querySelector('main')?.getBoundingClientRect().toJSON(),
    document.styleSheets.length,
  ]);
  for (const { page } of [plain, styled]) {
    await launcherOf(page).click();
    await filterOf(page).fill('dark');
  }
  expect(await lookOf(styled.page)).toEqual(await lookOf(plain.page));
  const host = await styled.page.evaluate(() => {
    const { opacity, transform } = getComputedStyle(document.querySelector('flagforge-toolbar') as Element);
    return { opacity, transform };
  });
  expect(host).toEqual({ opacity: '1', transform: 'none' });
  const after = await plain.page.evaluate(() => [
    document.documentElement.scrollHeight,
    document.querySelector('main')?.getBoundingClientRect().toJSON(),
    document.styleSheets.length,
  ]);
  expect(after).toEqual(before);
  await plain.context.close();
  await styled.context.close();
});

test('what a flag is called, serves and varies in is text, never markup', async () => {
  const { page, context, complaints } = await visit();
  const hostile = '<img src=x onerror=alert(1)>"\'&{{7*7}}';
  await page.evaluate((text) => {
    const flag = {
      serves: { value: text.repeat(9), variant: text, reason: 'split' as const },
      values: { [text]: text },
    };
    globalThis.toolbarPage.client = globalThis.toolbarPage.createStandInClient(
      { [text]: flag, __proto__: flag, constructor: flag },
      true,
    );
    globalThis.toolbarPage.createToolbar(globalThis.toolbarPage.client);
  }, hostile);
  await launcherOf(page).click();
  expect(await shownKeys(page)).toEqual([hostile, 'constructor']);
  await variantOf(page, hostile, hostile).click();
  expect(await asked(page)).toEqual([[hostile, hostile]]);
  await rowOf(page, 'constructor').locator('summary').click();
  expect(await rowOf(page, 'constructor').locator('pre').innerText()).toBe(JSON.stringify(hostile.repeat(9)));
  expect(await page.locator('flagforge-toolbar img').count()).toBe(0);
  expect(complaints).toEqual([]);
  await context.close();
});

test('there is one on a page; closed or taken away it listens no more', async () => {
  const { page, context, complaints } = await visit();
  const found = await page.evaluate(() => {
    const { client, createStandInClient, createToolbar, SHOP_FLAGS } = globalThis.toolbarPage;
    const second = createStandInClient(SHOP_FLAGS, true);
    const toolbar = createToolbar(second, { side: 'left' });
    const count = document.querySelectorAll('flagforge-toolbar').length;
    client.publish('dark-mode', { reason: 'error' });
    const left = document.querySelector('flagforge-toolbar')?.shadowRoot?.querySelector('.launcher');
    const isLeft = (left?.getBoundingClientRect().x ?? 999) < 100;
    document.body.replaceChildren();
    const survives = document.querySelectorAll('flagforge-toolbar').length;
    toolbar.close();
    const rest = document.querySelectorAll('flagforge-toolbar').length;
    toolbar.close();
    return { count, isLeft, survives, rest, first: client.listeners(), second: second.listeners() };
  });
  expect(found).toEqual({ count: 1, isLeft: true, survives: 1, rest: 0, first: 0, second: 0 });
  expect(complaints).toEqual([]);
  await context.close();
});

test('axe finds what is wrong in it, so that finding nothing says something', async () => {
  const { page, context } = await visit();
  await page.evaluate(() => {
    const input = document.createElement('input');
    document.querySelector('flagforge-toolbar')?.shadowRoot?.querySelector('section')?.append(input);
  });
  expect((await violations(page)).map((text) => text.split(':')[0])).toContain('label');
  await context.close();
});

test.each([
  ['light', 800, {}],
  ['dark', 360, { hasTouch: true, isMobile: true }],
  ['light', 360, { forcedColors: 'active' }],
] as const)('%s, at %i px, %j: axe finds nothing and nothing is cut off', async (colorScheme, width, options) => {
  const size = { colorScheme, viewport: { width, height: 640 }, ...options };
  for (const query of ['', '?denied']) {
    const { page, context, complaints } = await visit(query, size);
    expect(await violations(page)).toEqual([]);
    await launcherOf(page).click();
    if (query === '') {
      await variantOf(page, 'dark-mode', 'on').click();
      await page.evaluate(() => globalThis.toolbarPage.client.override('free-returns', 'gone'));
    }
    await rowOf(page, 'recommendations').locator('summary').click();
    expect(await violations(page)).toEqual([]);
    // What is under the pointer is to be read, too: the text of the main button is made for its colour.
    const main = panelOf(page).locator('.primary');
    const colours = () => main.evaluate((button) => getComputedStyle(button).backgroundColor);
    const atRest = await colours();
    if (await main.isVisible()) {
      await main.hover();
      expect(await colours()).toBe(atRest);
    }
    const beyond = await page.evaluate(() => {
      const root = document.querySelector('flagforge-toolbar')?.shadowRoot;
      const sticks = (each: Element): boolean => {
        const { left, right, top, bottom } = each.getBoundingClientRect();
        return left < 0 || right > innerWidth || top < 0 || bottom > innerHeight;
      };
      const outside = [...(root?.querySelectorAll('.panel, .panel button.icon, footer *, input, .list') ?? [])].filter(
        sticks,
      );
      const list = root?.querySelector('.list');
      return [outside.map((each) => each.outerHTML), (list?.scrollWidth ?? 0) > (list?.clientWidth ?? 0)];
    });
    expect(beyond).toEqual([[], false]);
    if (process.env['FLAGFORGE_PICTURES'] !== undefined)
      await page.screenshot({
        path: `${process.env['FLAGFORGE_PICTURES']}/toolbar-${colorScheme}-${width}${query === '' ? '' : '-denied'}.png`,
      });
    expect(complaints).toEqual([]);
    await context.close();
  }
});
