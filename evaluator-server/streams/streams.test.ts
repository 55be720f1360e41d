import type { Flag, Snapshot } from '@flagforge/sdk/engine';
import { canonicalJson } from '@flagforge/sdk/snapshot';
import { afterEach, describe, expect, test } from 'vitest';
import { keyRecord } from '../index.ts';
import { canonicalHash } from '../snapshots/canonical-hash.ts';
import { CLIENT_KEY, jsonOf, SERVER_KEY, serveShop, TEST_KEYS, type TestServer } from '../testing/serve.ts';
import { shopSnapshot } from '../testing/shop-snapshot.ts';
import { type ReadEvent, readStream, type StreamReader } from '../testing/stream-reader.ts';

let shop: TestServer;
const readers: StreamReader[] = [];
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.close();
  await shop.server.close();
});

type Options = Omit<Parameters<typeof readStream>[0], 'port'>;

async function open(options: Options): Promise<StreamReader> {
  const reader = await readStream({ port: shop.port, ...options });
  readers.push(reader);
  return reader;
}

async function untilNoneIsOpen(): Promise<void> {
  while (shop.server.streamStats().open.length > 0) await new Promise(setImmediate);
}

/** The shop with some flags changed; true hashes. */
function shopWith(version: number, change: (flag: Flag) => Flag, more: Partial<Snapshot> = {}): Snapshot {
  return shopSnapshot({ version, flags: shopSnapshot().flags.map(change), ...more });
}

const turnedOff = (key: string) => (flag: Flag) => (flag.key === key ? { ...flag, enabled: false } : flag);
const same = (flag: Flag): Flag => flag;

interface Patch {
  readonly snapshot: Omit<Snapshot, 'flags' | 'segments' | 'groups'>;
  readonly flags?: { readonly set: readonly Flag[]; readonly removed?: readonly string[] };
}

