/** The client of pages as its caller sees it, against an evaluator that says what a test tells it to. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Change, Client, ClientOptions, Results } from './client.ts';
import { createClient } from './create-client.ts';
import { createMemoryStorage } from './testing/memory-storage.ts';
import { createScriptedFetch, type ScriptedFetch } from './testing/scripted-fetch.ts';

const ON = { value: true, variant: 'on', reason: 'rule_match' } as const;
const OFF = { value: false, variant: 'off', reason: 'default' } as const;
const put = (version: number, flags: Results['flags'], more: object = {}) => ({ version, flags, ...more });

let net: ScriptedFetch;
let open: Client[] = [];
/** Lets everything happen that only waits for its turn. */
const settle = () => vi.advanceTimersByTimeAsync(0);

function create(options: Partial<ClientOptions> = {}): Client {
  const client = createClient({
    url: 'https://flags.test/',
    key: 'ff_client_x',
    context: { userId: 'u1' },
    storage: null,
    usage: false,
    fetch: net.fetch,
    ...options,
  }) as Client;
  open.push(client);
  return client;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  net = createScriptedFetch();
});
afterEach(() => {
  for (const client of open) client.close();
  open = [];
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('a read', () => {
  test('gives the fallback before there is anything, and says why', () => {
    const client = create();
    expect(client.boolean('a', true)).toBe(true);
    expect(client.details('a', 'x')).toEqual({
      value: 'x',
      reason: 'error',
      errorCode: 'provider_not_ready',
      version: 0,
      source: 'fallback',
    });
  });

  test('gives what the evaluator said, of the type that is asked for', async () => {
    const client = create();
    const json = { value: { a: [1] }, variant: 'full', reason: 'split' } as const;
    const failed = { reason: 'error', errorCode: 'targeting_key_missing' } as const;
    const flags = {
      a: ON,
      s: { ...ON, value: 'red' },
      n: { ...ON, value: 3 },
      j: json,
      e: failed,
      z: { ...ON, value: null },
    };
    net.last().event('put', '7.aa-0', put(7, flags));
    await settle();
    expect([client.boolean('a', false), client.string('s', ''), client.number('n', 0)]).toEqual([true, 'red', 3]);
    expect(client.json('j', null)).toEqual({ a: [1] });
    expect(client.json('z', 'x')).toBeNull();
    expect(client.json('a', 'any value is JSON')).toBe(true);
    expect(client.details('j', {})).toEqual({ ...json, version: 7, source: 'live' });
    const failure = { version: 7, source: 'fallback', reason: 'error' };
    expect(client.details('s', 5)).toEqual({ ...failure, value: 5, errorCode: 'type_mismatch' });
    expect(client.details('e', 5)).toEqual({ ...failure, value: 5, errorCode: 'targeting_key_missing' });
    expect(client.details('none', 5)).toEqual({ ...failure, value: 5, errorCode: 'flag_not_found' });
    for (const key of ['constructor', '__proto__', 'toString']) expect(client.json(key, 'own')).toBe('own');
  });
});

describe('what is asked', () => {
  test('has key and context in header and body, never in the URL', () => {
    create();
    const { path, body, headers } = net.last();
    expect(path).toBe('/v1/stream');
    expect(body).toEqual({ context: { userId: 'u1' }, overrides: {} });
    expect(headers).toMatchObject({ authorization: 'Bearer ff_client_x' });
  });

  test('is nothing where the client is not to connect', async () => {
    const client = create({ connect: false, bootstrap: put(3, { a: ON }) });
    expect(client.details('a', false)).toMatchObject({ value: true, source: 'bootstrap' });
    await vi.advanceTimersByTimeAsync(0);
    // Nothing of it keeps a program alive that renders a page.
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(100_000);
    client.close();
    expect(net.requests).toEqual([]);
  });

  test('is refused where the context is no JSON, and nothing throws', async () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    const client = create({ context: circle });
    expect([client.boolean('a', true), net.last().body]).toEqual([true, {}]);
  });
});

describe('changes', () => {
  test('are told once, for the flags whose result is another one', async () => {
    const client = create();
    const heard: Change[] = [];
    const ofB: Change[] = [];
    client.on((change) => heard.push(change));
    const stop = client.on('b', (change) => ofB.push(change));
    net.last().event('put', '1.aa-0', put(1, { a: OFF, b: OFF, c: OFF }));
    await settle();
    const kept = client.peek('c');
    net.last().event('patch', '2.bb-0', { version: 2, flags: { a: ON }, removed: ['b'] });
    await settle();
    expect(heard).toEqual([
      { keys: ['a', 'b', 'c'], status: 'live' },
      { keys: ['a', 'b'], status: 'live' },
    ]);
    expect(ofB).toHaveLength(2);
    expect(client.peek('c')).toBe(kept);
    expect(client.peek('b')).toBeUndefined();
    stop();
    net.last().event('put', '3.cc-0', put(3, { a: ON, b: ON, c: OFF }));
    await settle();
    expect(heard.at(-1)).toEqual({ keys: ['b'], status: 'live' });
    expect(ofB).toHaveLength(2);
    expect(client.peek('c')).toBe(kept);
  });

  test('are told to all, although one listener throws', async () => {
    const complain = vi.spyOn(console, 'error').mockReturnValue();
    const client = create();
    const heard: Change[] = [];
    client.on(() => {
      throw new Error('mine');
    });
    client.on((change) => heard.push(change));
    net.last().event('put', '1.aa-0', put(1, { a: ON }));
    await settle();
    expect(heard).toHaveLength(1);
    expect(complain).toHaveBeenCalledOnce();
    expect(client.status).toBe('live');
  });

  test('of an evaluator that is behind are not shown until it has caught up', async () => {
    const client = create();
    net.last().event('put', '5.aa-100', put(5, { a: ON, b: OFF }));
    net.last().end();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(net.last().headers).toMatchObject({ 'last-event-id': '5.aa-100' });
    net.last().event('put', '4.99-100', put(4, { a: OFF, b: OFF, c: OFF }));
    net.last().event('put', '5.aa-50', put(5, { a: OFF, b: OFF, c: OFF }));
    await settle();
    expect(client.results()).toMatchObject({ version: 5, flags: { a: ON } });
    // What it says is a step from what it said, not from what is shown.
    net.last().event('patch', '6.bb-100', { version: 6, flags: { b: ON } });
    await settle();
    expect(client.results()).toEqual(put(6, { a: OFF, b: ON, c: OFF }));
  });
});

describe('identify', () => {
  test('shows nothing of the former context, not even what comes late', async () => {
    const client = create();
    const former = net.last();
    former.event('put', '9.aa-0', put(9, { a: ON, b: ON }));
    await settle();
    former.event('put', '9.aa-1', put(9, { a: OFF, b: ON }));
    const isReady = client.identify({ userId: 'u2' });
    expect([client.boolean('a', false), client.boolean('b', false), client.status]).toEqual([false, false, 'loading']);
    await settle();
    expect(former.isOver()).toBe(true);
    expect(client.peek('b')).toBeUndefined();
    const { body, headers, event } = net.last();
    expect(body).toMatchObject({ context: { userId: 'u2' } });
    expect(headers['last-event-id']).toBe('');
    // Of another context also an older version counts.
    event('put', '8.aa-0', put(8, { a: ON }));
    await settle();
    expect(await isReady).toBe(true);
    expect([client.boolean('a', false), client.context]).toEqual([true, { userId: 'u2' }]);
    expect(net.requests).toHaveLength(2);
  });

  test('with the same context asks nothing', async () => {
    const client = create();
    void client.identify({ userId: 'u1' });
    await settle();
    expect(net.requests).toHaveLength(1);
  });
});

describe('ready', () => {
  test('waits for an evaluator, and no longer than it is told to', async () => {
    const client = create({ bootstrap: put(1, { a: ON }) });
    const [early, late] = [client.ready(100), client.ready(1_000)];
    await vi.advanceTimersByTimeAsync(500);
    net.last().event('put', '1.aa-0', put(1, { a: ON }));
    await settle();
    expect([await early, await late, await client.ready()]).toEqual([false, true, true]);
  });
});

describe('the stream', () => {
  test('is asked for again, never twice at a time, and by polling after two failures in a row', async () => {
    const client = create();
    for (let failures = 0; failures < 6; failures += 1) {
      net.last().fail();
      await vi.advanceTimersByTimeAsync(2_000);
    }
    expect(net.requests.filter((request) => !request.isOver())).toHaveLength(1);
    const [stream, all] = ['/v1/stream', '/v1/evaluate/all'];
    expect(net.paths()).toEqual([stream, stream, all, stream, all, stream, all]);
    expect(client.status).toBe('stale');
    net.last().answer(200, put(4, { a: ON }), { etag: '"t1"' });
    await settle();
    expect([client.boolean('a', false), client.status]).toEqual([true, 'live']);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(net.paths().at(-1)).toBe(stream);
    net.last().fail();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(net.last().headers['if-none-match']).toBe('"t1"');
    net.last().answer(304);
    await settle();
    expect([client.boolean('a', false), client.status]).toEqual([true, 'live']);
  });

  test('that a proxy holds back is given up for a question without one', async () => {
    const client = create();
    net.last().send('');
    await vi.advanceTimersByTimeAsync(7_000);
    expect(net.paths()).toEqual(['/v1/stream', '/v1/evaluate/all']);
    expect(net.requests[0]?.isOver()).toBe(true);
    net.last().answer(200, put(1, { a: ON }));
    await settle();
    expect(client.boolean('a', false)).toBe(true);
  });

  test('whose heartbeats stop is asked for again, from where it was', async () => {
    create();
    net.last().event('put', '1.aa-0', put(1, { a: ON }));
    for (let beats = 0; beats < 5; beats += 1) {
      await vi.advanceTimersByTimeAsync(20_000);
      net.last().send(':\n\n');
    }
    await vi.advanceTimersByTimeAsync(44_000);
    expect(net.requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(net.requests).toHaveLength(2);
    expect([net.requests[0]?.isOver(), net.last().headers['last-event-id']]).toEqual([true, '1.aa-0']);
  });

  test.each([
    ['no JSON', 'data: {"version":\n\n'],
    ['no results', 'data: 5\n\n'],
    ['results without flags', 'event: put\ndata: {"version":9}\n\n'],
    ['results without a version', 'event: put\ndata: {"flags":{"a":{"value":false}}}\n\n'],
  ])('that says %s is asked for whole, and what was good stays', async (_, text) => {
    const client = create();
    net.last().event('put', '1.aa-0', put(1, { a: ON }));
    await settle();
    net.last().send(`id: 2.bb-0\n${text}`);
    await settle();
    expect([client.boolean('a', false), client.status]).toEqual([true, 'stale']);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(net.last().headers['last-event-id']).toBe('');
    net.last().event('put', '2.bb-0', put(2, { a: OFF }));
    await settle();
    expect([client.boolean('a', true), client.status]).toEqual([false, 'live']);
  });

  test('that is cut in the middle of an event goes on from the last whole one', async () => {
    const client = create();
    net.last().event('put', '1.aa-0', put(1, { a: ON }));
    net.last().send('id: 2.bb-0\nevent: patch\ndata: {"version":2,"flags":{"a":{"value":fal');
    await settle();
    net.last().end(true);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(client.boolean('a', false)).toBe(true);
    expect(net.last().headers['last-event-id']).toBe('1.aa-0');
  });

  test('waits as long as it is told to', async () => {
    create();
    net.last().answer(503, undefined, { 'retry-after': '7' });
    await vi.advanceTimersByTimeAsync(7_000);
    expect(net.requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(net.requests).toHaveLength(2);
  });

  test('begins its waits where the server says', async () => {
    create();
    net.last().send('retry: 3000\n\n');
    await settle();
    net.last().end();
    await vi.advanceTimersByTimeAsync(1_400);
    expect(net.requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(net.requests).toHaveLength(2);
  });

  test('that the evaluator refuses for its context is replaced by questions', async () => {
    const client = create();
    net.last().answer(400);
    await vi.advanceTimersByTimeAsync(2_000);
    net.last().answer(200, put(1, { a: ON }));
    await settle();
    expect([net.paths().at(-1), client.status]).toEqual(['/v1/evaluate/all', 'live']);
  });

  test('with a key that is not accepted is tried seldom', async () => {
    const client = create();
    net.last().answer(401);
    await vi.advanceTimersByTimeAsync(2_000);
    net.last().answer(401);
    await settle();
    expect(client.status).toBe('refused');
    await vi.advanceTimersByTimeAsync(59_000);
    expect(net.requests).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(net.requests).toHaveLength(3);
    net.last().event('put', '1.aa-0', put(1, { a: ON }));
    await settle();
    expect(client.status).toBe('live');
  });

  test('is not asked for where only polling is wanted', async () => {
    create({ stream: false, pollMs: 5_000 });
    net.last().answer(200, put(1, {}));
    await vi.advanceTimersByTimeAsync(5_000);
    net.last().answer(304);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(net.paths()).toEqual(Array(3).fill('/v1/evaluate/all'));
  });

  test('ends with the client, and so does every timer', async () => {
    const client = create();
    net.last().event('put', '1.aa-0', put(1, { a: ON }));
    await settle();
    client.close();
    await settle();
    expect(net.last().isOver()).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
    expect(client.boolean('a', false)).toBe(true);
  });
});

describe('what is kept', () => {
  test('is shown at the next visit, of the same context alone, until an evaluator answers', async () => {
    const storage = createMemoryStorage();
    const first = create({ storage });
    net.last().event('put', '1.aa-0', put(1, { a: ON }));
    await settle();
    first.close();
    const again = create({ storage });
    expect(again.details('a', false)).toEqual({ ...ON, version: 1, source: 'cache' });
    expect(again.status).toBe('loading');
    net.last().event('put', '2.bb-0', put(2, { a: OFF }));
    await settle();
    expect(again.details('a', true)).toMatchObject({ value: false, source: 'live' });
    const other = create({ storage, context: { userId: 'u2' } });
    expect(other.details('a', true)).toMatchObject({ value: true, source: 'fallback' });
    expect([...storage.kept.values()].join()).not.toMatch(/u1|ff_client/);
  });

  test('is forgotten when it is too old, also by a clock that was set back', async () => {
    const storage = createMemoryStorage();
    create({ storage });
    net.last().event('put', '1.aa-0', put(1, { a: ON }));
    await settle();
    const sourceAfter = (ms: number) => {
      vi.setSystemTime(Date.now() + ms);
      return create({ storage, maxAgeMs: 60_000 }).details('a', false).source;
    };
    expect([sourceAfter(59_000), sourceAfter(-118_000), sourceAfter(-2_000), sourceAfter(200_000)]).toEqual([
      'cache',
      'cache',
      'fallback',
      'fallback',
    ]);
  });

  test.each(['', 'x', 'null', '5', '{}', '{"of":1}', '[]'])('is nothing where it is broken: %s', async (text) => {
    const storage = createMemoryStorage();
    create({ storage });
    net.last().event('put', '1.aa-0', put(1, { a: ON }));
    await settle();
    for (const name of storage.kept.keys()) storage.kept.set(name, text);
    expect(create({ storage }).details('a', false).source).toBe('fallback');
  });

  test('is bounded, however many contexts there were', async () => {
    const storage = createMemoryStorage();
    const client = create({ storage });
    for (let visit = 0; visit < 300; visit += 1) {
      void client.identify({ userId: `v${visit}` });
      await settle();
      net.last().event('put', '1.aa-0', put(1, { a: ON }));
      await settle();
    }
    expect(storage.kept.size).toBeLessThanOrEqual(64);
    expect(storage.kept.size).toBeGreaterThan(32);
  });

  test.each([
    ['the older one is kept', 4, 3, 'cache', true],
    ['both are of one version', 4, 4, 'cache', true],
    ['the page brings a newer one', 4, 5, 'bootstrap', false],
  ])('stands before what the page brings, unless that is newer: %s', async (_, kept, given, source, value) => {
    const storage = createMemoryStorage();
    create({ storage });
    net.last().event('put', `${kept}.aa-0`, put(kept, { a: ON }));
    await settle();
    const client = create({ storage, bootstrap: put(given, { a: OFF }) });
    expect(client.details('a', false)).toMatchObject({ source, value });
  });

  test.each(['broken', 5, { flags: {} }, { version: 1, flags: null }])(
    'what the page brings may be nonsense: %j',
    (bootstrap) => {
      expect(create({ bootstrap: bootstrap as never }).details('a', 1).source).toBe('fallback');
    },
  );
});

describe('overrides', () => {
  test('go to the evaluator, which gives the value; what is shown stays meanwhile', async () => {
    const client = create();
    net.last().event('put', '1.aa-0', put(1, { a: OFF }, { overrides: true }));
    await settle();
    client.override('a', 'on');
    await settle();
    expect(client.boolean('a', true)).toBe(false);
    expect(net.last().body).toEqual({ context: { userId: 'u1' }, overrides: { a: 'on' } });
    net.last().event('put', '1.aa-0', put(1, { a: { ...ON, reason: 'override' } }, { overrides: true }));
    await settle();
    expect([client.details('a', false).reason, client.overrides()]).toEqual(['override', { a: 'on' }]);
    client.override('a', null);
    await settle();
    expect(net.last().body).toEqual({ context: { userId: 'u1' }, overrides: {} });
    expect(net.requests.filter((request) => !request.isOver())).toHaveLength(1);
  });

  test('are kept apart from what others see', async () => {
    const storage = createMemoryStorage();
    const client = create({ storage });
    net.last().event('put', '1.aa-0', put(1, { a: OFF }, { overrides: true }));
    await settle();
    client.override('a', 'on');
    await settle();
    net.last().event('put', '1.aa-0', put(1, { a: { ...ON, reason: 'override' } }, { overrides: true }));
    await settle();
    expect(create({ storage }).details('a', true)).toMatchObject({ value: false, source: 'cache' });
  });
});

describe('counts', () => {
  const reports = () => net.requests.filter(({ path }) => path === '/v1/usage');

  test('are sent in batches, by variant; what is forced is not counted', async () => {
    const client = create({ usage: 1 });
    const stream = net.last();
    client.boolean('a', false);
    stream.event('put', '1.aa-0', put(1, { a: ON, b: OFF, o: { ...ON, reason: 'override' } }));
    await settle();
    for (let reads = 0; reads < 3; reads += 1) client.boolean('a', false);
    client.details('b', true);
    client.boolean('o', false);
    client.json('constructor', null);
    client.peek('b');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(reports().map(({ body }) => body)).toEqual([
      {
        id: expect.stringMatching(/^[\w-]{36}$/),
        from: expect.any(Number),
        to: expect.any(Number),
        counts: { a: { '': 1, on: 3 }, b: { off: 1 }, constructor: { '': 1 } },
      },
    ]);
    expect(reports()[0]?.keepalive).toBe(true);
  });

  test('that were not taken are sent again as they were, with the next ones', async () => {
    const client = create({ usage: 1 });
    client.boolean('a', false);
    await vi.advanceTimersByTimeAsync(60_000);
    reports()[0]?.answer(503);
    await settle();
    client.boolean('b', false);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(reports()).toHaveLength(3);
    expect(reports()[1]?.body).toEqual(reports()[0]?.body);
    expect(reports()[2]?.body).toMatchObject({ counts: { b: { '': 1 } } });
  });

  test('are sent by a share of clients, scaled up', async () => {
    vi.mocked(Math.random).mockReturnValue(0.04);
    const chosen = create({ usage: 0.05 });
    vi.mocked(Math.random).mockReturnValue(0.06);
    const other = create({ usage: 0.05 });
    chosen.boolean('a', false);
    other.boolean('b', false);
    await vi.advanceTimersByTimeAsync(90_000);
    expect(reports().map(({ body }) => (body as { counts: unknown }).counts)).toEqual([{ a: { '': 20 } }]);
  });

  test('are none where none are wanted', async () => {
    create({ usage: false }).boolean('a', false);
    await vi.advanceTimersByTimeAsync(90_000);
    expect(reports()).toEqual([]);
  });

  test('are sent at the end', () => {
    const client = create({ usage: 1 });
    client.boolean('a', false);
    client.close();
    expect(reports()).toHaveLength(1);
  });
});
