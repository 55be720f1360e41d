import { OFREPProvider } from '@openfeature/ofrep-provider';
import { type Client, OpenFeature } from '@openfeature/server-sdk';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ofrepSnapshot } from './testing/ofrep-snapshot.ts';
import { SERVER_KEY, serveShop, type TestServer } from './testing/serve.ts';

const PAT = { targetingKey: 'pat' };

let shop: TestServer;
let client: Client;

async function clientOf(url: string, key: string): Promise<Client> {
  const provider = new OFREPProvider({ baseUrl: url, headers: [['Authorization', `Bearer ${key}`]] });
  const domain = `${url} ${key}`;
  await OpenFeature.setProviderAndWait(domain, provider);
  return OpenFeature.getClient(domain);
}

beforeAll(async () => {
  shop = await serveShop();
  shop.source.publish(ofrepSnapshot({ version: 2 }));
  client = await clientOf(shop.url, SERVER_KEY);
});
afterEach(() => {
  expect(shop.log.filter(({ level }) => level === 'error')).toEqual([]);
});
afterAll(async () => {
  await OpenFeature.close();
  await shop.server.close();
});

describe("OpenFeature's own provider for servers", () => {
  test('reads every type', async () => {
    expect(await client.getBooleanValue('of-truth', false, PAT)).toBe(true);
    expect(await client.getStringValue('of-text', '', PAT)).toBe('Grüße "an" alle');
    expect(await client.getNumberValue('of-number', 0, PAT)).toBe(42);
    expect(await client.getNumberValue('of-real', 0, PAT)).toBe(0.25);
    expect(await client.getObjectValue('of-object', {}, PAT)).toEqual({ colour: 'blå', size: 1.5 });
    expect(await client.getObjectValue('of-list', [], PAT)).toEqual([1, 'two']);
    expect(await client.getObjectValue('of-nothing', {}, PAT)).toBeNull();
  });

  test('is told variant, reason and what stands behind it', async () => {
    expect(await client.getBooleanDetails('by-rule', false, PAT)).toMatchObject({
      value: true,
      variant: 'on',
      reason: 'TARGETING_MATCH',
      flagMetadata: { reason: 'rule_match', rule: 'for-pat', version: 2 },
    });
    for (const [key, reason] of [
      ['by-target', 'TARGETING_MATCH'],
      ['half', 'SPLIT'],
      ['killed', 'DISABLED'],
      ['of-truth', 'STATIC'],
    ] as const) {
      expect(await client.getBooleanDetails(key, false, PAT)).toMatchObject({ reason });
    }
    expect(await client.getBooleanDetails('by-rule', true, { targetingKey: 'sam' })).toMatchObject({
      value: false,
      reason: 'DEFAULT',
    });
  });

  test.each([
    ['a flag that does not exist', 'nope', PAT, 'FLAG_NOT_FOUND'],
    ['a flag whose key has to be encoded', 'näh', PAT, 'FLAG_NOT_FOUND'],
    ['a rollout without its unit', 'half', {}, 'TARGETING_KEY_MISSING'],
    ['a context that is too deep', 'of-truth', { a: { b: { c: { d: { e: { f: 1 } } } } } }, 'INVALID_CONTEXT'],
    ['a flag of another type', 'of-text', PAT, 'TYPE_MISMATCH'],
  ])("%s gives the code's default and says why", async (_, key, context, errorCode) => {
    const details = await client.getBooleanDetails(key, true, context);
    expect(details).toMatchObject({ value: true, reason: 'ERROR', errorCode });
  });

  test("a key that is not good, and a server that is away, give the code's default", async () => {
    const stranger = await clientOf(shop.url, 'ff_server_stranger');
    expect(await stranger.getBooleanDetails('of-truth', false)).toMatchObject({ value: false, reason: 'ERROR' });
    const lost = await clientOf('http://127.0.0.1:1', 'ff_server_lost');
    expect(await lost.getBooleanDetails('of-truth', false)).toMatchObject({ value: false, reason: 'ERROR' });
  });

  test('told to ask less often, it does not ask until it may', async () => {
    const busy = await serveShop({ limits: { serverRate: 1, serverBurst: 1 } });
    busy.source.publish(ofrepSnapshot({ version: 2 }));
    const hasty = await clientOf(busy.url, SERVER_KEY);
    expect(await hasty.getBooleanValue('of-truth', false, PAT)).toBe(true);
    const refused = await hasty.getBooleanDetails('of-truth', false, PAT);
    expect(refused.errorMessage).toContain('rate limit exceeded, try again after');
    const paused = await hasty.getBooleanDetails('of-truth', false, PAT);
    expect(paused).toMatchObject({ value: false, errorMessage: expect.stringContaining('paused') });
    await busy.server.close();
  });

  test('sees a change at the next question', async () => {
    const before = await client.getBooleanDetails('of-truth', false, PAT);
    shop.source.publish(ofrepSnapshot({ version: 3, overlays: [{ kind: 'kill', flag: 'of-truth' }] }));
    const after = await client.getBooleanDetails('of-truth', true, PAT);
    expect([before.value, after.value, after.reason]).toEqual([true, false, 'DISABLED']);
    expect(after.flagMetadata).toEqual({ reason: 'killed', version: 3 });
  });
});