/** What an SDK does with a patch. */
function applyPatch(snapshot: Snapshot, { snapshot: head, flags }: Patch): Snapshot {
  const byKey = new Map(snapshot.flags.map((flag) => [flag.key, flag]));
  for (const flag of flags?.set ?? []) byKey.set(flag.key, flag);
  for (const key of flags?.removed ?? []) byKey.delete(key);
  const sorted = [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  return { ...snapshot, ...head, flags: sorted };
}

const flagsOf = ({ data }: ReadEvent) => (data as { readonly flags: Readonly<Record<string, unknown>> }).flags;

describe.each(['socket', 'http'] as const)('over %s', (over) => {
  test('a server key gets the snapshot as it was published, and then what changed, which makes the next one whole', async () => {
    shop = await serveShop();
    const reader = await open({ key: SERVER_KEY, over });
    expect(reader.status).toBe(200);
    expect(reader.head).toMatch(/content-type: text\/event-stream/i);
    const put = await reader.next();
    const first = shopSnapshot();
    expect(put).toMatchObject({ event: 'put', data: JSON.parse(canonicalJson(first)) });
    const second = shopWith(first.version + 1, turnedOff('banner'), {
      flags: shopSnapshot().flags.filter(({ key }) => key !== 'local'),
    });
    shop.source.publish(second);
    const patch = await reader.next();
    expect(patch.event).toBe('patch');
    expect(patch.id).not.toBe(put.id);
    const built = applyPatch(put.data as Snapshot, patch.data as Patch);
    expect(canonicalJson(built)).toBe(canonicalJson(second));
    expect(canonicalHash({ contentHash: built.contentHash, overlays: built.overlays })).toBe(second.hash);
  });

  test('a client key gets the results of its context, and then those of them that change', async () => {
    shop = await serveShop();
    const context = { userId: 'u1' };
    const reader = await open({ key: CLIENT_KEY, body: { context }, over });
    const put = await reader.next();
    const all = await jsonOf(await shop.post('/v1/evaluate/all', { context }, CLIENT_KEY));
    expect(put).toMatchObject({ event: 'put', data: all });
    shop.source.publish(shopWith(all.version + 1, turnedOff('banner')));
    const patch = await reader.next();
    expect(patch.event).toBe('patch');
    expect(patch.data).toEqual({
      version: all.version + 1,
      flags: { banner: { value: null, variant: 'none', reason: 'disabled' } },
    });
    shop.source.publish(shopSnapshot({ version: all.version + 2, flags: shopSnapshot().flags.slice(1) }));
    expect((await reader.next()).data).toEqual({ version: all.version + 2, flags: {}, removed: ['banner'] });
  });

  test('what changes for others is not heard, nor what the key must not see', async () => {
    shop = await serveShop();
    const staff = await open({ key: CLIENT_KEY, body: { context: { email: 'a@company.com' } }, over });
    const other = await open({ key: CLIENT_KEY, body: { context: { email: 'a@elsewhere.com' } }, over });
    const { version } = (await staff.next()).data as { version: number };
    await other.next();
    shop.source.publish(shopWith(version + 1, (flag) => (flag.key === 'new-checkout' ? { ...flag, rules: [] } : flag)));
    expect(Object.keys(flagsOf(await staff.next()))).toEqual(['new-checkout']);
    // A prerequisite that clients do not see: what depends on it is told, and it is not.
    shop.source.publish(shopWith(version + 2, turnedOff('secret-api')));
    expect(Object.keys(flagsOf(await staff.next()))).toEqual(['new-checkout']);
    shop.source.publish(shopWith(version + 3, turnedOff('banner')));
    const heard = await other.next();
    expect(heard.data).toMatchObject({ version: version + 2 });
    expect(Object.keys(flagsOf(heard))).toEqual(['new-checkout']);
    expect(other.text()).not.toContain('secret');
  });

  test('goes on where it was: nothing anew for the newest event, what changed for an older one, all for a strange one', async () => {
    shop = await serveShop();
    const ask = { key: CLIENT_KEY, body: { context: { userId: 'u1' } }, over };
    const put = await (await open(ask)).next();
    const { version } = put.data as { version: number };
    const current = await open({ ...ask, lastEventId: put.id });
    shop.source.publish(shopWith(version + 1, turnedOff('banner')));
    const patch = await current.next();
    expect(patch.event).toBe('patch');
    expect(await (await open({ ...ask, lastEventId: put.id })).next()).toEqual(patch);
    for (const lastEventId of ['x', '99.00000000-0', `${put.id}1`, '"', '1'.repeat(500)])
      expect(await (await open({ ...ask, lastEventId })).next()).toMatchObject({ event: 'put', id: patch.id });
    const server = await open({ key: SERVER_KEY, lastEventId: put.id, over });
    expect(await server.next()).toMatchObject({ event: 'patch', id: patch.id });
  });

  test('a schedule announces itself at its instant, to those whose answer it changes', async () => {
    let now = 1_000_000;
    const at = now + 5;
    const schedule = [{ at, set: { enabled: false } }];
    const scheduled = shopWith(7, (flag) => (flag.key === 'banner' ? { ...flag, schedule } : flag), { instants: [at] });
    shop = await serveShop({ clock: () => now });
    shop.source.publish(scheduled);
    const client = await open({ key: CLIENT_KEY, body: { context: {} }, over });
    const server = await open({ key: SERVER_KEY, over });
    const put = await client.next();
    expect(put.id).toMatch(/^7\.[0-9a-f]{8}-0$/);
    await server.next();
    now = at;
    const patch = await client.next();
    expect(patch.id).toMatch(new RegExp(`^7\\.[0-9a-f]{8}-${at}$`));
    expect(flagsOf(patch)).toMatchObject({ banner: { reason: 'disabled' } });
    expect((await server.next()).id).toBe(patch.id);
    // Whoever was away at the instant hears of it too.
    const late = await open({ key: CLIENT_KEY, body: { context: {} }, lastEventId: put.id, over });
    expect(await late.next()).toEqual(patch);
  });

  test('a reader that is too slow is told to go, and nothing piles up', async () => {
    shop = await serveShop();
    const reader = await open({ key: CLIENT_KEY, body: { context: {} }, over });
    await reader.next();
    reader.pause();
    const value = 'x'.repeat(1_000_000);
    let version = shopSnapshot().version;
    const publish = (): void => {
      version += 1;
      const variants = [{ name: 'none', value: `${version} ${value}` }];
      shop.source.publish(
        shopWith(version, (flag) =>
          flag.key === 'banner' ? { ...flag, variants, off: 'none', default: { serve: 'none' } } : flag,
        ),
      );
    };
    // What the system takes in for a reader that does not read is some megabytes.
    for (let sent = 0; sent < 60 && shop.server.streamStats().dropped === 0; sent += 1) {
      publish();
      await new Promise(setImmediate);
    }
    expect(shop.server.streamStats()).toMatchObject({ dropped: 1 });
    expect(shop.server.streamStats().bufferedBytes).toBeLessThan(3_000_000);
    reader.resume();
    await reader.ended;
    expect(reader.text()).toMatch(/\nretry: \d+\n\n$/);
    await untilNoneIsOpen();
  });

  test('heartbeats keep it open, and it ends with its key', async () => {
    shop = await serveShop({ limits: { streamHeartbeatMs: 100 } });
    const reader = await open({ key: CLIENT_KEY, body: { context: {} }, over });
    await reader.next();
    while (!/\n:\n\n/.test(reader.text())) await new Promise(setImmediate);
    shop.keys.replace(TEST_KEYS.filter(({ kind }) => kind === 'server'));
    await reader.ended;
    expect(reader.text()).toMatch(/\nretry: \d+\n\n$/);
  });

  test('overrides are honoured where the environment allows them', async () => {
    shop = await serveShop();
    const { version } = shopSnapshot();
    shop.source.publish(shopWith(version + 1, same, { overrides: 'allowed' }));
    const body = { context: {}, overrides: { banner: 'none' } };
    const put = await (await open({ key: CLIENT_KEY, body, over })).next();
    expect(put.data).toMatchObject({ overrides: true, flags: { banner: { reason: 'override', variant: 'none' } } });
  });

  test('a context of more than 4 KiB, none at all, or an unknown key opens nothing', async () => {
    shop = await serveShop();
    const large = Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`a${index}`, 'x'.repeat(1_000)]));
    for (const [options, status] of [
      [{ key: CLIENT_KEY, body: { context: large } }, 400],
      [{ key: CLIENT_KEY, body: {} }, 400],
      [{ key: CLIENT_KEY }, 400],
      [{ key: 'ff_client_unknown', body: { context: {} } }, 401],
      [{ body: { context: {} } }, 401],
      [{ query: '?ticket=abc' }, 401],
    ] as const)
      expect([options, (await open({ ...options, over })).status]).toEqual([options, status]);
    expect(shop.server.streamStats().open).toEqual([]);
  });

  test.each([
    ['all together', { streams: 1 }],
    ['from one address', { streamsPerAddress: 1 }],
    ['in one second', { streamRate: 1, streamBurst: 1 }],
  ])('too many streams %s: 503, and a time to wait that a page may read', async (_, limits) => {
    shop = await serveShop({ limits });
    const ask = {
      key: CLIENT_KEY,
      body: { context: {} },
      headers: { Origin: 'https://shop.example', Connection: 'close' },
      over,
    };
    const first = await open(ask);
    expect(first.status).toBe(200);
    const second = await open(ask);
    expect(second.status).toBe(503);
    expect(second.head).toMatch(/^retry-after: ([1-9]|10)$/im);
    expect(second.head).toMatch(/^access-control-allow-origin: https:\/\/shop\.example$/im);
    await second.ended;
    expect(JSON.parse(second.text())).toMatchObject({ status: 503, code: 'too_many_streams' });
    first.close();
    await untilNoneIsOpen();
    if (!('streamRate' in limits)) expect((await open(ask)).status).toBe(200);
  });

  test('a server that drains opens nothing new and sends everybody away in time; one that closes does so at once', async () => {
    shop = await serveShop();
    const streams = await Promise.all(
      Array.from({ length: 20 }, (_, user) =>
        open({ key: CLIENT_KEY, body: { context: { userId: `u${user}` } }, over }),
      ),
    );
    shop.server.drain(50);
    expect((await open({ key: CLIENT_KEY, body: { context: {} }, over })).status).toBe(503);
    await Promise.all(streams.map(({ ended }) => ended));
    expect(new Set(streams.map((stream) => stream.retryMs())).size).toBeGreaterThan(10);
    // Evaluations are answered until the end.
    expect((await shop.post('/v1/evaluate', { flagKey: 'banner', context: {} })).status).toBe(200);
  });
});

