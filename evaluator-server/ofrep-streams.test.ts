import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';
import { type Client, OpenFeature, type Provider, ProviderEvents } from '@openfeature/web-sdk';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { TestEventSource } from './testing/event-source.ts';
import { createGate, type Gate } from './testing/gate.ts';
import { expectOfrep } from './testing/ofrep-schema.ts';
import { ofrepSnapshot } from './testing/ofrep-snapshot.ts';
import { CLIENT_KEY, serveShop, type TestServer } from './testing/serve.ts';

let shop: TestServer;
let gate: Gate;
let asked: { readonly target: string; readonly status: number }[];
let domains = 0;

beforeEach(async () => {
  vi.stubGlobal('EventSource', TestEventSource);
  TestEventSource.opened.length = 0;
  asked = [];
  shop = await serveShop({ limits: { streamHeartbeatMs: 200 } });
  shop.source.publish(ofrepSnapshot({ version: 2 }));
  gate = await createGate(shop.url);
  await OpenFeature.setContext({ targetingKey: 'pat' });
});
afterEach(async () => {
  await OpenFeature.clearProviders();
  for (const stream of TestEventSource.opened) {
    for (const { type, data } of stream.events) if (type === 'message') expectOfrep('event', JSON.parse(data));
    stream.close();
  }
  vi.unstubAllGlobals();
  expect(shop.log.filter(({ level }) => level === 'error')).toEqual([]);
  await gate.shut();
  await shop.server.close();
});

/** A page that never polls: what it hears of, it hears of by its stream. */
async function openPage(): Promise<Client> {
  domains += 1;
  const listen: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    const { pathname, search } = new URL((input as Request).url);
    asked.push({ target: pathname + search, status: response.status });
    return response;
  };
  const headers: [string, string][] = [['X-API-Key', CLIENT_KEY]];
  const provider = new OFREPWebProvider({
    baseUrl: gate.url.replace(/\/$/, ''),
    headers,
    cacheMode: 'disabled',
    pollInterval: 0,
    fetchImplementation: listen,
  });
  const domain = `stream-${domains}`;
  // The package's own types are not exact about optional members.
  await OpenFeature.setProviderAndWait(domain, provider as unknown as Provider);
  return OpenFeature.getClient(domain);
}

/** The keys that the next change is about, in order. */
function nextChange(client: Client): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const hear: Parameters<Client['addHandler']>[1] = (details) => {
      client.removeHandler(ProviderEvents.ConfigurationChanged, hear);
      resolve([...((details as { flagsChanged?: string[] } | undefined)?.flagsChanged ?? [])].sort());
    };
    client.addHandler(ProviderEvents.ConfigurationChanged, hear);
  });
}

function streamAt(index: number): TestEventSource {
  const stream = TestEventSource.opened[index];
  if (stream === undefined) throw new Error('there is no such stream');
  return stream;
}

const isOpen = (index: number) => vi.waitFor(() => expect(streamAt(index).readyState).toBe(1), 10_000);
const kill = (version: number, flag: string) =>
  shop.source.publish(ofrepSnapshot({ version, overlays: [{ kind: 'kill', flag }] }));

