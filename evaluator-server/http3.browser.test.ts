/** The Caddyfile of production, a real Chromium over QUIC, and a stream of ours in it. */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect as connectHttp2 } from 'node:http2';
import { Agent, request } from 'node:https';
import { delimiter, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CLIENT_KEY, SERVER_KEY, serveShop, type TestServer } from './testing/serve.ts';
import { shopSnapshot } from './testing/shop-snapshot.ts';
import { type RunningCaddy, startCaddy } from './testing/start-caddy.ts';

let shop: TestServer;
let caddy: RunningCaddy;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  shop = await serveShop({ trustedProxies: ['127.0.0.1'] });
  caddy = await startCaddy([shop.port]);
  browser = await chromium.launch({
    executablePath: findChromium(),
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-proxy-server'],
      // A first visit would use HTTP/2 and learn of HTTP/3; QUIC believes no certificate but one that is named.
      `--origin-to-force-quic-on=localhost:${caddy.port}`,
      `--ignore-certificate-errors-spki-list=${caddy.publicKeyHash}`,
    ],
  });
  page = await browser.newPage();
  await page.goto(`${caddy.url}/`);
});
afterAll(async () => {
  await browser?.close();
  await caddy?.stop();
  await shop?.server.close();
});

function findChromium(): string {
  const found = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'chromium'));
  const path = found.find((candidate) => existsSync(candidate));
  if (path === undefined) throw new Error('chromium is not on this machine: sudo apt-get install -y chromium');
  return path;
}

interface SeenInPage {
  /** How the page, the answer and the stream came: `h3`. */
  readonly page: string;
  readonly evaluate: string;
  readonly stream: string;
  readonly answer: { readonly flags: object };
  readonly put: { readonly flags: object };
  readonly patch: { readonly version: number; readonly flags: object };
}

/** Runs in the page. The title says that the stream is open; it ends with the first patch. */
const OPEN_STREAM = `async (key) => {
  const headers = { authorization: 'Bearer ' + key };
  const ask = async (path) => {
    const body = JSON.stringify({ context: { userId: 'u1' } });
    return (await fetch(path, { method: 'POST', headers, body })).json();
  };
  const answer = await ask('/v1/evaluate/all');
  const { url } = await ask('/v1/stream/tickets');
  const source = new EventSource(new URL(url, location.href));
  const next = (type) =>
    new Promise((resolve) => source.addEventListener(type, ({ data }) => resolve(JSON.parse(data)), { once: true }));
  const put = await next('put');
  document.title = 'open';
  const patch = await next('patch');
  // The entry of a stream is written when it ends.
  const ended = new Promise((resolve) => {
    new PerformanceObserver((list) => {
      const [entry] = list.getEntries().filter(({ name }) => name === source.url);
      if (entry !== undefined) resolve(entry);
    }).observe({ type: 'resource', buffered: true });
  });
  source.close();
  const [navigation] = performance.getEntriesByType('navigation');
  const [evaluated] = performance.getEntriesByName(new URL('/v1/evaluate/all', location.href).href);
  return {
    ...{ answer, put, patch },
    page: navigation.nextHopProtocol,
    evaluate: evaluated.nextHopProtocol,
    stream: (await ended).nextHopProtocol,
  };
}`;

test('an EventSource gets what is published over HTTP/3, and so do evaluations', async () => {
  const opened = page.evaluate<SeenInPage>(`(${OPEN_STREAM})(${JSON.stringify(CLIENT_KEY)})`);
  await page.waitForFunction(`document.title === 'open'`);
  const before = shopSnapshot();
  const flags = before.flags.map((flag) => (flag.client ? { ...flag, killed: true } : flag));
  shop.source.publish({ ...before, flags, version: before.version + 1 });
  const seen = await opened;
  expect(seen).toMatchObject({ page: 'h3', evaluate: 'h3', stream: 'h3' });
  expect(seen.put.flags).toEqual(seen.answer.flags);
  expect(seen.patch.version).toBe(before.version + 1);
  expect(Object.keys(seen.patch.flags).length).toBeGreaterThan(0);
});

test('HTTP/2 and HTTP/1.1 work too, and rules see the address of the client, not that of the proxy', async () => {
  const body = JSON.stringify({ flagKey: 'new-checkout', context: { userId: 'u1' } });
  const { text: direct } = { text: await (await shop.post('/v1/evaluate', body)).text() };
  const session = connectHttp2(caddy.url, { rejectUnauthorized: false });
  const stream = session.request({ ':method': 'POST', ':path': '/v1/evaluate', authorization: `Bearer ${SERVER_KEY}` });
  stream.end(body);
  const overHttp2 = Buffer.concat(await stream.toArray()).toString();
  session.close();
  const req = request(`${caddy.url}/v1/evaluate`, {
    method: 'POST',
    headers: { authorization: `Bearer ${SERVER_KEY}`, 'content-length': body.length },
    agent: new Agent({ rejectUnauthorized: false }),
  });
  req.end(body);
  const [response] = await once(req, 'response');
  const overHttp1 = Buffer.concat(await response.toArray()).toString();
  expect([overHttp2, overHttp1]).toEqual([direct, direct]);
});

test('what is for those inside is not shown outside', async () => {
  for (const path of ['/metrics', '/healthz', '/readyz']) {
    const status = await page.evaluate(`fetch('${path}').then(({ status }) => status)`);
    expect([path, status]).toEqual([path, 404]);
  }
});
