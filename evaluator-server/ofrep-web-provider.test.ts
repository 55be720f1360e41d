import { OFREPWebProvider, type OFREPWebProviderOptions } from '@openfeature/ofrep-web-provider';
import { type Client, OpenFeature, type Provider, ProviderEvents } from '@openfeature/web-sdk';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ofrepSnapshot } from './testing/ofrep-snapshot.ts';
import { CLIENT_KEY, serveShop, type TestServer } from './testing/serve.ts';

let shop: TestServer;
let asked: { readonly status: number; readonly tag: string | null }[];
let domains = 0;

beforeEach(async () => {
  asked = [];
  shop = await serveShop();
  shop.source.publish(ofrepSnapshot({ version: 2 }));
  await OpenFeature.setContext({ targetingKey: 'pat' });
});
afterEach(async () => {
  await OpenFeature.clearProviders();
  expect(shop.log.filter(({ level }) => level === 'error')).toEqual([]);
  await shop.server.close();
});

const listen: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  asked.push({ status: response.status, tag: response.headers.get('etag') });
  return response;
};

/** A page that hears of changes by asking. */
async function openPage(options: Partial<OFREPWebProviderOptions> = {}, domain = newDomain()): Promise<Client> {
  const provider = new OFREPWebProvider({
    baseUrl: shop.url,
    headers: [['X-API-Key', CLIENT_KEY]],
    cacheMode: 'disabled',
    changeDetection: 'polling',
    fetchImplementation: listen,
    ...options,
  });
  // The package's own types are not exact about optional members.
  await OpenFeature.setProviderAndWait(domain, provider as unknown as Provider);
  return OpenFeature.getClient(domain);
}

function newDomain(): string {
  domains += 1;
  return `page-${domains}`;
}

/** The keys that the next change is about. */
function nextChange(client: Client): Promise<readonly string[]> {
  return new Promise((resolve) => {
    client.addHandler(ProviderEvents.ConfigurationChanged, (details) => resolve(details?.flagsChanged ?? []));
  });
}

describe("OpenFeature's own provider for pages", () => {
  test('reads every type from one answer', async () => {
    const client = await openPage();
    expect(client.getBooleanValue('of-truth', false)).toBe(true);
    expect(client.getStringValue('of-text', '')).toBe('Grüße "an" alle');
    expect(client.getNumberValue('of-number', 0)).toBe(42);
    expect(client.getNumberValue('of-real', 0)).toBe(0.25);
    expect(client.getObjectValue('of-object', {})).toEqual({ colour: 'blå', size: 1.5 });
    expect(client.getObjectValue('of-list', [])).toEqual([1, 'two']);
    expect(asked).toHaveLength(1);
  });

  test('is told variant, reason and our own reason, and never a rule', async () => {
    const client = await openPage();
    expect(client.getBooleanDetails('by-rule', false)).toMatchObject({
      value: true,
      variant: 'on',
      reason: 'TARGETING_MATCH',
      flagMetadata: { reason: 'rule_match' },
    });
    expect(client.getBooleanDetails('killed', true)).toMatchObject({ value: false, reason: 'DISABLED' });
    expect(JSON.stringify(client.getBooleanDetails('by-rule', false))).not.toContain('for-pat');
  });

  test.each([
    ['a flag that does not exist', 'nope', 'FLAG_NOT_FOUND'],
    ['a flag that pages must not see', 'secret', 'FLAG_NOT_FOUND'],
    ['a flag of another type', 'of-text', 'TYPE_MISMATCH'],
  ])("%s gives the code's default and says why", async (_, key, errorCode) => {
    const client = await openPage();
    expect(client.getBooleanDetails(key, true)).toMatchObject({ value: true, reason: 'ERROR', errorCode });
  });

  test('one flag that fails does not take the others with it', async () => {
    await OpenFeature.setContext({});
    const client = await openPage();
    expect(client.getBooleanDetails('half', true)).toMatchObject({ value: true, errorCode: 'TARGETING_KEY_MISSING' });
    expect(client.getBooleanValue('of-truth', false)).toBe(true);
  });

  test('another user gets other answers, not a 304', async () => {
    const client = await openPage();
    expect(client.getBooleanValue('by-target', false)).toBe(true);
    await OpenFeature.setContext({ targetingKey: 'sam' });
    expect(client.getBooleanValue('by-target', true)).toBe(false);
    await OpenFeature.setContext({ targetingKey: 'sam', region: 'us' });
    expect(asked.map(({ status }) => status)).toEqual([200, 200, 304]);
  });

  test('polls with the tag it has, and hears which flags changed, and no others', async () => {
    const client = await openPage({ pollInterval: 20 });
    const changed = nextChange(client);
    while (!asked.some(({ status }) => status === 304)) await new Promise((resolve) => setImmediate(resolve));
    const overlays = [{ kind: 'kill', flag: 'of-truth' }] as const;
    shop.source.publish(ofrepSnapshot({ version: 3, overlays }));
    // `killed` is no longer killed.
    expect([...(await changed)].sort()).toEqual(['killed', 'of-truth']);
    expect(client.getBooleanDetails('of-truth', true)).toMatchObject({ value: false, reason: 'DISABLED' });
  });

  test('keeps what it got, and shows that first when the page is opened again, also while the server is away', async () => {
    const kept = new Map<string, string>();
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
      removeItem: (key: string) => kept.delete(key),
    });
    const domain = newDomain();
    await openPage({ cacheMode: 'local-cache-first' }, domain);
    expect(kept.size).toBe(1);
    await shop.server.close();
    await OpenFeature.clearProviders();
    const client = await openPage({ cacheMode: 'local-cache-first' }, domain);
    expect(client.getBooleanDetails('of-truth', false)).toMatchObject({ value: true, reason: 'CACHED' });
    vi.unstubAllGlobals();
  });

  test('without a good key it does not become ready, and says so', async () => {
    await expect(openPage({ headers: [['X-API-Key', 'ff_client_stranger']] })).rejects.toThrow('Initialization failed');
  });

  test('may ask again only when it was told to', async () => {
    await shop.server.close();
    shop = await serveShop({ limits: { clientRate: 1, clientBurst: 1 } });
    shop.source.publish(ofrepSnapshot({ version: 2 }));
    const client = await openPage();
    const stale = new Promise((resolve) => client.addHandler(ProviderEvents.Stale, resolve));
    await OpenFeature.setContext({ targetingKey: 'sam' });
    await stale;
    await OpenFeature.setContext({ targetingKey: 'pat', later: true });
    expect(asked.map(({ status }) => status)).toEqual([200, 429]);
    expect(client.getBooleanValue('of-truth', false)).toBe(true);
  });
});
