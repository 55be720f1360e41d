/** Streams that were opened with a ticket, by what takes them from one another. */
import { afterEach, expect, test } from 'vitest';
import { CLIENT_KEY, serveShop, type TestServer } from '../testing/serve.ts';
import { shopSnapshot } from '../testing/shop-snapshot.ts';
import { readStream, type StreamReader } from '../testing/stream-reader.ts';

let shop: TestServer;
const readers: StreamReader[] = [];
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.close();
  await shop.server.close();
});

async function open(query: string, lastEventId?: string): Promise<StreamReader> {
  const reader = await readStream({ port: shop.port, query, ...(lastEventId === undefined ? {} : { lastEventId }) });
  readers.push(reader);
  return reader;
}

async function ticket(): Promise<string> {
  const answer = await shop.post('/v1/stream/tickets', { context: { userId: 'u1' } }, CLIENT_KEY);
  return new URL(((await answer.json()) as { url: string }).url, shop.url).search;
}

/** Publishes a banner of so many characters. */
function publish(version: number, characters: number): void {
  const variants = [{ name: 'none', value: `${version} ${'x'.repeat(characters)}` }];
  const flags = shopSnapshot().flags.map((flag) =>
    flag.key === 'banner' ? { ...flag, variants, off: 'none', default: { serve: 'none' } } : flag,
  );
  shop.source.publish(shopSnapshot({ version, flags }));
}

const isOpen = (count: number) =>
  expect.poll(() => shop.server.streamStats().open.reduce((sum, each) => sum + each.count, 0)).toBe(count);

test('a slow reader whose stream another connection took hears nothing more, and costs nobody anything', async () => {
  shop = await serveShop({ limits: { streamBufferBytes: 50_000_000 } });
  const query = await ticket();
  const slow = await open(query);
  const put = await slow.next();
  slow.pause();
  let version = 1;
  while (shop.server.streamStats().bufferedBytes < 1_000_000) {
    version += 1;
    publish(version, 1_000_000);
    await new Promise(setImmediate);
  }
  const next = await open(query, put.id);
  expect((await next.next()).data).toMatchObject({ version });
  // It is told to go, and has not gone yet: nothing is written behind the end.
  publish(version + 1, 1_000);
  expect((await next.next()).data).toMatchObject({ version: version + 1 });
  slow.resume();
  await slow.ended;
  expect(slow.text().includes(`"version":${version + 1}`)).toBe(false);
  expect(slow.text().slice(-40)).toMatch(/\nretry: \d+\n\n$/);
  await isOpen(1);
  expect(shop.log.filter(({ level }) => level === 'error')).toEqual([]);
});

test('two pages that share a ticket do not take the stream from each other all the time: who lost it comes back later', async () => {
  shop = await serveShop({ limits: { streamRetryMs: 1_000 } });
  const query = await ticket();
  const first = await open(query);
  await first.next();
  expect(first.retryMs()).toBeLessThanOrEqual(3_000);
  const second = await open(query);
  await first.ended;
  expect(first.retryMs()).toBeGreaterThanOrEqual(30_000);
  // Once it is back, it comes back as soon as others.
  const again = await open(query);
  await again.next();
  await second.ended;
  expect(again.retryMs()).toBeLessThanOrEqual(3_000);
});

test('of many that come with one ticket at once, one has the stream', async () => {
  shop = await serveShop();
  const query = await ticket();
  const all = await Promise.all(Array.from({ length: 20 }, () => open(query)));
  expect(all.map(({ status }) => status)).toEqual(all.map(() => 200));
  await isOpen(1);
  expect(shop.log.filter(({ level }) => level === 'error')).toEqual([]);
});

test.each(['x', '9.00000000-0', '1'.repeat(500)])(
  'a provider that comes back with an id that nobody knows (%s) is told to ask',
  async (lastEventId) => {
    shop = await serveShop();
    const answer = await shop.post('/ofrep/v1/evaluate/flags', { context: { targetingKey: 'u1' } }, CLIENT_KEY);
    const { eventStreams } = (await answer.json()) as { eventStreams: [{ url: string }] };
    const stream = await open(new URL(eventStreams[0].url).search, lastEventId);
    expect(await stream.next()).toMatchObject({ event: 'message', data: { type: 'refetchEvaluation' } });
  },
);
