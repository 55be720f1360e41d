import { canonicalJson } from '@flagforge/sdk/snapshot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMemorySource } from '../snapshots/memory.ts';
import { CLIENT_KEY, SERVER_KEY, serveShop, type TestServer } from '../testing/serve.ts';
import { shopSnapshot } from '../testing/shop-snapshot.ts';

let shop: TestServer;
beforeAll(async () => {
  shop = await serveShop();
});
afterAll(() => shop.server.close());

async function get(headers: Record<string, string> = {}, key = SERVER_KEY) {
  const response = await fetch(`${shop.url}/v1/snapshot`, { headers: { 'x-api-key': key, ...headers } });
  return { status: response.status, tag: response.headers.get('etag') ?? '', body: await response.text() };
}

describe('GET /v1/snapshot', () => {
  test("gives a server key its environment's snapshot, in the bytes that were published", async () => {
    const { status, tag, body } = await get();
    expect(status).toBe(200);
    expect(body).toBe(canonicalJson(shopSnapshot()));
    expect(tag).toMatch(/^"[0-9a-f]{64}"$/);
  });

  test('is 304 while it is the same, also for a version of the same content that another one was between', async () => {
    const first = await get();
    expect(await get({ 'if-none-match': first.tag })).toEqual({ status: 304, tag: first.tag, body: '' });
    shop.source.publish(shopSnapshot({ version: 2 }));
    const second = await get({ 'if-none-match': first.tag });
    expect(second.status).toBe(200);
    expect(JSON.parse(second.body)).toMatchObject({ version: 2, hash: shopSnapshot().hash });
  });

  test('is forbidden to client keys, without a word of what is in it', async () => {
    const { status, body } = await get({}, CLIENT_KEY);
    expect([status, JSON.parse(body).code]).toEqual([403, 'forbidden']);
  });

  test('is 503 before there is one', async () => {
    const early = await serveShop({ source: createMemorySource() });
    const response = await fetch(`${early.url}/v1/snapshot`, { headers: { 'x-api-key': SERVER_KEY } });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    await early.server.close();
  });
});
