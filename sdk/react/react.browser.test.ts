/** The bindings in a real Chromium, with React 18.3 and with React 19. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchChromium } from '../../console/testing/chromium.ts';
import type { ScriptedFetch } from '../web/testing/scripted-fetch.ts';

const fileOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const OLD = fileOf('../../.config/react-18/node_modules/');

async function bundle(alias: Record<string, string>): Promise<string> {
  const built = await build({
    entryPoints: [fileOf('testing/page.ts')],
    ...{ bundle: true, format: 'iife', write: false, define: { 'process.env.NODE_ENV': '"development"' }, alias },
  });
  return built.outputFiles[0]?.text ?? '';
}

let server: Server;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  const [old, present, chromium] = await Promise.all([
    bundle({ react: `${OLD}react`, 'react-dom': `${OLD}react-dom` }),
    bundle({}),
    launchChromium(),
  ]);
  browser = chromium;
  server = createServer(({ url = '/' }, response) => {
    const script = url.endsWith('.js') ? (url.startsWith('/18') ? old : present) : null;
    response.setHeader('content-type', script === null ? 'text/html' : 'text/javascript; charset=utf-8');
    response.end(script ?? `<!doctype html><title>Bindings</title><main></main><script src="${url}.js"></script>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

describe.each([18, 19])('React %i', (major) => {
  beforeAll(async () => {
    page = await browser.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${major}`);
    expect(await page.evaluate(() => globalThis.bindings.version)).toMatch(new RegExp(`^${major}\\.`));
  });
  beforeEach(() => {
    complaints.length = 0;
  });
  afterEach(async () => {
    await page.evaluate(() => globalThis.bindings.clear());
    expect(complaints).toEqual([]);
  });
  afterAll(() => page.close());

  /** Waits until an element says this. */
  const says = (id: string, text: string) =>
    page.waitForFunction(([name, wanted]) => document.getElementById(`${name}`)?.textContent === wanted, [id, text]);

  test('a component renders again for the flags that it reads, and for no other one', async () => {
    await page.evaluate(() => {
      const { h, make, put, show, FlagProvider, Flag, Several, ON, OFF } = globalThis.bindings;
      const { client, net } = make();
      show(h(FlagProvider, { client }, h(Flag, { name: 'a' }), h(Flag, { name: 'c' }), h(Several)));
      Object.assign(globalThis, { net });
      put(net, 1, { a: OFF, b: { ...ON, value: 'blue' }, c: OFF, d: OFF });
    });
    await says('several', 'false blue');
    const before = await page.evaluate(() => ({ ...globalThis.bindings.renders }));
    await page.evaluate(() => {
      const { put, ON, OFF } = globalThis.bindings;
      const { net } = globalThis as never;
      put(net, 2, { a: ON, b: { ...ON, value: 'blue' }, c: OFF, d: ON });
    });
    await says('a', 'a true');
    await says('several', 'true blue');
    const after = await page.evaluate(() => globalThis.bindings.renders);
    expect(after).toEqual({ a: (before['a'] ?? 0) + 1, c: before['c'], several: (before['several'] ?? 0) + 1 });
  });

  test('what is shown counts once, however often it renders', async () => {
    const counts = await page.evaluate(async () => {
      const { React, h, make, put, show, FlagProvider, Flag, Both, ON, OFF } = globalThis.bindings;
      const { client, net } = make({ usage: 1 });
      const inside = h(React.Fragment, null, h(Flag, { name: 'a' }), h(Both));
      const tree = (n: number) =>
        h(React.StrictMode, null, h(FlagProvider, { client }, h('div', { title: `${n}` }, inside)));
      put(net, 1, { a: OFF, c: OFF, d: ON });
      await client.ready();
      show(tree(0));
      const until = async (text: string) => {
        while (document.getElementById('a')?.textContent !== text) await new Promise(requestAnimationFrame);
      };
      for (let n = 1; n < 9; n += 1) {
        show(tree(n));
        await new Promise(requestAnimationFrame);
      }
      put(net, 2, { a: ON, c: ON, d: ON });
      await until('a true');
      await new Promise((resolve) => setTimeout(resolve));
      client.close();
      return net.last().body as { counts: Record<string, Record<string, number>> };
    });
    expect(counts.counts).toEqual({ a: { off: 1, on: 1 }, c: { off: 1, on: 1 }, d: { on: 1 } });
  });

  test('details say what the client says', async () => {
    await page.evaluate(() => {
      const { h, make, put, show, FlagProvider, Detailed, ON } = globalThis.bindings;
      const { client, net } = make();
      show(h(FlagProvider, { client }, h(Detailed)));
      put(net, 7, { a: ON });
    });
    await says('details', '{"value":true,"variant":"on","reason":"default","version":7}');
  });

  test('a page that a server rendered is hydrated without a word, and then shows what is known now', async () => {
    const seen = await page.evaluate(async () => {
      const { React, h, make, put, hydrate, renderToString, FlagProvider, Flag, Several, ON, OFF } =
        globalThis.bindings;
      const bootstrap = { version: 1, flags: { a: ON, b: { ...ON, value: 'red' } } };
      const tree = (client: ReturnType<typeof make>['client']) =>
        h(React.StrictMode, null, h(FlagProvider, { client, bootstrap }, h(Flag, { name: 'a' }), h(Several)));
      const html = renderToString(tree(make({ connect: false, bootstrap }).client));
      // What this browser knows by then is another thing.
      const { client, net } = make({ bootstrap });
      put(net, 2, { a: OFF, b: { ...ON, value: 'blue' } });
      await client.ready();
      hydrate(html, tree(client));
      return html;
    });
    expect(seen).toContain('a true');
    expect(seen).toContain('true red');
    await says('a', 'a false');
    await says('several', 'false blue');
  });

  test.each([
    ['the same result of a later version', 'a', { a: true }, '"version":1', '"version":2'],
    ['a flag that there is not', 'z', null, 'provider_not_ready', 'flag_not_found'],
  ])('details are hydrated without a word, too: %s', async (_case, name, given, first, then) => {
    const seen = await page.evaluate(
      async ([name, isGiven]) => {
        const { h, make, put, hydrate, renderToString, FlagProvider, Detailed, ON } = globalThis.bindings;
        const bootstrap = isGiven ? { version: 1, flags: { a: ON } } : undefined;
        const known = bootstrap === undefined ? {} : { bootstrap };
        const tree = (client: ReturnType<typeof make>['client']) =>
          h(FlagProvider, { client, ...known }, h(Detailed, { name: `${name}` }));
        const html = renderToString(tree(make({ connect: false, ...known }).client));
        const { client, net } = make(known);
        put(net, 2, { a: ON });
        await client.ready();
        hydrate(html, tree(client));
        return html;
      },
      [name, given !== null] as const,
    );
    expect(seen).toContain(first.replaceAll('"', '&quot;'));
    await page.waitForFunction((text) => document.getElementById('details')?.textContent?.includes(text), then);
  });

  test('details of a flag that there is not say so once the first results are here', async () => {
    await page.evaluate(() => {
      const { h, make, show, FlagProvider, Detailed } = globalThis.bindings;
      const { client, net } = make();
      show(h(FlagProvider, { client }, h(Detailed, { name: 'z' })));
      Object.assign(globalThis, { net });
    });
    await says('details', '{"value":false,"reason":"error","errorCode":"provider_not_ready","version":0}');
    await page.evaluate('bindings.put(net, 3, { a: bindings.ON })');
    await says('details', '{"value":false,"reason":"error","errorCode":"flag_not_found","version":3}');
  });

  test('a component may wait for the first results, until its time is over', async () => {
    const show = () =>
      page.evaluate(() => {
        const { React, h, make, show, FlagProvider, Flag } = globalThis.bindings;
        const { client, net } = make();
        Object.assign(globalThis, { net });
        const waiting = h('p', { id: 'a' }, 'waiting');
        show(
          h(
            FlagProvider,
            { client, suspenseMs: 500 },
            h(React.Suspense, { fallback: waiting }, h(Flag, { name: 'a' })),
          ),
        );
      });
    await show();
    await says('a', 'waiting');
    await page.evaluate(() =>
      globalThis.bindings.put((globalThis as never as { net: never }).net, 1, { a: globalThis.bindings.ON }),
    );
    await says('a', 'a true');
    await page.evaluate(() => globalThis.bindings.clear());
    await show();
    await says('a', 'waiting');
    await says('a', 'a false');
  });

  test('who waits for a context that is gone does not wait for its time to be over', async () => {
    await page.evaluate(() => {
      const { React, h, make, show, FlagProvider, Flag } = globalThis.bindings;
      const { client, net } = make();
      Object.assign(globalThis, { client, net });
      const waiting = h('p', { id: 'a' }, 'waiting');
      // Longer than this test may take.
      const given = { client, suspenseMs: 600_000 };
      show(h(FlagProvider, given, h(React.Suspense, { fallback: waiting }, h(Flag, { name: 'a' }))));
    });
    await says('a', 'waiting');
    await page.evaluate('void client.identify({ userId: "u2" })');
    await page.evaluate('bindings.put(net, 1, { a: bindings.ON })');
    await says('a', 'a true');
    // What is shown waits as well, for a context of which nothing is known.
    await page.evaluate('void client.identify({ userId: "u3" })');
    await page.waitForFunction(() => document.querySelector('main')?.textContent?.endsWith('waiting'));
    await page.evaluate('bindings.put(net, 1, { a: bindings.OFF })');
    await says('a', 'a false');
  });

  test('a component may force a variant by its client', async () => {
    await page.evaluate(() => {
      const { h, make, put, show, FlagProvider, Flag, Forcer, ON } = globalThis.bindings;
      const { client, net } = make();
      Object.assign(globalThis, { net });
      show(h(FlagProvider, { client }, h(Flag, { name: 'a' }), h(Forcer)));
      put(net, 1, { a: ON });
    });
    await says('a', 'a true');
    await page.click('button');
    const asked = await page.evaluate(() => (globalThis as never as { net: ScriptedFetch }).net.last().body);
    expect(asked).toMatchObject({ overrides: { a: 'off' } });
  });

  test('hooks without a provider say so', () => {
    const render = 'bindings.renderToString(bindings.h(bindings.Flag, { name: "a" }))';
    return expect(page.evaluate(render)).rejects.toThrow('There is no <FlagProvider> above this component.');
  });

  test('nobody waits where something is known already', async () => {
    const first = await page.evaluate(async () => {
      const { React, h, make, show, FlagProvider, Flag, ON } = globalThis.bindings;
      const { client } = make({ bootstrap: { version: 1, flags: { a: ON } } });
      const texts: string[] = [];
      new MutationObserver(() => texts.push(`${document.querySelector('main')?.textContent}`)).observe(document, {
        ...{ childList: true, subtree: true },
      });
      show(
        h(
          FlagProvider,
          { client, suspenseMs: 500 },
          h(React.Suspense, { fallback: 'waiting' }, h(Flag, { name: 'a' })),
        ),
      );
      while (texts.length === 0) await new Promise(requestAnimationFrame);
      return texts[0];
    });
    expect(first).toBe('a true');
  });

  test('another client, and another context, take the place of the one before', async () => {
    await page.evaluate(() => {
      const { h, make, put, show, FlagProvider, Flag, ON, OFF } = globalThis.bindings;
      const [one, two] = [make(), make()];
      put(one.net, 1, { a: ON });
      put(two.net, 1, { a: OFF });
      const tree = (client: typeof one.client) => h(FlagProvider, { client }, h(Flag, { name: 'a' }));
      show(tree(one.client));
      Object.assign(globalThis, { one, swap: () => show(tree(two.client)), back: () => show(tree(one.client)) });
    });
    await says('a', 'a true');
    await page.evaluate('swap()');
    await says('a', 'a false');
    await page.evaluate('back()');
    await says('a', 'a true');
    await page.evaluate('void one.client.identify({ userId: "u2" })');
    await says('a', 'a false');
    await page.evaluate('bindings.put(one.net, 1, { a: bindings.ON })');
    await says('a', 'a true');
  });

  test('all that is shown at a time is of one moment, also while React renders in pieces', async () => {
    const seen = await page.evaluate(async () => {
      const { React, h, make, put, show, FlagProvider, useFlag, ON, OFF } = globalThis.bindings;
      const { client, net } = make();
      put(net, 1, { a: OFF });
      await client.ready();
      const commits: string[] = [];
      const Slow = () => {
        const start = performance.now();
        while (performance.now() - start < 2);
        return h('i', null, `${useFlag('a', false)} `);
      };
      let go: (isMany: boolean) => void = () => {};
      const List = () => {
        const [isMany, setMany] = React.useState(false);
        go = setMany;
        React.useLayoutEffect(() => {
          commits.push(`${document.querySelector('main')?.textContent}`);
        });
        return h(
          'div',
          { title: `${useFlag('a', false)}` },
          ...Array.from({ length: isMany ? 20 : 1 }, (_, key) => h(Slow, { key })),
        );
      };
      show(h(React.StrictMode, null, h(FlagProvider, { client }, h(List))));
      while (commits.length === 0) await new Promise(requestAnimationFrame);
      React.startTransition(() => go(true));
      for (let version = 2; version < 14; version += 1) {
        put(net, version, { a: version % 2 === 0 ? ON : OFF });
        await new Promise(requestAnimationFrame);
      }
      while (!commits.some((text) => text.length > 80)) await new Promise(requestAnimationFrame);
      return commits;
    });
    for (const text of seen) expect(new Set(text.trim().split(' ')).size).toBe(1);
  });

  test('a component that is gone hears of nothing more', async () => {
    const calls = await page.evaluate(async () => {
      const { h, make, put, show, clear, FlagProvider, Flag, Several, ON } = globalThis.bindings;
      const { client, net } = make();
      let listening = 0;
      const on = client.on.bind(client) as (...given: unknown[]) => () => void;
      Object.assign(client, {
        on: (...given: unknown[]) => {
          listening += 1;
          const stop = on(...given);
          return () => {
            listening -= 1;
            stop();
          };
        },
      });
      show(h(FlagProvider, { client }, h(Flag, { name: 'a' }), h(Several)));
      put(net, 1, { a: ON });
      while (listening === 0) await new Promise(requestAnimationFrame);
      const most = listening;
      clear();
      await new Promise((resolve) => setTimeout(resolve));
      return [most, listening];
    });
    expect(calls).toEqual([2, 0]);
  });
});