describe("OpenFeature's own provider for pages, by its stream", () => {
  test('hears of a change without asking, and asks once', async () => {
    const client = await openPage();
    await isOpen(0);
    const changed = nextChange(client);
    kill(3, 'of-truth');
    expect(await changed).toEqual(['killed', 'of-truth']);
    expect(client.getBooleanDetails('of-truth', true)).toMatchObject({ value: false, reason: 'DISABLED' });
    expect(asked.map(({ status }) => status)).toEqual([200, 200]);
    expect(asked[1]?.target).toMatch(/^\/ofrep\/v1\/evaluate\/flags\?flagConfigEtag=3\.[0-9a-f]+-0$/);
  });

  test('hears nothing of what concerns others', async () => {
    const client = await openPage();
    await isOpen(0);
    // The same answers in another version; then a change of a flag that pages must not see; then one that concerns it.
    shop.source.publish(ofrepSnapshot({ version: 3 }));
    shop.source.publish(ofrepSnapshot({ version: 4, overlays: ['killed', 'secret'].map(killOf) }));
    const changed = nextChange(client);
    shop.source.publish(ofrepSnapshot({ version: 5, overlays: ['by-rule', 'killed', 'secret'].map(killOf) }));
    expect(await changed).toEqual(['by-rule']);
    expect(asked).toHaveLength(2);
  });

  test('hears of what changed between its list and its stream, and of nothing where nothing did', async () => {
    const listed = async () => {
      const response = await shop.post('/ofrep/v1/evaluate/flags', { context: { targetingKey: 'pat' } }, CLIENT_KEY);
      return ((await response.json()) as { eventStreams: [{ url: string }] }).eventStreams[0].url;
    };
    const messages = ({ events }: TestEventSource) => events.filter(({ type }) => type === 'message').length;
    const before = await listed();
    kill(3, 'of-truth');
    const [late, current] = [new TestEventSource(before), new TestEventSource(await listed())];
    await vi.waitFor(() => expect([messages(late), current.readyState]).toEqual([1, 1]), 10_000);
    kill(4, 'by-rule');
    await vi.waitFor(() => expect([messages(late), messages(current)]).toEqual([2, 1]), 10_000);
  });

  test('comes back after a cut with the same ticket, and hears of what it missed', async () => {
    const client = await openPage();
    await isOpen(0);
    let changed = nextChange(client);
    kill(3, 'of-truth');
    await changed;
    const stale = new Promise((resolve) => client.addHandler(ProviderEvents.Stale, resolve));
    await gate.shut();
    await stale;
    kill(4, 'by-rule');
    changed = nextChange(client);
    await gate.open();
    expect(await changed).toEqual(['by-rule', 'of-truth']);
    expect(TestEventSource.opened).toHaveLength(1);
  });

  test('another user gets another stream, and the first one ends', async () => {
    const client = await openPage();
    await isOpen(0);
    await OpenFeature.setContext({ targetingKey: 'sam' });
    await isOpen(1);
    expect(streamAt(0).readyState).toBe(2);
    expect(streamAt(1).url).not.toBe(streamAt(0).url);
    const changed = nextChange(client);
    kill(3, 'of-truth');
    expect(await changed).toEqual(['killed', 'of-truth']);
  });

  test('a key that ends takes its streams with it', async () => {
    await openPage();
    await isOpen(0);
    shop.keys.replace([]);
    await vi.waitFor(() => expect(streamAt(0).readyState).toBe(2), 30_000);
  });
});

function killOf(flag: string) {
  return { kind: 'kill', flag } as const;
}

describe('a ticket by hand', () => {
  async function ticket(): Promise<string> {
    const response = await shop.post('/v1/stream/tickets', { context: { userId: 'pat' } }, CLIENT_KEY);
    return ((await response.json()) as { url: string }).url;
  }

  test('opens a stream of results, and a second connection takes it from the first', async () => {
    const url = await ticket();
    const first = await fetch(url);
    expect(first.status).toBe(200);
    const reader = first.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('\n\ndata') && !/data: .*\n\n/.test(text)) text += (await reader?.read())?.value ?? '';
    const data = JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? 'null') as { version: number; flags: object };
    expect(data.version).toBe(2);
    expect(Object.keys(data.flags)).not.toContain('secret');
    const abort = new AbortController();
    const second = await fetch(url, { signal: abort.signal });
    expect(second.status).toBe(200);
    for (let isDone = false; !isDone; ) isDone = (await reader?.read())?.done ?? true;
    abort.abort();
  });

  test('is refused in the same words whatever is wrong with it', async () => {
    const url = await ticket();
    const answers = await Promise.all(
      [`${url}x`, url.slice(0, -1), url.replace(/=.*/, '='), `${shop.url}/v1/stream`].map(async (each) => {
        const response = await fetch(each);
        return [response.status, ((await response.json()) as { code: string }).code];
      }),
    );
    expect(answers).toEqual(answers.map(() => [401, 'unauthorized']));
  });
});
