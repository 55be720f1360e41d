/** Every conformance case that a page can ask, through the built client in a real Chromium, of a real evaluator. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../console/testing/chromium.ts';
import { CLIENT_KEY, serveShop, type TestServer } from '../../evaluator-server/testing/serve.ts';
import { shopSnapshot } from '../../evaluator-server/testing/shop-snapshot.ts';
import type { EvaluationCase } from '../conformance/case-file.ts';
import { conditionsAsFlags, type FlagCases } from '../conformance/conditions-as-flags.ts';
import { loadCaseFiles } from '../conformance/load.ts';
import type * as Shipped from './index.ts';

declare global {
  var shipped: typeof Shipped;
}

let now = 0;
let shop: TestServer;
let browser: Browser;
let server: Server;
let page: Page;
beforeAll(async () => {
  const many = 1_000_000_000;
  const limits = { contextDepth: 1_000, contextAttributes: many, stringBytes: many, bodyBytes: 16_000_000 };
  const entry = fileURLToPath(new URL('../dist/web/index.js', import.meta.url));
  const [served, launched, bundle] = await Promise.all([
    serveShop({ clock: () => now, limits: { ...limits, clientRate: many, clientBurst: many } }),
    launchChromium(),
    build({ entryPoints: [entry], bundle: true, minify: true, format: 'iife', globalName: 'shipped', write: false }),
  ]);
  [shop, browser] = [served, launched];
  server = createServer(({ url }, response) => {
    response.setHeader('content-type', url === '/' ? 'text/html' : 'text/javascript; charset=utf-8');
    response.end(url === '/' ? '<!doctype html><script src="/sdk.js"></script>' : bundle.outputFiles[0]?.text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});
afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
  await shop?.server.close();
});

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A page cannot ask with what is no object, which is refused before, and `ip` is always its own address. */
function canAsk({ context, overrides }: EvaluationCase): boolean {
  const isForced = overrides !== undefined && overrides !== null;
  const names =
    isForced && isObject(overrides) ? Object.values(overrides).every((name) => typeof name === 'string') : !isForced;
  return isObject(context) && !('ip' in context) && names;
}

/** What the page's client says to each of these. Cases travel as text, so that no key of theirs is lost on the way. */
async function ask(cases: readonly EvaluationCase[]): Promise<readonly Record<string, unknown>[]> {
  const answers = await page.evaluate(
    async ([url, key, text]) => {
      const asked = JSON.parse(text ?? '[]') as EvaluationCase[];
      const answers = await Promise.all(
        asked.map(async ({ flag, context, overrides }) => {
          // A client reads what is forced in its tab when it is made.
          if (overrides) sessionStorage.setItem('ff:overrides', JSON.stringify(overrides));
          const options = {
            url: url ?? '',
            key: key ?? '',
            context: context as never,
            stream: false,
            usage: false,
          } as const;
          const client = globalThis.shipped.createClient({ ...options, storage: null });
          sessionStorage.clear();
          await client.ready();
          const { value, variant, reason, errorCode } = client.details(flag, null);
          client.close();
          return errorCode === undefined ? { value, variant, reason } : { reason, errorCode };
        }),
      );
      return JSON.stringify(answers);
    },
    [shop.url, CLIENT_KEY, JSON.stringify(cases)] as const,
  );
  return JSON.parse(answers);
}

/** At most so many requests at once. */
const BATCH = 100;
let asked = 0;

/** Publishes, and asks at each instant what is due then. */
async function check(description: string, { snapshot, cases }: FlagCases): Promise<void> {
  const empty = { unit: ['userId'], flags: [], segments: [], groups: [], overlays: [] };
  const flags = (Array.isArray(snapshot.flags) ? snapshot.flags : []).map((flag) =>
    isObject(flag) ? { ...flag, client: true } : flag,
  );
  const isServed = shop.source.publish(shopSnapshot({ ...empty, ...snapshot, flags } as never));
  // What the engine refuses is never served, and has a test of its own.
  if (!isServed || (snapshot.format ?? 1) > 1) return;
  const whole = cases.filter(canAsk);
  for (const instant of new Set(whole.map((one) => one.now ?? 0))) {
    now = instant;
    const due = whole.filter((one) => (one.now ?? 0) === instant);
    for (let from = 0; from < due.length; from += BATCH) {
      const some = due.slice(from, from + BATCH);
      const answers = await ask(some);
      // A client key never gets the name of a rule.
      const expected = some.map(({ name, expect: { rule: _, ...answer } }) => [`${description} / ${name}`, answer]);
      expect(answers.map((answer, index) => [`${description} / ${some[index]?.name}`, answer])).toEqual(expected);
      asked += some.length;
    }
  }
}

test.each(loadCaseFiles())('$name: a page gets what the engine must give', async ({ content }) => {
  for (const group of content.groups) {
    const { description, snapshot = {}, cases = [] } = group;
    if (cases.length > 0) await check(description, { snapshot, cases });
    const conditions = conditionsAsFlags(group);
    if (conditions.cases.length > 0) await check(description, conditions);
  }
});

test('those were more than three thousand', () => {
  expect(asked).toBeGreaterThan(3_000);
});