test('a ticket opens the stream of its context without a header, and a newer connection ends the older one', async () => {
  shop = await serveShop();
  const { url } = (await (await shop.post('/v1/stream/tickets', { context: { userId: 'u1' } }, CLIENT_KEY)).json()) as {
    url: string;
  };
  const { search } = new URL(url, shop.url);
  const first = await open({ query: search });
  const put = await first.next();
  expect(put.event).toBe('put');
  const second = await open({ query: search, lastEventId: put.id });
  await first.ended;
  shop.source.publish(shopWith(shopSnapshot().version + 1, turnedOff('banner')));
  expect(await second.next()).toMatchObject({ event: 'patch' });
});

test('changes that come faster than they can be told are told together, and each stream ends up with the newest', async () => {
  shop = await serveShop();
  const streams = await Promise.all(
    Array.from({ length: 50 }, (_, user) => open({ key: CLIENT_KEY, body: { context: { userId: `u${user}` } } })),
  );
  for (const stream of streams) await stream.next();
  const { version } = shopSnapshot();
  // Each is another one than all before, so that everybody has something to hear of the last.
  for (let step = 1; step <= 21; step += 1) {
    const variants = [{ name: 'none', value: step }];
    const served = { variants, off: 'none', default: { serve: 'none' } };
    shop.source.publish(shopWith(version + step, (flag) => (flag.key === 'banner' ? { ...flag, ...served } : flag)));
  }
  for (const stream of streams) {
    let heard = -1;
    for (let event = await stream.next(); ; event = await stream.next()) {
      const { version: next } = event.data as { version: number };
      expect(next).toBeGreaterThan(heard);
      heard = next;
      if (heard === version + 21) {
        expect(flagsOf(event)).toMatchObject({ banner: { value: 21 } });
        break;
      }
    }
  }
});

test('an environment is not told of another one', async () => {
  const STAGING = 'ff_client_test-staging';
  shop = await serveShop();
  shop.keys.replace([...TEST_KEYS, keyRecord(STAGING, { environment: 'staging' })]);
  expect((await open({ key: STAGING, body: { context: {} } })).status).toBe(503);
  shop.source.publish(shopSnapshot({ environment: 'staging', version: 3 }));
  const staging = await open({ key: STAGING, body: { context: {} } });
  const production = await open({ key: CLIENT_KEY, body: { context: {} } });
  expect((await staging.next()).data).toMatchObject({ version: 3 });
  const { version } = (await production.next()).data as { version: number };
  shop.source.publish(shopWith(4, turnedOff('banner'), { environment: 'staging' }));
  shop.source.publish(shopWith(version + 1, turnedOff('local')));
  expect((await staging.next()).data).toMatchObject({ version: 4 });
  expect(Object.keys(flagsOf(await production.next()))).toEqual(['local']);
});
