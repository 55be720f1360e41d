import { afterEach, describe, expect, test } from 'vitest';
import { CLIENT_KEY, SERVER_KEY, serveShop, type TestServer } from '../testing/serve.ts';

const NOW = Date.UTC(2026, 10, 23, 10, 30, 20);
let shop: TestServer | null = null;
afterEach(async () => {
  await shop?.server.close();
  shop = null;
});

describe('usage', () => {
  test('smoke', async () => {
    let now = NOW;
    shop = await serveShop({ clock: () => now });
    for (let i = 0; i < 3; i += 1) await shop.post('/v1/evaluate', { flagKey: 'banner', context: {} });
    await shop.post('/v1/evaluate/all', { context: {} });
    now += 60_000;
    await shop.post('/v1/evaluate', { flagKey: 'banner', context: {} }, CLIENT_KEY);
    const sent = await shop.post(
      '/v1/usage',
      { id: 'a', counts: { banner: { sale: 5, nope: 3 }, 'secret-api': { on: 1 } } },
      CLIENT_KEY,
    );
    expect(sent.status).toBe(202);
    const r = await fetch(`${shop.url}/v1/usage?window=2m&flag=banner`, {
      headers: { authorization: `Bearer ${SERVER_KEY}` },
    });
    console.log(r.status, await r.text());
  });
});
